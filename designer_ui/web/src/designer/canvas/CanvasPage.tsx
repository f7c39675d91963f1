/** The form canvas: palette left, the form itself in the middle, the properties of what is selected on the right. */
import { Button } from "antd";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDef, SectionDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import type { FormDoc } from "../../commands/documents";
import { sectionsOf } from "../../commands/places";
import { DragArea, type DragData, type Drop } from "../../dnd/DragArea";
import { SortableContext } from "../../dnd/SortableList";
import { WIDGETS, widgetOf } from "../../fields";
import { FormRenderer } from "../../renderer/FormRenderer";
import type { Live } from "../../renderer/live";
import { problemsOfField, useProblems } from "../check/problems";
import { useKinds, useLabel } from "../draft/DraftProvider";
import { FormFrame } from "../form/FormFrame";
import { Panel } from "../panel/Panel";
import { useScreenCommands } from "../shell/command_list";
import { CanvasField, type Line } from "./CanvasField";
import { CanvasSection } from "./CanvasSection";
import { clientForm } from "./client_form";
import { placeOfDrop, useEditing, useSelection, type Editing, type Selection } from "./editing";
import { Palette } from "./Palette";
import "./canvas.css";

const nothing = () => null;
const ignore = () => undefined;

interface CanvasProps {
  form: FormDoc;
  editing: Editing;
  selection: Selection;
  select(next: Selection): void;
  line: Line | null;
  overSection: number | null;
  openPanel(): void;
}

/** The runtime's own renderer; every field wrapped for the designer. */
function Canvas({ form, editing, selection, select, line, overSection, openPanel }: CanvasProps) {
  const { i18n } = useTranslation();
  const { fields: kinds } = useKinds();
  const problems = useProblems();
  const isComputed = useCallback((type: string) => kinds.find((kind) => kind.name === type)?.computed ?? false, [kinds]);
  const drawn = useMemo(() => clientForm(form, i18n.language, isComputed), [form, i18n.language, isComputed]);
  const live = useMemo<Live>(
    () => ({
      values: Object.fromEntries(drawn.fields.filter((field) => field.fields).map((field) => [field.key, [{}]])), // one line shows the columns
      hidden: new Set(),
      required: new Set(drawn.fields.filter((field) => field.required).map((field) => field.key)),
      readonly: new Set(drawn.fields.filter((field) => field.computed || field.readonly).map((field) => field.key)),
      complete: true,
    }),
    [drawn],
  );
  const wrapField = (field: FieldDef, node: React.ReactNode, section: SectionDef) => (
    <CanvasField
      field={field}
      section={section}
      sections={drawn.layout}
      selected={selection.field === field.key}
      faulty={problemsOfField(problems, form.key, field.key).length > 0}
      line={line}
      wide={field.type === "subtable" || widgetOf(field).wide === true}
      editing={editing}
      select={() => selection.field !== field.key && select({ field: field.key })}
      openPanel={openPanel}
    >
      {node}
    </CanvasField>
  );
  const wrapSection = (section: SectionDef, node: React.ReactNode) => {
    const index = drawn.layout.findIndex((one) => one.key === section.key);
    return (
      <CanvasSection section={section} index={index} selected={selection.section === index} over={overSection === index} select={() => select({ section: index })}>
        {node}
      </CanvasSection>
    );
  };
  return (
    <SortableContext items={drawn.layout.flatMap((section) => section.fields)} strategy={nothing}>
      <FormRenderer form={drawn} values={{}} onChange={ignore} live={live} widgets={WIDGETS} prefix="canvas" slots={{ field: wrapField, section: wrapSection }} />
    </SortableContext>
  );
}

function useDrops(form: FormDoc, editing: Editing) {
  const { fields: kinds } = useKinds();
  const [line, setLine] = useState<Line | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const placeOf = ({ data, over: target, overData, after }: Drop) => {
    if (typeof overData.section === "number") return { section: overData.section, index: sectionsOf(form)[overData.section]?.fields.length ?? 0 };
    return placeOfDrop(form, typeof data.field === "string" ? data.field : null, target, after);
  };
  const onDrop = (drop: Drop) => {
    const place = placeOf(drop);
    if (!place) return;
    const kind = kinds.find((one) => one.name === drop.data.kind);
    if (kind) editing.add(kind, place);
    else if (typeof drop.data.columns === "number") editing.section(place.section + (drop.after === false ? 0 : 1), drop.data.columns);
    else if (typeof drop.data.field === "string" && drop.data.field !== drop.over) editing.move(drop.data.field, place);
  };
  const onOver = (drop: Drop | null) => {
    const section = typeof drop?.overData.section === "number" ? drop.overData.section : null;
    const next = drop && section === null && drop.data.field !== drop.over ? { over: drop.over, after: drop.after ?? false } : null;
    setOver(section);
    setLine((now) => (now?.over === next?.over && now?.after === next?.after ? now : next));
  };
  return { line, over, onDrop, onOver };
}

function Empty() {
  const { t } = useTranslation("designer");
  return <p className="dz-canvas-empty">{t("canvas.empty")}</p>;
}

function Designer({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const editing = useEditing(form.key);
  const [selection, select] = useSelection();
  const { fields: kinds } = useKinds();
  const drops = useDrops(form, editing);
  const panel = useRef<HTMLElement>(null);
  const nameOf = (data: DragData) => (typeof data.name === "string" ? data.name : label(form.label));
  const openPanel = () => panel.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  const chosen = form.fields.find((field) => field.key === selection.field);
  const name = chosen ? label(chosen.label) : "";
  useScreenCommands([
    ...kinds.map((kind) => ({ id: `add-${kind.name}`, label: t("palette.add", { name: label(kind.label) }), run: () => editing.add(kind) })),
    ...[1, 2, 3].map((columns) => ({ id: `section-${columns}`, label: t(`palette.section_${columns}`), run: () => editing.section(sectionsOf(form).length, columns) })),
    ...(chosen
      ? [
          { id: "field-up", label: t("commands.up", { name }), keys: "Alt ↑", run: () => editing.step(chosen.key, -1) },
          { id: "field-down", label: t("commands.down", { name }), keys: "Alt ↓", run: () => editing.step(chosen.key, 1) },
          { id: "field-duplicate", label: t("commands.duplicate", { name }), keys: "Ctrl D", run: () => editing.duplicate(chosen.key) },
          { id: "field-archive", label: t("commands.stop", { name }), keys: "Delete", run: () => editing.archive(chosen.key) },
          ...sectionsOf(form).map((section, index) => ({
            id: `to-section-${index}`,
            label: t("commands.to_section", { name, section: label(section.section) || t("section.nth", { n: index + 1 }) }),
            run: () => editing.toSection(chosen.key, index),
          })),
        ]
      : []),
  ]);
  return (
    <DragArea
      nameOf={nameOf}
      onDrop={drops.onDrop}
      onOver={drops.onOver}
      overlay={(data) => (
        <div className="dz-overlay">
          <Icon name="grip" size={14} /> {nameOf(data)}
        </div>
      )}
    >
      <div className="dz-canvas-frame">
        <Palette form={form} editing={editing} />
        <div className="dz-canvas-scroll" onClick={(event) => event.target === event.currentTarget && select({})}>
          <div className="panel dz-canvas" data-testid="canvas">
            <Canvas form={form} editing={editing} selection={selection} select={select} line={drops.line} overSection={drops.over} openPanel={openPanel} />
            {!form.fields.some((field) => !field.archived) && <Empty />}
            <Button type="dashed" block icon={<Icon name="plus" size={16} />} data-testid="add-section" onClick={() => editing.section(sectionsOf(form).length, 2)}>
              {t("section.add")}
            </Button>
          </div>
        </div>
        <Panel ref={panel} form={form} selection={selection} editing={editing} select={select} />
      </div>
    </DragArea>
  );
}

export default function CanvasPage() {
  return <FormFrame>{(form) => <Designer form={form} />}</FormFrame>;
}
