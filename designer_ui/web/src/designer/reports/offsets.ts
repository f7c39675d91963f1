/** Numbers made of numbers in one click: against last year, share, running total, rank, one by another. Pure. */
import type { MeasureDoc, ReportDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { takenKeys } from "../../commands/report_parts";

export interface Compared {
  /** Key of its words. */
  name: string;
  offset: [number, string];
}

export const COMPARISONS: readonly Compared[] = [
  { name: "year", offset: [1, "year"] },
  { name: "month", offset: [1, "month"] },
  { name: "week", offset: [1, "week"] },
];

type Words = (key: string) => string;

const PERCENT = { kind: "percent", places: 1 } as const;

const after = (doc: ReportDoc, key: string, made: MeasureDoc[]): ReportDoc => {
  const all = doc.measures ?? [];
  const at = all.findIndex((one) => one.key === key) + 1;
  return { ...doc, measures: [...all.slice(0, at), ...made, ...all.slice(at)] };
};

/** The same number in the period before, and how much more or less that is. */
export function withComparison(doc: ReportDoc, one: MeasureDoc, { offset }: Compared, before: string, rate: string): ReportDoc {
  const taken = takenKeys(doc);
  const key = newKey("before", taken);
  const { label: _label, help: _help, ...counted } = one;
  const old: MeasureDoc = { ...counted, key, label: before, offset };
  const change: MeasureDoc = { key: newKey("rate", [...taken, key]), label: rate, expr: `(${one.key} - ${key}) / ${key}`, format: { ...PERCENT, ...(one.format?.good ? { good: one.format.good } : {}) } };
  return after(doc, one.key, [old, change]);
}

export type WindowName = NonNullable<MeasureDoc["window"]>;
export const WINDOWS: readonly WindowName[] = ["pct_total", "running", "rank"];

/** Its share of the whole, its sum so far, its place. */
export function withWindow(doc: ReportDoc, one: MeasureDoc, window: WindowName, label: string): ReportDoc {
  const time = doc.dimensions?.find((dimension) => dimension.grain)?.key ?? doc.dimensions?.[0]?.key;
  const made: MeasureDoc = {
    key: newKey("share", takenKeys(doc)), label, window, of: one.key,
    ...(window === "running" && time ? { along: time } : {}),
    ...(window === "pct_total" ? { format: PERCENT } : {}),
  };
  return after(doc, one.key, [made]);
}

const RATIO = /^([a-z][a-z0-9_]*) ([-+*/]) ([a-z][a-z0-9_]*|\d+(?:\.\d+)?)$/;

export interface Ratio {
  left: string;
  sign: string;
  right: string;
}

/** An expression of two measures, if it is no more than that. */
export function ratioOf(expr: string): Ratio | null {
  const found = RATIO.exec(expr.trim());
  return found ? { left: found[1] as string, sign: found[2] as string, right: found[3] as string } : null;
}

export const ratioText = ({ left, sign, right }: Ratio): string => `${left} ${sign} ${right}`;

/** One number by another; where there is no other yet, by the number of records. */
export function withRatio(doc: ReportDoc, one: MeasureDoc, counted: Words): { doc: ReportDoc; key: string } {
  const others = (doc.measures ?? []).filter((other) => other.key !== one.key && other.agg && !other.offset);
  const taken = takenKeys(doc);
  const by = others.find((other) => other.agg === "count") ?? others[0] ?? { key: newKey("number", taken), label: counted("count"), agg: "count" as const };
  const key = newKey("ratio", [...taken, by.key]);
  const ratio: MeasureDoc = { key, label: counted("ratio"), expr: ratioText({ left: one.key, sign: "/", right: by.key }), ...(one.format ? { format: one.format } : {}) };
  const added = (doc.measures ?? []).some((other) => other.key === by.key) ? [ratio] : [by, ratio];
  return { doc: after(doc, one.key, added), key };
}
