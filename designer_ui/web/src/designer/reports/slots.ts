/** Which dimensions and measures a kind of chart takes, read from its schema; and how a chart follows what its report has. Pure. */
import type { ChartDoc, DimensionDoc, MeasureDoc, ReportDoc } from "../../commands/documents";
import { chartWithout, takenKeys } from "../../commands/report_parts";
import { same } from "../../commands/merge_patch";
import type { ConfigKind } from "../builder_api";

export interface Slot {
  name: string;
  role: "dimension" | "measure";
  many: boolean;
  needed: boolean;
}

const ROLES: Record<string, Pick<Slot, "role" | "many">> = {
  dimension: { role: "dimension", many: false },
  dimensions: { role: "dimension", many: true },
  measure: { role: "measure", many: false },
  measures: { role: "measure", many: true },
};

/** The slots of a kind of chart, in their order. */
export const slotsOf = (kind: ConfigKind): Slot[] =>
  Object.entries(kind.config_schema.properties ?? {}).flatMap(([name, property]) => {
    const role = ROLES[property.widget ?? ""];
    return role ? [{ name, ...role, needed: kind.config_schema.required?.includes(name) ?? false }] : [];
  });

type Keyed = { key: string };

/** Gives each slot what is left: first what must be there, then the rest; lists take all that remains. */
function deal(slots: readonly Slot[], parts: readonly Keyed[]): Record<string, string | string[]> | null {
  const left = parts.map((part) => part.key);
  const given: Record<string, string | string[]> = {};
  const needed = slots.filter((slot) => slot.needed);
  for (const [at, slot] of needed.entries()) {
    if (!left.length) return null;
    const others = needed.length - at - 1;
    given[slot.name] = slot.many ? left.splice(0, Math.max(1, left.length - others)) : (left.shift() as string);
  }
  for (const slot of slots.filter((one) => !one.needed)) {
    if (left.length) given[slot.name] = slot.many ? left.splice(0) : (left.shift() as string);
  }
  return left.length ? null : given;
}

const ordered = (given: Record<string, unknown>, slots: readonly Slot[]): Record<string, unknown> => Object.fromEntries(slots.filter((slot) => slot.name in given).map((slot) => [slot.name, given[slot.name]]));

/** A card shows its first number, against those of the period before; what else there is stands in other charts. */
const ofCard = (measures: readonly MeasureDoc[]): readonly MeasureDoc[] => measures.filter((one, at) => at === 0 || one.offset);

/** A chart of this kind over all dimensions and measures; null where they do not go into its slots. */
export function fit(kind: ConfigKind, dimensions: readonly DimensionDoc[], all: readonly MeasureDoc[]): ChartDoc | null {
  const slots = slotsOf(kind);
  if (!slots.length) return { type: kind.name };
  const measures = slots.some((slot) => slot.name === "compare") ? ofCard(all) : all;
  const split = deal(slots.filter((slot) => slot.role === "dimension"), dimensions);
  const counted = deal(slots.filter((slot) => slot.role === "measure"), measures);
  return split && counted ? { type: kind.name, ...ordered({ ...split, ...counted }, slots) } : null;
}

const isTime = (one: DimensionDoc | undefined): boolean => Boolean(one?.grain);

const isRate = (one: MeasureDoc): boolean => one.format?.kind === "percent";

/** What people mean by so many dimensions and measures: a number, a line over time, bars, rates as a line over bars, else a table. */
function wanted(dimensions: readonly DimensionDoc[], measures: readonly MeasureDoc[]): string[] {
  const rates = measures.filter(isRate).length;
  const mixed = rates > 0 && rates < measures.length;
  if (!dimensions.length) return ["number", "table"];
  if (dimensions.length > 2) return ["pivot", "table"];
  if (dimensions.length === 2 && (measures.length > 1 || mixed)) return ["pivot", "table"];
  if (mixed) return [...(rates === 1 && isRate(measures.at(-1) as MeasureDoc) ? ["combo"] : []), "table"];
  return dimensions.some(isTime) ? ["line", "bar", "table"] : ["bar", "pivot", "table"];
}

const timeFirst = (dimensions: readonly DimensionDoc[]): DimensionDoc[] => [...dimensions].sort((a, b) => Number(isTime(b)) - Number(isTime(a)));

/** The chart a report shows where nobody chose one. */
export function best(kinds: readonly ConfigKind[], doc: ReportDoc): ChartDoc {
  const dimensions = timeFirst(doc.dimensions ?? []);
  const measures = doc.measures ?? [];
  for (const name of wanted(dimensions, measures)) {
    const kind = kinds.find((one) => one.name === name);
    const chart = kind && fit(kind, dimensions, measures);
    if (chart) return chart;
  }
  return { type: "table" };
}

/** A chart of one kind, as far as the report has what it needs. */
export function ofKind(kinds: readonly ConfigKind[], doc: ReportDoc, name: string): ChartDoc | null {
  const kind = kinds.find((one) => one.name === name);
  return kind ? fit(kind, timeFirst(doc.dimensions ?? []), doc.measures ?? []) : null;
}

/** The charts after the report changed: one that nobody shaped by hand goes along, the others stay. */
export function follow(kinds: readonly ConfigKind[], before: ReportDoc, after: ReportDoc): ReportDoc {
  const charts = after.charts ?? [];
  if (after.funnel) return after;
  if (!charts.length) return { ...after, charts: [best(kinds, after)] };
  const asBefore = before.charts ?? [];
  const left = new Set(takenKeys(after));
  const gone = new Set(takenKeys(before).filter((key) => !left.has(key)));
  const next = charts.map((chart, at) => {
    const old = asBefore[at];
    if (!old || !(same(chart, old) || same(chart, chartWithout(old, gone)))) return chart; // somebody has just chosen it
    const { title, ...config } = old;
    const named = (made: ChartDoc): ChartDoc => (title === undefined ? made : { ...made, title });
    if (same(config, best(kinds, before))) return named(best(kinds, after));
    const made = same(config, ofKind(kinds, before, old.type)) ? ofKind(kinds, after, old.type) : null;
    return made ? named(made) : chart;
  });
  return { ...after, charts: next };
}
