/** Segments as one more thing a list can be narrowed by: 「人群 属于 近 90 天有消费」. Pure. */
import type { AppDef, FieldDef, FormDef, OperatorDef } from "../api/types";

export interface Narrowed {
  fields: FieldDef[];
  operators: Record<string, OperatorDef>;
}

export interface SegmentWords {
  name: string;
  segment: string;
  not_segment: string;
}

/** What a form's list can be narrowed by: its fields, and the segments its records may belong to. */
export function narrowedBy(definition: Pick<AppDef, "operators" | "segments">, form: FormDef, words: SegmentWords): Narrowed {
  const options = (definition.segments ?? []).filter((one) => one.form === form.key).map(({ key, label }) => ({ key, label }));
  if (!options.length) return { fields: form.fields, operators: definition.operators };
  const field: FieldDef = { key: "id", label: words.name, type: "choice", look: { look: "choice" }, operators: ["segment", "not_segment"], config: { options } };
  return {
    fields: [...form.fields, field],
    operators: { ...definition.operators, segment: { label: words.segment, values: "one" }, not_segment: { label: words.not_segment, values: "one" } },
  };
}
