/** A period: one of the presets, so many days back, or two days. */
import { DatePicker, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { PRESETS, presetOf, type Relative } from "./ranges";

const UNITS = ["day", "week", "month", "year"];

export function RangeInput({ value, onChange, label, optional }: { value: unknown; onChange(value: unknown): void; label: string; optional?: boolean }) {
  const { t } = useTranslation("designer");
  const preset = presetOf(value);
  const dates = Array.isArray(value) ? (value as string[]) : null;
  const relative = !preset && typeof value === "object" && value !== null && !dates ? (value as Relative) : null;
  const way = preset ?? (dates ? "dates" : relative ? "back" : "any");
  const choose = (next: string) => {
    if (next === "any") onChange(undefined);
    else if (next === "dates") onChange([dayjs().startOf("month").format("YYYY-MM-DD"), dayjs().add(1, "day").format("YYYY-MM-DD")]);
    else if (next === "back") onChange({ rel: "last", n: 14, unit: "day" });
    else onChange(PRESETS.find(([name]) => name === next)?.[1]);
  };
  const options = [...PRESETS.map(([name]) => ({ value: name, label: t(`reports.range.${name}`) })), { value: "back", label: t("reports.range.back") }, { value: "dates", label: t("reports.range.dates") }, ...(optional ? [{ value: "any", label: t("reports.range.any") }] : [])];
  return (
    <div className="dz-prop">
      <Select value={way} aria-label={label} data-testid="range" listHeight={520} popupMatchSelectWidth={false} options={options} onChange={choose} />
      {relative && (
        <div className="row">
          <Select value={relative.rel} aria-label={t("reports.range.kind")} options={(["last", "past", "next"] as const).map((rel) => ({ value: rel, label: t(`reports.rel.${rel}`) }))} popupMatchSelectWidth={false} onChange={(rel) => onChange({ ...relative, rel })} />
          <InputNumber min={1} max={1000} precision={0} value={relative.n ?? 1} aria-label={t("day.count")} onChange={(n) => n && onChange({ ...relative, n })} />
          <Select value={relative.unit} aria-label={t("day.unit")} options={UNITS.map((unit) => ({ value: unit, label: t(`reports.units.${unit}`) }))} popupMatchSelectWidth={false} onChange={(unit) => onChange({ ...relative, unit })} />
        </div>
      )}
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
