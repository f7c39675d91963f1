/** How each property of a configuration is asked for: one table, widget → editor; without a widget by shape. */
import { Checkbox, Input, InputNumber, Select, Switch, TimePicker } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { activeFields, type ActionDoc, type FieldDoc, type Label, type WhoDoc } from "../../commands/documents";
import { ICONS } from "../../app/icons";
import { Icon } from "../../app/Icon";
import type { FieldKind, Property } from "../builder_api";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { formAt, plainForm, useScope } from "../expressions/scope";
import { useSource } from "../expressions/use_source";
import { children, resolve, type Place } from "../expressions/paths";
import { isNumeric, mayBeDated } from "../parts/field_types";
import { LabelInput } from "../parts/LabelInput";
import { AskFields } from "./AskFields";
import { ExpressionInput } from "./ExpressionInput";
import { FieldValues } from "./FieldValues";
import { DurationInput } from "./DurationInput";
import { ItemList, Nested } from "./ItemList";
import { MessageSelect } from "./MessageSelect";
import { Otherwise } from "./Otherwise";
import { RelationPath } from "./RelationPath";
import { SortFields } from "./SortFields";
import { Deeper } from "./Spot";
import { StepFields, StepSelect } from "./step_widgets";
import { TextWithPlaces } from "./TextWithPlaces";
import { choices, shapeOf, type Config } from "./properties";
import { ValueCell } from "./ValueCell";
import { WhoPicker } from "./WhoPicker";

const ActionList = lazy(() => import("./ActionList").then((module) => ({ default: module.ActionList })));

export interface Drawn {
  name: string;
  label: string;
  property: Property;
  value: unknown;
  config: Config;
  outer: Config;
  write(value: unknown): void;
  writeAll(config: Config): void;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The form the records of a configuration are of: the one it names, the one its path leads to, the one around it. */
export function useTargetForm({ config, outer }: Pick<Drawn, "config" | "outer">): string {
  const documents = useDocuments();
  const scope = useScope();
  if (typeof config.form === "string") return config.form;
  if (typeof config.target === "string") return formAt(documents, scope, config.target);
  return typeof outer.form === "string" ? outer.form : plainForm(scope);
}

function FormSelect({ value, write, writeAll, config, label, name }: Drawn) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const forms = Object.values(useDocuments().forms);
  // What was filled in belongs to the form that was chosen before.
  const choose = (form: string | undefined) => {
    if (!value || (!config.values && !config.set && !config.match)) return write(form);
    const { values, set, key, match: _match, sort: _sort, ...rest } = config;
    writeAll({ ...rest, form, ...(values ? { values: {} } : {}), ...(set ? { set: {} } : {}), ...(typeof key === "object" ? { key: {} } : {}) });
  };
  return <Select value={text(value) || undefined} aria-label={label} placeholder={t("config.choose")} allowClear={name !== "form" || config.target !== undefined} showSearch={{ optionFilterProp: "label" }} data-testid={`pick-${name}`} options={forms.map((form) => ({ value: form.key, label: say(form.label) }))} onChange={choose} />;
}

type Fits = (field: FieldDoc, kinds: readonly FieldKind[]) => boolean;
const among = (types: readonly string[]): Fits => (field) => types.includes(field.type);
const NUMERIC: Fits = (field, kinds) => isNumeric(kinds, field.type);
const DATED: Fits = (field, kinds) => mayBeDated(kinds, field.type);

function FieldSelect({ value, write, label, form, fits, many, name }: Pick<Drawn, "value" | "write" | "label" | "name"> & { form: string; fits: Fits; many?: boolean }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { fields: kinds } = useKinds();
  const fields = activeFields(useDocuments().forms[form]?.fields).filter((field) => fits(field, kinds));
  return (
    <Select
      mode={many ? "multiple" : undefined}
      value={(value as string | string[] | undefined) ?? undefined}
      aria-label={label}
      placeholder={t(many ? "config.all_fields" : "config.choose")}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
      data-testid={`pick-${name}`}
      options={fields.map((field) => ({ value: field.key, label: say(field.label) }))}
      onChange={write}
    />
  );
}

const fieldWidget = (fits: Fits, many = false) =>
  function Field(drawn: Drawn) {
    return <FieldSelect {...drawn} form={useTargetForm(drawn)} fits={fits} many={many} />;
  };

function Condition({ value, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  const form = plainForm(useScope());
  if (!form) return <p className="muted">{t("config.form_first")}</p>;
  return <ConditionEditor form={form} label={label} value={text(value)} empty={t("config.always")} onChange={write} />;
}

/** A condition on other records: plain names are theirs. */
function TargetCondition(drawn: Drawn) {
  const { t } = useTranslation("designer");
  const form = useTargetForm(drawn);
  if (!form) return <p className="muted">{t("config.form_first")}</p>;
  return (
    <Seen from={form}>
      <ConditionEditor key={form} form={form} label={drawn.label} value={text(drawn.value)} empty={t("config.any_record")} onChange={drawn.write} />
    </Seen>
  );
}

/** The same place, seen from the records of another form. */
function Seen({ from, children: inner }: { from: string; children: ReactNode }) {
  return <Deeper name="" target={from}>{inner}</Deeper>;
}

function Expression({ value, write, label, name }: Drawn) {
  return <ExpressionInput value={text(value)} onChange={write} label={label} testId={`expression-${name}`} />;
}

/** A value of the field the configuration names. */
function ValueOfField(drawn: Drawn) {
  const form = useTargetForm(drawn);
  const field = useDocuments().forms[form]?.fields.find((one) => one.key === drawn.config.field);
  return <ValueCell key={String(drawn.config.field ?? "")} field={field} value={text(drawn.value)} onChange={drawn.write} label={drawn.label} testId={`value-${drawn.name}`} />;
}

function DaysAround({ value, property, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  const days = typeof value === "number" ? value : Number(property.default ?? 0);
  const way = days === 0 ? "on" : days < 0 ? "before" : "after";
  const choose = (next: string) => write(next === "on" ? 0 : (next === "before" ? -1 : 1) * (Math.abs(days) || 7));
  return (
    <span className="row">
      <Select value={way} aria-label={label} popupMatchSelectWidth={false} options={["before", "on", "after"].map((one) => ({ value: one, label: t(`days.${one}`) }))} onChange={choose} data-testid="days-way" />
      {days !== 0 && <InputNumber min={1} max={3650} precision={0} value={Math.abs(days)} aria-label={t("days.count")} suffix={t("days.unit")} onChange={(count) => count && write(Math.sign(days) * count)} />}
    </span>
  );
}

function Time({ value, property, write, label }: Drawn) {
  const now = text(value) || text(property.default);
  return <TimePicker value={now ? dayjs(`2000-01-01T${now}`) : null} format="HH:mm" minuteStep={5} allowClear={false} needConfirm={false} aria-label={label} onChange={(time) => time && write(time.format("HH:mm"))} />;
}

function Weekday({ value, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  return <Select value={value as number | undefined} aria-label={label} allowClear placeholder={t("config.choose")} options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: day, label: t(`weekday.${day}`) }))} onChange={write} />;
}

const BUTTON_ICONS = ["check", "ticket", "gift", "coin", "money", "bell", "task", "chat", "phone", "edit", "close", "restore", "send", "star", "flag", "bolt"].filter((name) => name in ICONS);

function IconSelect({ value, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  return <Select value={text(value) || undefined} aria-label={label} allowClear placeholder={t("config.choose")} options={BUTTON_ICONS.map((name, index) => ({ value: name, label: <span className="row"><Icon name={name} size={16} /> {t("parts.icon_n", { n: index + 1 })}</span> }))} onChange={write} />;
}

function Roles({ value, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const roles = Object.values(useDocuments().roles);
  return <Select mode="multiple" value={(value as string[] | undefined) ?? []} aria-label={label} placeholder={t("config.everyone")} options={roles.map((role) => ({ value: role.key, label: say(role.label) }))} onChange={write} />;
}

function Workflows({ value, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const workflows = Object.values(useDocuments().workflows);
  return <Select value={text(value) || undefined} aria-label={label} placeholder={t("config.choose")} notFoundContent={t("config.no_workflow")} options={workflows.map((one) => ({ value: one.key, label: say(one.label) }))} onChange={write} />;
}

/** The ends of the workflow that is named. */
function WorkflowResult({ value, write, label, config }: Drawn) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const ends = useDocuments().workflows[text(config.workflow)]?.steps.filter((step) => step.type === "end" && typeof step.result === "string") ?? [];
  const options = [...new Map(ends.map((step) => [String(step.result), say(step.label) || t(`result.${String(step.result)}`, { defaultValue: t("result.other") })]))].map(([key, name]) => ({ value: key, label: name }));
  return <Select value={text(value) || undefined} aria-label={label} allowClear placeholder={t("config.any_result")} options={options} onChange={write} />;
}

function Subtables({ value, write, label }: Drawn) {
  const form = useScope().form;
  return <FieldSelect value={value} write={write} label={label} name="each" form={form} fits={(field) => field.fields !== undefined} />;
}

function LabelBox({ value, write, label, name }: Drawn) {
  return (
    <>
      <LabelInput name={label} value={value as Label | undefined} testId={`label-${name}`} onChange={write} />
      <LabelInput other name={label} value={value as Label | undefined} onChange={write} />
    </>
  );
}

function Values(drawn: Drawn) {
  const form = useTargetForm(drawn);
  return <FieldValues name={drawn.name} form={form} label={drawn.label} values={(drawn.value as Record<string, unknown> | undefined) ?? {}} set={(values) => drawn.write(values)} />;
}

function TargetValues(drawn: Drawn) {
  const form = useTargetForm(drawn);
  return <FieldValues target name={drawn.name} form={form} label={drawn.label} values={(drawn.value as Record<string, unknown> | undefined) ?? {}} set={(values) => drawn.write(values)} />;
}

function Actions({ value, write, label, name, config }: Drawn) {
  return (
    <Suspense fallback={null}>
      <ActionList actions={(value as ActionDoc[] | undefined) ?? []} set={(change) => write(change((value as ActionDoc[] | undefined) ?? []))} label={label} inside={config} name={name} />
    </Suspense>
  );
}

function Who({ value, write, label, property }: Drawn) {
  const scope = useScope();
  return <WhoPicker value={value as WhoDoc | undefined} onChange={write} label={label} property={property} begun={scope.form !== ""} />;
}

/** Paths one may follow from the record to other records, for a contact or a target. */
export function relationPaths(place: Place, path = "", depth = 2): { value: string; label: string; children?: ReturnType<typeof relationPaths> }[] {
  return children(place, path).flatMap((found) => {
    if (found.many || !found.deeper || found.field.type === "user") return [];
    const inner = depth > 0 ? relationPaths(place, found.path, depth - 1) : [];
    return [{ value: found.field.key, label: found.label, ...(inner.length ? { children: inner } : {}) }];
  });
}

function Relation({ value, write, label, name }: Drawn) {
  const { place } = useSource(useScope().form);
  const tree = useMemo(() => relationPaths(place), [place]);
  return <RelationPath tree={tree} value={text(value)} shown={resolve(place, text(value))?.full ?? ""} onChange={(path) => write(path || undefined)} label={label} testId={`pick-${name}`} />;
}

function Enum({ value, property, write, label, name }: Drawn) {
  const { t, i18n } = useTranslation("designer");
  return <Select value={(value ?? property.default) as string | undefined} aria-label={label} placeholder={t("config.choose")} allowClear={property.default === undefined} popupMatchSelectWidth={false} data-testid={`pick-${name}`} options={choices(property, i18n.language)} onChange={(next: string | undefined) => write(next === property.default ? undefined : next)} />;
}

function Flags({ value, property, write, label }: Drawn) {
  const { i18n } = useTranslation("designer");
  const fallback = Array.isArray(property.default) ? (property.default as string[]) : [];
  return <Checkbox.Group className="dz-flags" aria-label={label} value={(value as string[] | undefined) ?? fallback} options={choices(property.items ?? {}, i18n.language)} onChange={(next) => write(next)} />;
}

function Toggle({ value, property, write, label }: Drawn) {
  return <Switch size="small" checked={Boolean(value ?? property.default)} aria-label={label} onChange={(on) => write(on === Boolean(property.default) ? undefined : on)} />;
}

function NumberBox({ value, property, write, label, name }: Drawn) {
  return <InputNumber value={(value ?? property.default ?? null) as number | null} {...(property.minimum === undefined ? {} : { min: property.minimum })} {...(property.maximum === undefined ? {} : { max: property.maximum })} precision={0} aria-label={label} data-testid={`number-${name}`} onChange={write} />;
}

function TextBox({ value, property, write, label, name }: Drawn) {
  return <Input value={text(value)} maxLength={property.maxLength} aria-label={label} data-testid={`text-${name}`} onChange={(event) => write(event.target.value)} />;
}

/** `own`: draws its problems itself, or has a heading of its own. */
interface Widget {
  Draw(drawn: Drawn): ReactNode;
  own?: boolean;
}

const own = (Draw: Widget["Draw"]): Widget => ({ Draw, own: true });
const plain = (Draw: Widget["Draw"]): Widget => ({ Draw });

const WIDGETS: Record<string, Widget> = {
  form: plain(FormSelect),
  field: plain(fieldWidget((field) => !field.fields)),
  target_field: plain(fieldWidget((field) => !field.fields)),
  text_field: plain(fieldWidget(among(["text", "long_text"]))),
  number_field: plain(fieldWidget(NUMERIC)),
  target_number_field: plain(fieldWidget(NUMERIC)),
  date_field: plain(fieldWidget(DATED)),
  datetime_field: plain(fieldWidget(among(["datetime"]))),
  fields: plain(fieldWidget(() => true, true)),
  formula: own(Expression),
  expression: own(Expression),
  number: own(Expression),
  value: own(ValueOfField),
  condition: own(Condition),
  target_condition: own(TargetCondition),
  days_around: plain(DaysAround),
  time: plain(Time),
  weekday: plain(Weekday),
  icon: plain(IconSelect),
  roles: plain(Roles),
  ask_fields: own(({ value, write, label }) => <AskFields fields={(value as FieldDoc[] | undefined) ?? []} set={write} label={label} />),
  label: plain(LabelBox),
  text: plain(({ value, write, label, name }) => <TextWithPlaces value={value as Label | undefined} onChange={write} label={label} testId={`text-${name}`} />),
  workflow: plain(Workflows),
  workflow_result: plain(WorkflowResult),
  message: plain(({ value, write, label }) => <MessageSelect value={text(value)} onChange={write} label={label} />),
  subtable: plain(Subtables),
  values: own(Values),
  target_values: own(TargetValues),
  actions: own(Actions),
  who: own(Who),
  relation_path: plain(Relation),
  contact_path: plain(Relation),
  otherwise: own((drawn) => <Otherwise {...drawn} />),
  target_sort: plain(({ value, write, label, config, outer }) => <SortFields form={useTargetForm({ config, outer })} value={(value as string[] | undefined) ?? []} onChange={write} label={label} />),
  step: plain(({ value, write, label }) => <StepSelect value={text(value)} onChange={write} label={label} />),
  step_fields: own(({ value, write, label }) => <StepFields value={(value as Record<string, string> | undefined) ?? {}} onChange={write} label={label} />),
  duration: plain(({ value, write, label }) => <DurationInput value={text(value)} onChange={write} label={label} />),
};

const SHAPES: Record<string, Widget> = {
  boolean: plain(Toggle),
  integer: plain(NumberBox),
  number: plain(NumberBox),
  string: plain(TextBox),
  object: own((drawn) => <Nested {...drawn} />),
  array: own((drawn) => <ItemList {...drawn} />),
};

const DURATION = /^\^P/;
const ENUM = plain(Enum);
const FLAGS = plain(Flags);
/** Made by the engine, not by people. */
const HIDDEN = ["name"];

/** The editor of a property; null for what nobody is asked. */
export function widgetOf(property: Property): Widget | null {
  if (HIDDEN.includes(property.widget ?? "")) return null;
  const named = WIDGETS[property.widget ?? ""];
  if (named) return named;
  if (property.enum) return ENUM;
  const shape = shapeOf(property);
  if (property.pattern && DURATION.test(property.pattern)) return WIDGETS.duration as Widget;
  if (shape === "array" && property.items?.enum) return FLAGS;
  if (property.widget && shape === "string") return null; // a key nobody should see: it is asked for elsewhere
  return SHAPES[shape] ?? null;
}
