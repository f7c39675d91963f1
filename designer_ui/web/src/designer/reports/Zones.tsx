/** Where fields are dropped: what the numbers are split by, which numbers, of which records. */
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { SortableContext } from "../../dnd/SortableList";
import { useArea, useItem } from "../../dnd/parts";
import { useProblems } from "../check/problems";
import { useEditing, type Part } from "./editing";
import { fixedParts, pathOfParam } from "./filters";
import { problemsOf } from "./places";
import type { Zone } from "./Fields";

interface ChipProps {
  part: Part;
  id: string;
  name: string;
  note?: string | undefined;
  index: number;
  remove?(): void;
  step?(by: -1 | 1): void;
}

function Chip({ part, id, name, note, index, remove, step }: ChipProps) {
  const { t } = useTranslation("designer");
  const { doc, selected, select } = useEditing();
  const problems = problemsOf(useProblems(), doc, part, id);
  const { ref, style, grip, isDragging } = useItem(`${part}:${id}`, { zone: part, key: id, name, index, axis: "x" });
  const on = selected?.part === part && selected.key === id;
  const onKey = (event: React.KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as -1 | 1 | undefined;
    if (event.altKey && by && step) {
      event.preventDefault();
      step(by);
    } else if ((event.key === "Delete" || event.key === "Backspace") && remove) {
      event.preventDefault();
      remove();
    }
  };
  return (
    <span ref={ref} style={style} className={`dz-part ${part}${on ? " on" : ""}${isDragging ? " dragging" : ""}${problems.some((one) => one.level === "error") ? " faulty" : problems.length ? " doubtful" : ""}`} data-testid={`part-${part}-${index}`}>
      {step && (
        <button type="button" ref={grip.ref} {...grip.props} className="dz-grip" aria-label={t("drag.grip", { name })} title={t("drag.grip_hint")}>
          <Icon name="grip" size={14} />
        </button>
      )}
      <button type="button" className="dz-part-name" aria-pressed={on} title={problems[0]?.message} onKeyDown={onKey} onClick={() => select(on ? null : { part, key: id })}>
        {problems.length > 0 && <Icon name="alert" size={14} />}
        <span className="ellipsis">{name}</span>
        {note && <small>{note}</small>}
      </button>
      {remove && (
        <button type="button" className="dz-part-close" aria-label={t("reports.take_out", { name })} onClick={remove}>
          <Icon name="close" size={13} />
        </button>
      )}
    </span>
  );
}

function ZoneRow({ zone, ids, children, add }: { zone: Zone; ids: string[]; children: ReactNode; add?: ReactNode }) {
  const { t } = useTranslation("designer");
  const { ref, isOver } = useArea(zone, { zone, name: t(`reports.zone.${zone}`) });
  return (
    <div ref={ref} className={`dz-zone ${zone}${isOver ? " over" : ""}`} role="group" aria-label={t(`reports.zone.${zone}`)} data-testid={`zone-${zone}`}>
      <span className="dz-zone-name">{t(`reports.zone.${zone}`)}</span>
      <div className="dz-zone-parts">
        <SortableContext items={ids}>{children}</SortableContext>
        {!ids.length && <span className="faint dz-zone-empty">{t(`reports.zone_empty.${zone}`)}</span>}
        {add}
      </div>
    </div>
  );
}

export interface ZoneActions {
  step(part: "dimension" | "measure", key: string, by: -1 | 1): void;
  remove(part: Part, key: string): void;
  addPeriod(): void;
  addCondition(): void;
  addComputed(): void;
  /** Missing where records of the source point at nobody. */
  addDerived?: (() => void) | undefined;
}

function DimensionZone({ actions }: { actions: ZoneActions }) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const all = doc.dimensions ?? [];
  const add = (
    <Button size="small" type="text" className="dz-zone-add" icon={<Icon name="formula" size={14} />} title={t("reports.add_derived_text")} data-testid="add-derived" onClick={actions.addDerived}>
      {t("reports.add_derived")}
    </Button>
  );
  return (
    <ZoneRow zone="dimension" ids={all.map((one) => `dimension:${one.key}`)} add={actions.addDerived && add}>
      {all.map((one, index) => (
        <Chip
          key={one.key}
          part="dimension"
          id={one.key}
          index={index}
          name={words.dimension(one)}
          note={one.top ? t("reports.top_short", { n: one.top.n }) : undefined}
          remove={() => actions.remove("dimension", one.key)}
          step={(by) => actions.step("dimension", one.key, by)}
        />
      ))}
    </ZoneRow>
  );
}

function MeasureZone({ actions }: { actions: ZoneActions }) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const all = doc.measures ?? [];
  const add = all.length > 0 && (
    <Button size="small" type="text" className="dz-zone-add" icon={<Icon name="formula" size={14} />} data-testid="add-computed" onClick={actions.addComputed}>
      {t("reports.add_computed")}
    </Button>
  );
  return (
    <ZoneRow zone="measure" ids={all.map((one) => `measure:${one.key}`)} add={add}>
      {all.map((one, index) => (
        <Chip key={one.key} part="measure" id={one.key} index={index} name={words.measure(one)} note={one.where ? t("reports.only_some") : undefined} remove={() => actions.remove("measure", one.key)} step={(by) => actions.step("measure", one.key, by)} />
      ))}
    </ZoneRow>
  );
}

function FilterZone({ actions }: { actions: ZoneActions }) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const params = doc.params ?? [];
  const fixed = fixedParts(doc);
  const items = [
    { key: "period", label: t("reports.add_period"), onClick: actions.addPeriod },
    { key: "condition", label: t("reports.add_condition"), onClick: actions.addCondition },
  ];
  const add = (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button size="small" type="text" className="dz-zone-add" aria-label={t("reports.add_filter")} icon={<Icon name="plus" size={14} />} data-testid="add-filter">
        {t("reports.add_filter")}
      </Button>
    </Dropdown>
  );
  return (
    <ZoneRow zone="filter" ids={[...params.map((one) => `param:${one.key}`), ...fixed.map((_, at) => `filter:${at}`)]} add={add}>
      {params.map((one, index) => (
        <Chip key={one.key} part="param" id={one.key} index={index} name={words.param(one)} note={words.path(pathOfParam(doc, one.key) ?? undefined)} remove={() => actions.remove("param", one.key)} />
      ))}
      {fixed.map((text, index) => (
        <Chip key={text} part="filter" id={String(index)} index={index} name={words.condition(text)} remove={() => actions.remove("filter", String(index))} />
      ))}
    </ZoneRow>
  );
}

export function Zones({ actions }: { actions: ZoneActions }) {
  return (
    <div className="dz-zones panel">
      <DimensionZone actions={actions} />
      <MeasureZone actions={actions} />
      <FilterZone actions={actions} />
    </div>
  );
}
