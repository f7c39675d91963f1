/** Periods as people say them. A pair of days is half-open on the wire (the end is the day after) and closed on the screen. Pure. */
import dayjs from "dayjs";
import type { Param } from "../../api/numbers";
import type { Json } from "../../api/types";

const isDay = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value);
const same = (one: Json, other: Json): boolean => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

const sorted = (value: Json): Json =>
  value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;

/** The days chosen by hand, the last one included; null where a period is told in words. */
export function daysOf(value: Json): [string, string] | null {
  if (!Array.isArray(value) || !isDay(value[0]) || !isDay(value[1])) return null;
  return [value[0].slice(0, 10), dayjs(value[1]).subtract(1, "day").format("YYYY-MM-DD")];
}

/** Days as the server wants them. */
export const rangeOf = (from: string, until: string): Json => [from, dayjs(until).add(1, "day").format("YYYY-MM-DD")];

interface Relative {
  rel: string;
  unit: string;
  n?: number;
}

const isRelative = (value: Json): value is Json & Relative => value !== null && typeof value === "object" && "rel" in value;

// up to today, up to now and to the end are one to people
const bare = (value: Json): Json => (isRelative(value) ? { rel: value.rel, unit: value.unit, ...(value.n ? { n: value.n } : {}) } : value);

export const samePeriod = (one: Json, other: Json): boolean => same(bare(one), bare(other));

export type Say = (key: string, values?: Record<string, unknown>) => string;

/** The name of a period: that of its preset, else in words, else its days. */
export function periodText(param: Param, value: Json, say: Say): string | null {
  const preset = param.presets?.find((one) => samePeriod(one.value, value));
  if (preset) return preset.label;
  if (isRelative(value)) return say(`period.${value.n ? `${value.rel}_n` : value.rel}`, { n: value.n, unit: say(`period.${value.n ? "units" : "unit"}_${value.unit}`) });
  const days = daysOf(value);
  if (!days) return null;
  const [from, until] = days;
  if (from === until) return from;
  return from.slice(0, 4) === until.slice(0, 4) ? `${from} – ${until.slice(5)}` : `${from} – ${until}`;
}
