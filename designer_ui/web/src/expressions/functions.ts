/** What the operations of a tree do with filled values. Names and rules: builder/expressions/operations.py. */
import * as dates from "./dates.ts";
import * as numbers from "./numbers.ts";
import { isNum, whole, type Num } from "./numbers.ts";

export type Value = null | boolean | string | Num | Value[] | dates.Zone;
type Text = string;

const lower = (text: Text): Text => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const upper = (text: Text): Text => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
const order = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Texts by code point, not by UTF-16 unit. */
function compareText(a: Text, b: Text): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return order(a.charCodeAt(i)) - order(b.charCodeAt(i));
  }
  return a.length - b.length;
}

export function compare(a: Value, b: Value): number {
  if (isNum(a) && isNum(b)) return numbers.compare(a, b);
  return compareText(a as Text, b as Text);
}

/** Total equality: empty equals empty and nothing else. */
export const equal = (a: Value, b: Value): boolean => (isNum(a) && isNum(b) ? numbers.compare(a, b) === 0 : a === b);

export function written(value: Value): Text {
  if (value === null) return "";
  return isNum(value) ? numbers.format(value) : String(value);
}

const filled = (values: Value): Value[] => ((values ?? []) as Value[]).filter((value) => value !== null);
const sum = (values: Value[], scale: number): Num => values.reduce<Num>((total, value) => numbers.add(total, value as Num), numbers.num(0n, scale));

function extreme(values: Value, sign: number): Value {
  let best: Value = null;
  for (const value of filled(values)) if (best === null || compare(value, best) * sign > 0) best = value;
  return best;
}

/** A count of steps as a plain number; beyond the calendar whatever its exact size. */
const steps = (count: Num): number => Number(count.n > 10n ** 13n ? 10n ** 13n : count.n < -(10n ** 13n) ? -(10n ** 13n) : count.n);

function dateAdd(unit: Value, when: Value, count: Value, zone?: Value): Value {
  if (when === null || count === null) return null;
  const many = steps(count as Num);
  return zone === undefined ? dates.addToDay(when as Text, many, unit as Text) : dates.addToInstant(when as Text, many, unit as Text, zone as dates.Zone);
}

/** Empty where an argument is. */
const strict =
  (apply: (...values: never[]) => Value, otherwise: Value = null) =>
  (...values: Value[]): Value =>
    values.includes(null) ? otherwise : apply(...(values as never[]));

export const FUNCTIONS: Readonly<Record<string, (...values: Value[]) => Value>> = {
  scale: (places, value) => (value === null ? null : numbers.scaled(value as Num, places as unknown as number)),
  round: (places, value) => (value === null ? null : numbers.round(value as Num, places as unknown as number)),
  sum: (places, values) => sum(filled(values), places as unknown as number),
  avg: (_places, values) => {
    const all = filled(values);
    return numbers.divide(sum(all, 0), whole(all.length));
  },
  count: (values) => whole(filled(values).length),
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  some: (values) => ((values ?? []) as Value[]).includes(true),
  coalesce: (...values) => values.find((value) => value !== null) ?? null,
  concat: (...values) => values.map(written).join("") || null,
  floor: strict(numbers.floor),
  ceil: strict(numbers.ceiling),
  abs: strict(numbers.absolute),
  lower: strict(lower),
  upper: strict(upper),
  contains: strict((text: Text, part: Text) => lower(text).includes(lower(part)), false),
  starts: strict((text: Text, part: Text) => lower(text).startsWith(lower(part)), false),
  ends: strict((text: Text, part: Text) => lower(text).endsWith(lower(part)), false),
  length: strict((text: Text) => whole([...text].length)),
  business_day: strict(dates.businessDay),
  hour: strict((instant: Text, zone: dates.Zone) => whole(dates.hour(instant, zone))),
  local: strict(dates.local),
  date_add: dateAdd,
  date_diff: strict((unit: Text, start: Text, end: Text) => whole(dates.difference(start, end, unit))),
  year: strict((day: Text) => whole(dates.year(day))),
  month: strict((day: Text) => whole(dates.month(day))),
  day: strict((day: Text) => whole(dates.dayOfMonth(day))),
  weekday: strict((day: Text) => whole(dates.weekday(day))),
};
