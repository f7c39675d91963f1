/** A sample record for the preview: plausible values by look. */
import type { FieldDef, FormDef, Json, Values } from "../../api/types";

type Words = (key: string, values?: { label: string }) => string;
type Sample = (field: FieldDef, today: string, t: Words) => Json;

const SAMPLES: Record<string, Sample> = {
  text: (field, _today, t) => (field.computed ? "0001" : t("sample.text", { label: field.label })),
  long_text: (_field, _today, t) => t("sample.long_text"),
  number: (field) => (field.look.scale ? "12.50" : 12),
  money: () => "328.00",
  percent: () => "0.1500",
  boolean: () => true,
  date: (_field, today) => today,
  datetime: (_field, today) => `${today}T10:30:00+08:00`,
  choice: (field) => field.config?.options?.[0]?.key ?? null,
  choices: (field) => field.config?.options?.slice(0, 2).map((option) => option.key) ?? [],
  phone: () => "13812345678",
  email: () => "linruoxi@example.com",
};

function sampleOf(field: FieldDef, today: string, t: Words): Json {
  const columns = field.fields ?? [];
  if (columns.length) return [1, 2].map(() => rowOf(columns, today, t));
  return SAMPLES[field.look.look]?.(field, today, t) ?? null;
}

const rowOf = (fields: readonly FieldDef[], today: string, t: Words): { [key: string]: Json } =>
  Object.fromEntries(fields.filter((field) => !field.computed).map((field) => [field.key, sampleOf(field, today, t)]));

/** Values for every field a person fills in. */
export const sampleValues = (form: FormDef, today: string, t: Words): Values => rowOf(form.fields, today, t);
