/** Which comparisons conditions by clicking offer for a kind of field. Pure. */
import type { Documents, SegmentDoc } from "../../commands/documents";
import type { FieldKind } from "../builder_api";
import { arity } from "./conditions";
import { RECORD, resolve, type Place } from "./paths";

/** Kinds a value of which people can pick (ValueInput.tsx); yes or no needs none. */
const PICKED = [
  "text", "long_text", "phone", "email", "sequence", "integer", "number", "money", "percent", "formula", "rollup", "choice", "choices", "date",
  "datetime", "user", "relation", "boolean",
];

export const MEMBERSHIP: readonly string[] = ["segment", "not_segment"];
export const TAKEN: readonly string[] = ["weekday", "hour"];

const COMPUTED = ["eq", "ne", "gt", "ge", "lt", "le", "empty", "filled"];
const WITHOUT_VALUE = ["empty", "filled"];

/** The operators rows offer for a kind of field. */
export function operatorsFor(kind: FieldKind | undefined): string[] {
  if (!kind) return WITHOUT_VALUE;
  const offered = kind.computed ? COMPUTED : kind.operators;
  return PICKED.includes(kind.name) ? offered : offered.filter((operator) => arity(operator) === "none");
}

/** The segments of a form, by their keys and names. */
export const segmentsOf = (documents: Documents, form: string | undefined): SegmentDoc[] => Object.values(documents.segments ?? {}).filter((one) => one.entity === form);

const MOMENTS: Record<string, readonly string[]> = { date: ["weekday"], datetime: TAKEN };

/** The operators rows offer for a name: what its kind can, weekdays and hours of a moment, segments of what it points at. */
export function operatorsAt(place: Place, kinds: readonly FieldKind[], path: string): string[] {
  const found = resolve(place, path);
  if (found?.field.type === RECORD) return [...MEMBERSHIP];
  const own = operatorsFor(kinds.find((kind) => kind.name === found?.field.type));
  const target = found?.field.type === "relation" ? String(found.field.form) : undefined;
  return [...own, ...(MOMENTS[found?.field.type ?? ""] ?? []), ...(segmentsOf(place.documents, target).length ? MEMBERSHIP : [])];
}

