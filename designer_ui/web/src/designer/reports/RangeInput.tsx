/** A period: one of the presets, of another length, or two days. */
import { DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { isRelative, type Relative } from "../../workspace/reports/periods";
import { lengthOf, PRESETS, presetOf, rangeWords, withLength } from "./ranges";

const WAYS = ["last", "past", "next"] as const;
const UNITS = ["day", "week", "month", "quarter", "year"];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What is offered, and what stands there although nobody offers it. */
const offered = <T extends string>(known: readonly T[], value: T): readonly T[] => (known.includes(value) ? known : [value, ...known]);

function Length({ value, onChange }: { value: Relative; onChange(value: Relative): void }) {
  const { t } = useTranslation("designer");
  const { rel, n, unit } = lengthOf(value);
  return (
    <div className="row">
      <Select value={rel} aria-label={t("reports.range.kind")} data-testid="range-way" options={offered<Relative["rel"]>(WAYS, rel).map((way) => ({ value: way, label: t(`reports.rel.${way}`) }))} popupMatchSelectWidth={false} onChange={(way) => onChange(withLength(value, { rel: way }))} />
      {rel !== "this" && <InputNumber min={1} max={1000} precision={0} value={n ?? 1} aria-label={t("day.count")} onChange={(count) => count && onChange(withLength(value, { n: count }))} />}
      <Select value={unit} aria-label={t("day.unit")} options={offered(UNITS, unit).map((one) => ({ value: one, label: t(`reports.units.${one}`) }))} popupMatchSelectWidth={false} onChange={(one) => onChange(withLength(value, { unit: one }))} />
    </div>
  );
}

export function RangeInput({ value, onChange, label, optional }: { value: unknown; onChange(value: unknown): void; label: string; optional?: boolean }) {
  const { t } = useTranslation("designer");
  const preset = presetOf(value);
  const dates = Array.isArray(value) ? (value as string[]) : null;
  const relative = !preset && isRelative(value) ? value : null;
  const way = preset ?? (dates ? "dates" : relative ? "back" : "any");
  const choose = (next: string) => {
    if (next === "any") onChange(undefined);
    else if (next === "dates") onChange([dayjs().startOf("month").format("YYYY-MM-DD"), dayjs().add(1, "day").format("YYYY-MM-DD")]);
    else if (next === "back") onChange({ rel: "last", n: 14, unit: "day" });
    else onChange(PRESETS.find(([name]) => name === next)?.[1]);
  };
  const options = [...PRESETS.map(([name, one]) => ({ value: name, label: capital(rangeWords(one, t)) })), { value: "back", label: t("reports.range.back") }, { value: "dates", label: t("reports.range.dates") }, ...(optional ? [{ value: "any", label: t("reports.range.any") }] : [])];
  return (
    <div className="dz-prop">
      <Select value={way} aria-label={label} data-testid="range" listHeight={520} popupMatchSelectWidth={false} options={options} onChange={choose} />
      {relative && <Length value={relative} onChange={onChange} />}
      {dates && (
        <DatePicker.RangePicker
          allowClear={false}
          value={[dayjs(dates[0]), dayjs(dates[1]).subtract(1, "day")]}
          aria-label={label}
          onChange={(days) => days?.[0] && days[1] && onChange([days[0].format("YYYY-MM-DD"), days[1].add(1, "day").format("YYYY-MM-DD")])}
        />
      )}
    </div>
  );
}
