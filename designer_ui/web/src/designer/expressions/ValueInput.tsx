/** The value of a condition row, by the kind of its field. */
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { AppDef, RecordPage } from "../../api/types";
import type { FieldDoc } from "../../commands/documents";
import { useApp, useDraft, useLabel } from "../draft/DraftProvider";
import type { Unit, Value } from "./conditions";
import { FieldPath } from "./FieldPath";
import { quote } from "./lexer";

interface Props {
  field: FieldDoc;
  values: Value[];
  many: boolean;
  onChange(values: Value[]): void;
  label: string;
}

function TextValue({ values, many, onChange, label }: Props) {
  const texts = values.map((value) => ("text" in value ? value.text : ""));
  if (many) return <Select mode="tags" value={texts} open={false} suffixIcon={null} aria-label={label} onChange={(list: string[]) => onChange(list.map((text) => ({ kind: "text", text })))} />;
  return <Input value={texts[0] ?? ""} aria-label={label} onChange={(event) => onChange([{ kind: "text", text: event.target.value }])} />;
}

function NumberValue({ values, many, onChange, label }: Props) {
  const texts = values.map((value) => ("text" in value ? value.text : ""));
  if (many) {
    const numbers = (list: string[]) => list.filter((text) => /^-?\d+(\.\d+)?$/.test(text));
    return <Select mode="tags" value={texts} open={false} suffixIcon={null} aria-label={label} onChange={(list: string[]) => onChange(numbers(list).map((text) => ({ kind: "number", text })))} />;
  }
  return <InputNumber stringMode value={texts[0] ?? null} aria-label={label} onChange={(text) => onChange(text === null ? [] : [{ kind: "number", text: String(text) }])} />;
}

function OptionValue({ field, values, many, onChange, label }: Props) {
  const say = useLabel();
  const options = (field.options ?? []).filter((option) => !option.archived).map((option) => ({ value: option.key, label: say(option.label) }));
  const keys = values.map((value) => ("text" in value ? value.text : ""));
  return (
    <Select
      mode={many ? "multiple" : undefined}
      value={many ? keys : keys[0]}
      aria-label={label}
      options={options}
      popupMatchSelectWidth={false}
      onChange={(chosen: string | string[]) => onChange((Array.isArray(chosen) ? chosen : [chosen]).map((text) => ({ kind: "text", text })))}
    />
  );
}

const UNITS: readonly Unit[] = ["day", "month", "year"];

function DayValue({ values, onChange, label }: Props) {
  const { t } = useTranslation("designer");
  const value = values[0];
  const today = value?.kind === "today" ? value : null;
  const way = today ? (today.offset === 0 ? "today" : today.offset < 0 ? "ago" : "ahead") : value ? "date" : undefined;
  const choose = (next: string) => {
    if (next === "date") onChange([{ kind: "date", text: dayjs().format("YYYY-MM-DD") }]);
    else onChange([{ kind: "today", offset: next === "today" ? 0 : next === "ago" ? -7 : 7, unit: today?.unit ?? "day" }]);
  };
  return (
    <span className="dz-day">
      <Select value={way} aria-label={label} placeholder={label} popupMatchSelectWidth={false} options={["today", "ago", "ahead", "date"].map((one) => ({ value: one, label: t(`day.${one}`) }))} onChange={choose} />
      {value?.kind === "date" && <DatePicker value={dayjs(value.text)} allowClear={false} aria-label={label} onChange={(day) => day && onChange([{ kind: "date", text: day.format("YYYY-MM-DD") }])} />}
      {today && today.offset !== 0 && (
        <>
          <InputNumber min={1} max={9999} precision={0} value={Math.abs(today.offset)} aria-label={t("day.count")} onChange={(count) => count && onChange([{ ...today, offset: Math.sign(today.offset) * count }])} />
          <Select value={today.unit} aria-label={t("day.unit")} options={UNITS.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))} onChange={(unit) => onChange([{ ...today, unit }])} />
        </>
      )}
    </span>
  );
}

function MeValue({ values, onChange, label }: Props) {
  const { t } = useTranslation("designer");
  return <Select value={values[0]?.kind} aria-label={label} placeholder={label} options={[{ value: "me", label: t("condition.me") }]} onChange={() => onChange([{ kind: "me" }])} />;
}

/** One record (or several) of the form a relation points to, by title. */
function RecordValue({ field, values, many, onChange, label }: Props) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const published = useDraft((state) => state.base !== null);
  const [words, setWords] = useState("");
  const form = String(field.form ?? "");
  const ids = values.map((value) => ("text" in value ? value.text : ""));
  const path = `/apps/${app}/forms/${form}/records`;
  const known = useQuery({ queryKey: ["apps", app, "published"], queryFn: () => api.get<AppDef>(`/apps/${app}`), enabled: published, retry: false });
  const there = known.data?.forms[form] !== undefined;
  const found = useQuery({ queryKey: ["records", app, form, "condition", words], queryFn: () => api.get<RecordPage>(path, { q: words, limit: 20, count: "none" }), enabled: there, retry: false });
  const chosen = useQuery({
    queryKey: ["records", app, form, "condition", ids],
    queryFn: () => api.get<RecordPage>(path, { filter: `id in [${ids.map(quote).join(", ")}]`, limit: 50, count: "none" }),
    enabled: there && ids.length > 0,
    retry: false,
  });
  const titles = new Map([...(chosen.data?.records ?? []), ...(found.data?.records ?? [])].map((one) => [one.id, one.title]));
  const gone = ids.filter((id) => !titles.has(id)).map((id) => [id, t("condition.record")] as const);
  return (
    <Select
      mode={many ? "multiple" : undefined}
      value={many ? ids : ids[0]}
      aria-label={label}
      placeholder={label}
      showSearch={{ filterOption: false, onSearch: setWords }}
      notFoundContent={there ? undefined : t("condition.later")}
      popupMatchSelectWidth={false}
      options={[...titles, ...gone].map(([value, title]) => ({ value, label: title }))}
      onChange={(next: string | string[]) => onChange((Array.isArray(next) ? next : [next]).map((text) => ({ kind: "text", text })))}
    />
  );
}

const INPUTS: Record<string, (props: Props) => ReactNode> = {
  text: TextValue, long_text: TextValue, phone: TextValue, email: TextValue, sequence: TextValue,
  integer: NumberValue, number: NumberValue, money: NumberValue, percent: NumberValue, formula: NumberValue, rollup: NumberValue,
  choice: OptionValue, choices: OptionValue, date: DayValue, datetime: DayValue, user: MeValue, relation: RecordValue,
};

interface InputProps extends Omit<Props, "many"> {
  form: string;
  arity: "one" | "two" | "many" | "none";
}

export function ValueInput({ arity, ...props }: InputProps) {
  const { t } = useTranslation("designer");
  const { values, onChange, label, form } = props;
  const Input = INPUTS[props.field.type];
  const first = values[0];
  if (first?.kind === "field") return <FieldPath form={form} value={first.path} onChange={(path) => onChange([{ kind: "field", path }])} label={label} />;
  if (!Input) return null;
  if (arity !== "two") return <Input {...props} many={arity === "many"} />;
  const end = (at: 0 | 1) => (
    <Input
      {...props}
      many={false}
      label={`${label} ${at + 1}`}
      values={values.slice(at, at + 1)}
      onChange={([value]) => value && onChange(at === 0 ? [value, ...values.slice(1)] : [values[0] ?? value, value])}
    />
  );
  return (
    <>
      {end(0)}
      <span className="muted">{t("condition.to")}</span>
      {end(1)}
    </>
  );
}
