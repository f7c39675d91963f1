/** The value of a condition row, by the kind of its field. */
import { DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDoc } from "../../commands/documents";
import type { FieldKind } from "../builder_api";
import { useLabel } from "../draft/DraftProvider";
import type { Unit, Value } from "./conditions";

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

const INPUTS: Record<string, (props: Props) => ReactNode> = {
  text: TextValue, long_text: TextValue, phone: TextValue, email: TextValue, sequence: TextValue,
  integer: NumberValue, number: NumberValue, money: NumberValue, percent: NumberValue, formula: NumberValue, rollup: NumberValue,
  choice: OptionValue, choices: OptionValue, date: DayValue, datetime: DayValue, user: MeValue,
};

/** Whether people can pick a value to compare with. */
export const takesValue = (kind: Pick<FieldKind, "name">): boolean => kind.name in INPUTS || kind.name === "boolean";

export function ValueInput(props: Props) {
  const first = props.values[0];
  const Input = INPUTS[props.field.type];
  if (first?.kind === "field" || !Input) return null;
  return <Input {...props} />;
}
