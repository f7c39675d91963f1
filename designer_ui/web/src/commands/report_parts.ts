/** Pure changes of the parts of a report: dimensions, measures, charts. What is taken away is taken out of everything that names it. */
import type { ChartDoc, DimensionDoc, MeasureDoc, ReportDoc, Texts } from "./documents";

/** One text or several, as several. */
export const textsOf = (texts: Texts | undefined): string[] => (texts === undefined ? [] : Array.isArray(texts) ? texts : [texts]);

/** The shortest way to write texts that must all hold; undefined for none. */
export function asTexts(texts: readonly string[]): Texts | undefined {
  const filled = texts.filter((text) => text.trim() !== "");
  return filled.length > 1 ? filled : filled[0];
}

const MEANT_EMPTY = new Set(["export"]); // no format at all is something else than nothing said

/** An object without what is undefined or an empty list. */
export function pruned<T extends object>(doc: T): T {
  const kept = Object.entries(doc).filter(([name, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0 && !MEANT_EMPTY.has(name)));
  return Object.fromEntries(kept) as T;
}

const NAME = /[a-z][a-z0-9_]*/g;

/** Whether an expression over measures names one of these keys. */
export const names = (expression: string | undefined, keys: ReadonlySet<string>): boolean => (expression?.match(NAME) ?? []).some((name) => keys.has(name));

/** The measures that cannot be without the given one: it, and all that is computed from it. */
export function dependants(measures: readonly MeasureDoc[], key: string): Set<string> {
  const gone = new Set([key]);
  for (let before = 0; before !== gone.size; ) {
    before = gone.size;
    for (const one of measures) if ((one.of !== undefined && gone.has(one.of)) || names(one.expr, gone)) gone.add(one.key);
  }
  return gone;
}

/** A chart without the given keys in its slots. */
export function chartWithout(chart: ChartDoc, gone: ReadonlySet<string>): ChartDoc {
  const { type, title, ...slots } = chart;
  const kept = Object.entries(slots).flatMap(([name, value]): [string, unknown][] => {
    if (typeof value === "string" && gone.has(value)) return [];
    if (!Array.isArray(value) || !value.some((one) => gone.has(one as string))) return [[name, value]];
    const rest = value.filter((one) => !gone.has(one as string));
    return rest.length ? [[name, rest]] : [];
  });
  return { type, ...(title === undefined ? {} : { title }), ...Object.fromEntries(kept) };
}

const bare = (sort: string): string => sort.replace(/^-/, "");

/** A report in which nothing names the given keys any more. */
function forgetting(doc: ReportDoc, gone: ReadonlySet<string>): ReportDoc {
  const without = (keys: readonly string[] | undefined) => keys?.filter((key) => !gone.has(key));
  const totals = doc.totals?.map((level) => (typeof level === "string" ? level : level.filter((key) => !gone.has(key)))).filter((level) => (typeof level === "string" ? !gone.has(level) : level.length > 0));
  return pruned({
    ...doc,
    dimensions: doc.dimensions?.map((one) => pruned({ ...one, top: one.top && gone.has(one.top.by) ? undefined : one.top, since: one.since && gone.has(one.since) ? undefined : one.since })),
    measures: doc.measures?.map((one) => pruned({ ...one, within: without(one.within), along: one.along && gone.has(one.along) ? undefined : one.along })),
    having: asTexts(textsOf(doc.having).filter((text) => !names(text, gone))),
    sort: doc.sort?.filter((key) => !gone.has(bare(key))),
    totals,
    drill: doc.drill?.map((one) => (one.path ? pruned({ ...one, path: without(one.path) }) : one)).filter((one) => Object.keys(one).length > 0),
    charts: doc.charts?.map((chart) => chartWithout(chart, gone)),
  });
}

/** A report without a dimension. */
export function withoutDimension(doc: ReportDoc, key: string): ReportDoc {
  const dimensions = (doc.dimensions ?? []).filter((one) => one.key !== key);
  return forgetting({ ...doc, dimensions }, new Set([key]));
}

/** A report without a measure and all that is computed from it. */
export function withoutMeasure(doc: ReportDoc, key: string): ReportDoc {
  const gone = dependants(doc.measures ?? [], key);
  const measures = (doc.measures ?? []).filter((one) => !gone.has(one.key));
  return forgetting({ ...doc, measures }, gone);
}

/** A list with one entry changed; what became undefined in it is taken away. */
export const changed = <T extends { key: string }>(list: readonly T[] | undefined, key: string, change: Partial<T>): T[] => (list ?? []).map((one) => (one.key === key ? pruned({ ...one, ...change }) : one));

export const withDimension = (doc: ReportDoc, key: string, change: Partial<DimensionDoc>): ReportDoc => ({ ...doc, dimensions: changed(doc.dimensions, key, change) });
export const withMeasure = (doc: ReportDoc, key: string, change: Partial<MeasureDoc>): ReportDoc => ({ ...doc, measures: changed(doc.measures, key, change) });

/** A report with one chart replaced. */
export const withChart = (doc: ReportDoc, at: number, chart: ChartDoc): ReportDoc => ({ ...doc, charts: (doc.charts ?? []).map((one, index) => (index === at ? pruned(chart) : one)) });

/** Every key dimensions, measures and parameters already have. */
export const takenKeys = (doc: ReportDoc): string[] => [...(doc.dimensions ?? []), ...(doc.measures ?? []), ...(doc.params ?? [])].map((one) => one.key);
