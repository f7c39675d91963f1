/** What a form looks like right now: computed values, what is shown, required, locked. Pure; the interpreter is handed in. */
import type { FieldDef, FormDef, Json, Tree, Values } from "../api/types";
import { settled } from "./run";

/** Runs one expression over the values; throws where only the server can. */
export type Run = (tree: Tree, values: Values) => Json;

export interface Live {
  /** the values with the computed ones filled in */
  values: Values;
  hidden: Set<string>;
  required: Set<string>;
  readonly: Set<string>;
  /** false where an expression could not be run here: the server must be asked */
  complete: boolean;
}

const attempt = (run: Run, tree: Tree, values: Values): { done: boolean; value: Json } => {
  try {
    return { done: true, value: run(tree, values) };
  } catch {
    return { done: false, value: null };
  }
};

/** Formulas may build on each other: passes go on until nothing changes (at most one pass per formula). */
function compute(form: FormDef, values: Values, run: Run): { values: Values; complete: boolean } {
  const formulas = form.fields.filter((field) => field.expression);
  let complete = true;
  let current = values;
  for (let pass = 0; pass < formulas.length; pass += 1) {
    const next = { ...current };
    complete = true;
    for (const field of formulas) {
      const { done, value } = attempt(run, field.expression!, next);
      if (done) next[field.key] = settled(field, value);
      else complete = false;
    }
    if (formulas.every((field) => next[field.key] === current[field.key])) break;
    current = next;
  }
  return { values: current, complete };
}

/** A field that some rule shows is hidden until such a rule holds; `hide` wins over `show`. */
export function liveState(form: FormDef, given: Values, run: Run): Live {
  const { values, complete: computed } = compute(form, given, run);
  const shown = new Set<string>();
  const hidden = new Set<string>();
  const required = new Set(form.fields.filter((field) => field.required).map((field) => field.key));
  const readonly = new Set(form.fields.filter(isLocked).map((field) => field.key));
  let complete = computed && !form.fields.some((field) => field.fields?.some((column) => column.computed));
  for (const rule of form.logic) {
    const { done, value } = attempt(run, rule.when, values);
    if (!done) complete = false;
    if (value !== true) continue;
    rule.show?.forEach((key) => shown.add(key));
    rule.hide?.forEach((key) => hidden.add(key));
    rule.require?.forEach((key) => required.add(key));
    rule.readonly?.forEach((key) => readonly.add(key));
  }
  for (const rule of form.logic) rule.show?.forEach((key) => shown.has(key) || hidden.add(key));
  return { values, hidden, required, readonly, complete };
}

/** Nobody can type into it: computed, or not this person's to change. */
export const isLocked = (field: FieldDef): boolean => Boolean(field.computed || field.readonly || (field.rights && field.rights !== "write"));

/** The messages of failed checks, by field; only of fields that are filled in and shown. */
export function failedChecks(form: FormDef, live: Live, run: Run, fallback: (label: string) => string): Record<string, string> {
  const failed: Record<string, string> = {};
  for (const field of form.fields) {
    if (!field.check || live.hidden.has(field.key)) continue;
    const { done, value } = attempt(run, field.check, live.values);
    if (done && value === false) failed[field.key] = field.message || fallback(field.label);
  }
  return failed;
}
