/** Values of conditions that are no field's own: a segment, weekdays, hours. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import type { Value } from "./conditions";
import { segmentsOf } from "./operators";

interface Props {
  values: Value[];
  onChange(values: Value[]): void;
}

const textOf = (value: Value | undefined): string | undefined => (value && "text" in value ? value.text : undefined);

export function SegmentValue({ form, values, onChange }: Props & { form: string }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const segments = segmentsOf(useDocuments(), form);
  return (
    <Select
      value={textOf(values[0])}
      aria-label={t("condition.segment")}
      placeholder={t("condition.segment")}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: "label" }}
      data-testid="segment-value"
      options={segments.map((one) => ({ value: one.key, label: say(one.label) }))}
      onChange={(key) => onChange([{ kind: "text", text: key }])}
    />
  );
}

const CHOICES: Record<string, number[]> = { weekday: [1, 2, 3, 4, 5, 6, 7], hour: Array.from({ length: 24 }, (_, hour) => hour) };

export function MomentValue({ part, values, onChange }: Props & { part: string }) {
  const { t } = useTranslation("designer");
  const options = (CHOICES[part] ?? []).map((n) => ({ value: String(n), label: part === "hour" ? t("condition.hour_n", { n }) : t(`condition.weekday_n.${n}`) }));
  return (
    <Select
      mode="multiple"
      value={values.map((value) => textOf(value) ?? "")}
      aria-label={t("condition.value")}
      popupMatchSelectWidth={false}
      options={options}
      onChange={(chosen: string[]) => onChange(chosen.sort((a, b) => Number(a) - Number(b)).map((text) => ({ kind: "number", text })))}
    />
  );
}
