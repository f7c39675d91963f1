/** 「在 [近 30 天] 的 [消费] 里 [次数] [不少于] [3]」 as the parts of a segment, and back. Pure. */
import { activeFields, type Documents, type MeasureDoc, type ParameterDoc, type SegmentDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { asTexts, pruned, textsOf } from "../../commands/report_parts";
import { mainDate } from "../reports/dates";

export interface Clause {
  measure: MeasureDoc;
  sign: string;
  number: string;
}

export const SIGNS = [">=", "<=", ">", "<", "=="] as const;

const HAVING = /^([a-z][a-z0-9_]*) (>=|<=|>|<|==) (-?\d+(?:\.\d+)?)$/;

/** The clauses a segment is made of; null where its numbers are asked for in another way. */
export function clausesOf(segment: SegmentDoc): Clause[] | null {
  const measures = segment.measures ?? [];
  const clauses = textsOf(segment.having).map((text) => {
    const found = HAVING.exec(text.trim());
    const measure = measures.find((one) => one.key === found?.[1]);
    return found && measure ? { measure, sign: found[2] as string, number: found[3] as string } : null;
  });
  if (clauses.some((one) => one === null)) return null;
  const used = new Set(clauses.map((one) => one?.measure.key));
  return measures.every((one) => used.has(one.key)) ? (clauses as Clause[]) : null;
}

/** A segment of the given clauses. */
export const withClauses = (segment: SegmentDoc, clauses: readonly Clause[]): SegmentDoc =>
  pruned({ ...segment, measures: clauses.map((one) => one.measure), having: asTexts(clauses.map((one) => `${one.measure.key} ${one.sign} ${one.number}`)) });

/** The forms whose records belong to the records of another: those that point at it. */
export const sourcesOf = (documents: Documents, entity: string): string[] =>
  Object.values(documents.forms)
    .filter((form) => form.key !== entity && activeFields(form.fields).some((field) => field.type === "relation" && field.form === entity))
    .map((form) => form.key);

/** The relations by which records of a source point at the entity. */
export const waysTo = (documents: Documents, source: string, entity: string): string[] =>
  activeFields(documents.forms[source]?.fields).filter((field) => field.type === "relation" && field.form === entity).map((field) => field.key);

const PERIOD = /^([a-z][a-z0-9_.]*) in ([a-z][a-z0-9_]*)$/;

/** The period of a segment: its parameter, and the date it is about. */
export function periodOf(segment: SegmentDoc): { param: ParameterDoc; path: string } | null {
  for (const text of textsOf(segment.filter)) {
    const found = PERIOD.exec(text.trim());
    const param = (segment.params ?? []).find((one) => one.key === found?.[2] && one.type === "daterange");
    if (found && param) return { param, path: found[1] as string };
  }
  return null;
}

/** What else is asked of the source's records. */
export const onlyOf = (segment: SegmentDoc): string[] => textsOf(segment.filter).filter((text) => PERIOD.exec(text.trim())?.[2] !== periodOf(segment)?.param.key || !PERIOD.test(text.trim()));

/** The filter of a segment of its period and of what else is asked. */
export function withFilter(segment: SegmentDoc, period: { param: ParameterDoc; path: string } | null, only: readonly string[]): SegmentDoc {
  const others = (segment.params ?? []).filter((one) => one.key !== periodOf(segment)?.param.key);
  return pruned({
    ...segment,
    params: period ? [period.param, ...others] : others,
    filter: asTexts([...(period ? [`${period.path} in ${period.param.key}`] : []), ...only]),
  });
}

/** A segment that counts records of another form, three in the last thirty days at first. */
export function withSource(documents: Documents, segment: SegmentDoc, source: string): SegmentDoc {
  const ways = waysTo(documents, source, segment.entity);
  const { filter: _f, params: _p, measures: _m, having: _h, via: _v, ...rest } = segment;
  const key = newKey("number");
  const started: SegmentDoc = { ...rest, source, ...(ways.length > 1 ? { via: ways[0] as string } : {}) };
  const period: ParameterDoc = { key: "period", type: "daterange", default: { rel: "last", n: 30, unit: "day" } };
  return withClauses(withFilter(started, { param: period, path: mainDate(documents, source) }, []), [{ measure: { key, agg: "count" }, sign: ">=", number: "3" }]);
}

/** A segment by its own conditions alone. */
export function withoutSource(segment: SegmentDoc): SegmentDoc {
  const { source: _s, filter: _f, params: _p, measures: _m, having: _h, via: _v, ...rest } = segment;
  return rest;
}
