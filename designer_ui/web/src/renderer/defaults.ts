import type { FormDef, Json, Values } from "../api/types";
import { isExpression } from "./SubTable";

/** Computed defaults the browser knows without asking. */
export interface Known {
  today: string;
  now: string;
  me: string;
}

const COMPUTED: Record<string, (known: Known) => string> = {
  "@today": (known) => known.today,
  "@now": (known) => known.now,
  "@me": (known) => known.me,
};

const valueOf = (value: Json | undefined, known: Known): Json | undefined => {
  if (!isExpression(value)) return value ?? undefined;
  return COMPUTED[String(value)]?.(known);
};

/** What a new record starts with; a default only the server can compute stays open, and the server fills it. */
export function startValues(form: FormDef, known: Known): Values {
  const values: Values = {};
  for (const field of form.fields) {
    const value = valueOf(field.default, known);
    if (value !== undefined && !field.computed && !field.readonly) values[field.key] = value; // what nobody may set, nobody sends
  }
  return values;
}

/** The fields whose values differ, with the new value. */
export function changedValues(before: Values, after: Values): Values {
  const changed = Object.entries(after).filter(([key, value]) => !sameValue(before[key] ?? null, value ?? null));
  return Object.fromEntries(changed.map(([key, value]) => [key, value ?? null]));
}

export const sameValue = (one: Json, other: Json): boolean => one === other || JSON.stringify(one) === JSON.stringify(other);
