/** Periods people choose from, in words and as relative dates. Pure. */
import type { TFunction } from "i18next";
import type { Json } from "../../api/types";
import { same } from "../../commands/merge_patch";
import { isRelative, periodWords, type Relative } from "../../workspace/reports/periods";

/** What is offered, by name. */
export const PRESETS: readonly [string, Relative][] = [
  ["today", { rel: "this", unit: "day" }],
  ["yesterday", { rel: "last", unit: "day" }],
  ["last_7", { rel: "last", n: 7, unit: "day" }],
  ["last_30", { rel: "last", n: 30, unit: "day" }],
  ["last_90", { rel: "last", n: 90, unit: "day" }],
  ["this_week", { rel: "this", unit: "week" }],
  ["last_weekend", { rel: "last", unit: "weekend" }],
  ["this_month", { rel: "this", unit: "month" }],
  ["month_to_date", { rel: "this", unit: "month", to: "today" }],
  ["last_month", { rel: "last", unit: "month" }],
  ["last_12_months", { rel: "last", n: 12, unit: "month" }],
  ["this_quarter", { rel: "this", unit: "quarter" }],
  ["this_year", { rel: "this", unit: "year" }],
  ["last_year", { rel: "last", unit: "year" }],
];

const isSoFar = ({ rel, unit, to }: Relative): boolean => rel === "this" && unit !== "day" && (to === "today" || to === "now");

/** A period as people see it: up to now is up to today, and today is today up to whenever. */
function seen(value: Relative): Relative {
  const { to: _, ...whole } = value;
  return isSoFar(value) ? { ...whole, to: "today" } : whole;
}

/** The preset a period is, if it is one. */
export const presetOf = (value: unknown): string | undefined => (isRelative(value) ? PRESETS.find(([, one]) => same(one, seen(value)))?.[0] : undefined);

/** A period by direction, length and unit: the last whole unit is the one before this. */
export const lengthOf = (value: Relative): Relative => (value.rel === "last" && value.n === undefined ? { rel: "past", n: 1, unit: value.unit } : value);

/** A period with one of them changed; how many and up to when only where it says anything. */
export function withLength(value: Relative, change: Partial<Relative>): Relative {
  const { rel, unit, n, to } = { ...lengthOf(value), ...change };
  return rel === "this" ? { rel, unit, ...(to && value.rel === "this" ? { to } : {}) } : { rel, n: n ?? 1, unit };
}

type Say = TFunction<"designer">;

/** A period in words. */
export function rangeWords(value: unknown, t: Say): string {
  const words = periodWords(value as Json | undefined, (key, values) => t(`numbers:${key}`, values ?? {}));
  if (words === null) return t("reports.range.any");
  return isRelative(value) && isSoFar(value) ? t("reports.so_far", { name: words }) : words;
}
