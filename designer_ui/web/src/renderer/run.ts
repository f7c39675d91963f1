/** The interpreter set up for one form: its values by name, clock and person. */
import type { FieldDef, FormDef, Json, Tree, Values } from "../api/types";
import { evaluate, MissingName } from "../expressions/index.ts";
import * as numbers from "../expressions/numbers.ts";
import type { Run } from "./live";

export interface Clock {
  today: string;
  now: string;
  me: string;
  zone: string;
  dayStart: number | undefined;
}

/** Values by the names expressions use: fields, and columns of subtables as lists. What is masked, or computed per row, is not there: the server knows it. */
export function namesOf(form: FormDef, values: Values): Record<string, Json> {
  const names: Record<string, Json> = {};
  for (const field of form.fields) {
    if (field.rights === "masked") continue;
    names[field.key] = values[field.key] ?? null;
    if (field.type !== "subtable") continue;
    const rows = (values[field.key] as Values[] | null | undefined) ?? [];
    for (const column of (field.fields ?? []).filter((one) => !one.computed)) names[`${field.key}.${column.key}`] = rows.map((row) => row[column.key] ?? null);
  }
  return names;
}

const clockNames = (clock: Clock): Record<string, Json> => ({
  "@today": clock.today,
  "@now": clock.now,
  "@me": clock.me,
  ...(clock.dayStart === undefined ? {} : { "@zone": [clock.zone, clock.dayStart] }),
});

/** A path through an empty relation is empty; any other unknown name only the server knows. */
function attempt(tree: Tree, names: Record<string, Json>): Json {
  for (;;) {
    try {
      return evaluate(tree, names);
    } catch (error) {
      const path = error instanceof MissingName ? error.message : "";
      const first = path.split(".")[0]!;
      if (!path.includes(".") || path in names || !Object.hasOwn(names, first) || names[first] !== null) throw error;
      names[path] = null;
    }
  }
}

export function makeRun(form: FormDef, clock: Clock): Run {
  const fixed = clockNames(clock);
  return (tree, values) => attempt(tree, { ...namesOf(form, values), ...fixed });
}

/** A computed number as its field shows it: rounded to the field's scale. */
export function settled(field: FieldDef, value: Json): Json {
  const { scale } = field.look;
  if (typeof scale !== "number" || (typeof value !== "number" && typeof value !== "string")) return value;
  const read = numbers.parse(String(value), String(value).split(".")[1]?.length ?? 0);
  if (read === null) return value;
  const text = numbers.format(numbers.scaled(numbers.round(read, scale), scale));
  return scale === 0 ? Number(text) : text;
}
