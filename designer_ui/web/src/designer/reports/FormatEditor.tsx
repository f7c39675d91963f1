/** How a number is written: as money, percentage, in which unit, with how many places, and which way is good. */
import { Input, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FormatDoc } from "../../commands/documents";
import { pruned } from "../../commands/report_parts";
import type { MeasureProps } from "./MeasurePanel";
import { Prop } from "./Prop";

const KINDS = ["number", "integer", "money", "percent"] as const;
const SCALES = ["auto", "1", "万", "亿"] as const;

export function FormatEditor({ one, set }: MeasureProps) {
  const { t } = useTranslation("designer");
  const format = one.format ?? {};
  const write = (change: Partial<FormatDoc>, typing?: string) => {
    const next = pruned({ ...format, ...change });
    set({ format: Object.keys(next).length ? next : undefined }, typing);
  };
  const percent = format.kind === "percent";
  return (
    <Prop name={t("reports.format")}>
      <div className="dz-format">
        <Select value={format.kind ?? ""} aria-label={t("reports.format")} data-testid="format-kind" options={["", ...KINDS].map((kind) => ({ value: kind, label: t(`reports.format_kind.${kind || "auto"}`) }))} onChange={(kind) => write({ kind: (kind || undefined) as FormatDoc["kind"], ...(kind === "percent" ? { scale: undefined } : {}) })} />
        {!percent && <Select value={format.scale ?? "auto"} aria-label={t("reports.scale")} options={SCALES.map((scale) => ({ value: scale, label: t(`reports.scales.${scale}`) }))} onChange={(scale) => write({ scale: scale === "auto" ? undefined : scale })} />}
        <InputNumber min={0} max={6} precision={0} value={format.places ?? null} placeholder={t("reports.places")} aria-label={t("reports.places")} onChange={(places) => write({ places: places ?? undefined }, "places")} />
        {!percent && <Input value={format.unit ?? ""} placeholder={t("reports.unit")} aria-label={t("reports.unit")} maxLength={20} onChange={(event) => write({ unit: event.target.value || undefined }, "unit")} />}
      </div>
      <Segmented
        size="small"
        value={format.good ?? "none"}
        aria-label={t("reports.good")}
        options={(["up", "down", "none"] as const).map((way) => ({ value: way, label: t(`reports.good_is.${way}`) }))}
        onChange={(way) => write({ good: way === "none" ? undefined : (way as "up" | "down") })}
      />
    </Prop>
  );
}
