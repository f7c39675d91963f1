/** Periods people choose from, in words and as relative dates. Pure. */
import type { TFunction } from "i18next";
import { same } from "../../commands/merge_patch";

export interface Relative {
  rel: "this" | "last" | "next" | "past";
  unit: string;
  n?: number;
  to?: string;
}

/** The presets, by the key of their words. */
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

const isRelative = (value: unknown): value is Relative => typeof value === "object" && value !== null && "rel" in value;

/** The preset a period is, if it is one. */
export const presetOf = (value: unknown): string | undefined => PRESETS.find(([, one]) => same(one, value))?.[0];

type Say = TFunction<"designer">;

/** A period in words. */
export function rangeWords(value: unknown, t: Say): string {
  const preset = presetOf(value);
  if (preset) return t(`reports.range.${preset}`);
  if (Array.isArray(value) && value.length === 2) return `${String(value[0])} – ${String(value[1])}`;
  if (!isRelative(value)) return t("reports.range.any");
  if (value.rel === "this") return value.to && value.to !== "end" ? t("reports.so_far", { name: t(`reports.this.${value.unit}`) }) : t(`reports.this.${value.unit}`);
  return t(`reports.range_of.${value.rel}`, { n: value.n ?? 1, unit: t(`reports.units.${value.unit}`) });
}
