/** A length of time: how many minutes, hours or days. */
import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { readDuration, writeDuration, type DurationUnit } from "./duration";

const UNITS: readonly DurationUnit[] = ["minute", "hour", "day"];

export function DurationInput({ value, onChange, label }: { value: string; onChange(text: string | undefined): void; label: string }) {
  const { t } = useTranslation("designer");
  const now = readDuration(value);
  const unit = now?.unit ?? "hour";
  return (
    <span className="row">
      <InputNumber min={1} max={9999} precision={0} value={now?.count ?? null} aria-label={label} onChange={(count) => onChange(count ? writeDuration({ count, unit }) : undefined)} />
      <Select value={unit} aria-label={`${label}${t("parts.colon")}${t("duration.unit")}`} popupMatchSelectWidth={false} options={UNITS.map((one) => ({ value: one, label: t(`duration.${one}`) }))} onChange={(next: DurationUnit) => onChange(writeDuration({ count: now?.count ?? 1, unit: next }))} />
    </span>
  );
}
