/** The properties of what is selected: a field, a section, or nothing yet. */
import { Button, Segmented, Tooltip } from "antd";
import { forwardRef, lazy, Suspense, useEffect, useRef } from "react";
import type { InputRef } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useQueryValues } from "../../app/routing";
import type { FieldDoc, FormDoc } from "../../commands/documents";
import { moveSection, removeSection, setSection } from "../../commands/edit_form";
import { setField } from "../../commands/edit_fields";
import { sectionsOf } from "../../commands/places";
import type { Editing, Selection } from "../canvas/editing";
import { problemsOfField, useProblems } from "../check/problems";
import { useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { kindIcon } from "../parts/kind_icon";

/** Loaded when the first field is selected: the canvas stands before that. */
const FieldForm = lazy(() => import("./FieldForm").then((module) => ({ default: module.FieldForm })));

interface Props {
  form: FormDoc;
  selection: Selection;
  editing: Editing;
  select(next: Selection): void;
}

function FieldProblems({ form, field }: { form: FormDoc; field: FieldDoc }) {
  const problems = problemsOfField(useProblems(), form.key, field.key).filter((problem) => !/\/(expression|check)$/.test(problem.path)); // those stand under their formula
  if (!problems.length) return null;
  return (
    <ul className="dz-panel-problems" role="status">
      {problems.map((problem, index) => (
        <li key={index}>
          <Icon name="alert" size={14} /> {problem.message}
        </li>
      ))}
    </ul>
  );
}

function FieldPanel({ form, field, editing }: { form: FormDoc; field: FieldDoc; editing: Editing }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const kind = useKinds().fields.find((one) => one.name === field.type);
  if (!kind) return null;
  return (
    <>
      <header className="dz-panel-head">
        <Icon name={kindIcon(kind)} />
        <strong className="grow ellipsis">{label(kind.label)}</strong>
        <Tooltip title={t("canvas.duplicate")}>
          <Button type="text" size="small" aria-label={t("canvas.duplicate")} icon={<Icon name="copy" size={16} />} onClick={() => editing.duplicate(field.key)} />
        </Tooltip>
        <Button size="small" data-testid="panel-archive" onClick={() => editing.archive(field.key)}>
          {t("canvas.stop")}
        </Button>
      </header>
      <FieldProblems form={form} field={field} />
      <Suspense fallback={null}>
        <FieldForm key={field.key} form={form} field={field} kind={kind} set={(name, value) => execute(setField(form.key, field.key, name, value))} />
      </Suspense>
    </>
  );
}

function SectionPanel({ form, index, select }: { form: FormDoc; index: number; select(next: Selection): void }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const input = useRef<InputRef>(null);
  const fresh = useQueryValues().rename === "1";
  const sections = sectionsOf(form);
  const section = sections[index];
  useEffect(() => {
    if (fresh) input.current?.focus({ cursor: "all" });
  }, [fresh, index]);
  if (!section) return null;
  const move = (to: number) => {
    execute(moveSection(form.key, index, to));
    select({ section: to });
  };
  return (
    <>
      <header className="dz-panel-head">
        <Icon name="section" />
        <strong className="grow">{t("section.title")}</strong>
      </header>
      <label className="dz-prop">
        <span>{t("section.label")}</span>
        <LabelInput ref={input} name={t("section.label")} value={section.section} testId="section-label" placeholder={t("section.label_hint")} onChange={(text) => execute(setSection(form.key, index, "section", text))} />
      </label>
      <label className="dz-prop">
        <span>{t("parts.other_language")}</span>
        <LabelInput other name={t("section.label")} value={section.section} onChange={(text) => execute(setSection(form.key, index, "section", text))} />
      </label>
      <div className="dz-prop">
        <span>{t("section.columns")}</span>
        <Segmented
          block
          aria-label={t("section.columns")}
          value={section.columns ?? 1}
          options={[1, 2, 3].map((count) => ({ value: count, label: t("section.columns_n", { count }) }))}
          onChange={(count) => execute(setSection(form.key, index, "columns", count))}
        />
      </div>
      <div className="row wrap">
        <Button disabled={index === 0} icon={<Icon name="up" size={14} />} data-testid="section-up" onClick={() => move(index - 1)}>
          {t("canvas.up")}
        </Button>
        <Button disabled={index === sections.length - 1} icon={<Icon name="down" size={14} />} onClick={() => move(index + 1)}>
          {t("canvas.down")}
        </Button>
        <Button
          disabled={sections.length < 2}
          data-testid="section-remove"
          onClick={() => {
            execute(removeSection(form.key, index));
            select({});
          }}
        >
          {t("section.remove")}
        </Button>
      </div>
      <p className="muted">{t("section.remove_help")}</p>
    </>
  );
}

function Nothing() {
  const { t } = useTranslation("designer");
  return (
    <div className="dz-panel-none">
      <Icon name="edit" size={24} />
      <p>{t("panel.none")}</p>
      <p className="muted">{t("panel.none_text")}</p>
    </div>
  );
}

export const Panel = forwardRef<HTMLElement, Props>(function Panel({ form, selection, editing, select }, ref) {
  const { t } = useTranslation("designer");
  const field = form.fields.find((one) => one.key === selection.field && !one.archived);
  return (
    <aside ref={ref} className="dz-panel" aria-label={t("panel.title")} data-testid="panel">
      {field && <FieldPanel form={form} field={field} editing={editing} />}
      {!field && selection.section !== undefined && <SectionPanel form={form} index={selection.section} select={select} />}
      {!field && selection.section === undefined && <Nothing />}
    </aside>
  );
});

