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

export interface Relative {
  rel: "this" | "last" | "next" | "past";
  unit: string;
  n?: number;
  to?: string;
}

export const isRelative = (value: unknown): value is Relative => value !== null && typeof value === "object" && "rel" in value;

// up to today, up to now and to the end are one to people
const bare = (value: Json): Json => (isRelative(value) ? { rel: value.rel, unit: value.unit, ...(value.n ? { n: value.n } : {}) } : value);

export const samePeriod = (one: Json, other: Json): boolean => same(bare(one), bare(other));

export type Say = (key: string, values?: Record<string, unknown>) => string;

/** 「本月」「上周」「近 30 天」: the whole unit before today's is the last one, whether it is asked for as `last` or as one `past`. */
function relativeText({ rel, unit, n }: Relative, say: Say): string {
  const one = rel === "past" && (n ?? 1) === 1 ? "last" : rel;
  if (one === "this" || n === undefined || one !== rel) return say(`period.${one}.${unit}`);
  return say(`period.${rel}_n`, { n, unit: say(`period.units_${unit}`), now: say(`period.this.${unit}`) });
}

/** A period in words, else its days; null where it is neither. */
export function periodWords(value: Json | undefined, say: Say): string | null {
  if (isRelative(value)) return relativeText(value, say);
  const days = daysOf(value ?? null);
  if (!days) return null;
  const [from, until] = days;
  if (from === until) return from;
  return from.slice(0, 4) === until.slice(0, 4) ? `${from} – ${until.slice(5)}` : `${from} – ${until}`;
}

/** The name of a period: that of its preset, else in words, else its days. */
export const periodText = (param: Param, value: Json, say: Say): string | null => param.presets?.find((one) => samePeriod(one.value, value))?.label ?? periodWords(value, say);
