/** Which comparisons conditions by clicking offer for a kind of field. Pure. */
import type { FieldKind } from "../builder_api";
import { arity } from "./conditions";

/** Kinds a value of which people can pick (ValueInput.tsx); yes or no needs none. */
const PICKED = [
  "text", "long_text", "phone", "email", "sequence", "integer", "number", "money", "percent", "formula", "rollup", "choice", "choices", "date",
  "datetime", "user", "relation", "boolean",
];

const COMPUTED = ["eq", "ne", "gt", "ge", "lt", "le", "empty", "filled"];
const WITHOUT_VALUE = ["empty", "filled"];

/** The operators rows offer for a kind of field. */
export function operatorsFor(kind: FieldKind | undefined): string[] {
  if (!kind) return WITHOUT_VALUE;
  const offered = kind.computed ? COMPUTED : kind.operators;
  return PICKED.includes(kind.name) ? offered : offered.filter((operator) => arity(operator) === "none");
}

