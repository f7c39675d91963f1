/** What a field becomes where it is dropped: the first thing people mean by it. Pure. */
import type { Aggregate, DimensionDoc, FormatDoc, MeasureDoc, ReportDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { takenKeys } from "../../commands/report_parts";
import type { ReportField } from "../builder_api";

/** The measure that counts records where nobody asked for one: it makes room for the first number that is asked for. */
export const AUTO = "records";

const BINS = [100, 500, 1000, 5000, 10000];
const DATES = ["date", "datetime"];

export const isDate = (field: Pick<ReportField, "type">): boolean => DATES.includes(field.type);
export const isNumber = (field: Pick<ReportField, "type">): boolean => field.type === "number";

/** A dimension of a field: dates by month, amounts in steps, records and words by the ten that count most. */
export function dimensionOf(field: ReportField, doc: ReportDoc): DimensionDoc {
  const key = newKey("by", takenKeys(doc));
  if (isDate(field)) return { key, field: field.path, grain: "month" };
  if (isNumber(field) && field.kind !== "integer") return { key, field: field.path, bins: [0, ...BINS] };
  return { key, field: field.path };
}

/** Where the rows of a path are counted: a subtable's own lines, or a record that many point at, once each. */
export function homeOf(field: ReportField, source: string, formOf: (path: string) => string | null): Pick<MeasureDoc, "home" | "field"> {
  const steps = field.path.split(".");
  const name = steps.at(-1) as string;
  if (steps.length === 1) return { field: field.path };
  if (field.many) return { home: field.home ?? `${source}.${steps[0]}`, field: field.field ?? steps.slice(1).join(".") };
  const form = formOf(steps.slice(0, -1).join("."));
  return form ? { home: form, field: name } : { field: field.path };
}

const FORMATS: Record<string, FormatDoc> = { money: { kind: "money", scale: "auto" }, percent: { kind: "percent" } };

/** How the numbers of a type of field are written where nobody says it. */
export const formatOf = (type: string): FormatDoc | undefined => FORMATS[type];

/** How a field is counted at first: numbers are summed, rates averaged, everything else counted once each. */
export const aggregateOf = (field: Pick<ReportField, "type" | "kind">): Aggregate => (!isNumber(field) ? "count_distinct" : field.kind === "percent" ? "avg" : "sum");

/** A measure of a field. */
export function measureOf(field: ReportField, doc: ReportDoc, formOf: (path: string) => string | null): MeasureDoc {
  const agg = aggregateOf(field);
  const place = agg === "count_distinct" && !field.many ? { field: field.path } : homeOf(field, doc.source, formOf);
  const format = agg === "count_distinct" ? undefined : formatOf(field.kind ?? "");
  return { key: newKey("number", takenKeys(doc)), agg, ...place, ...(format ? { format } : {}) };
}

/** A report with a dimension more; where nothing is counted yet, its records are. */
export function withNewDimension(doc: ReportDoc, made: DimensionDoc, field: ReportField, counted: string): ReportDoc {
  const measures = doc.measures?.length ? doc.measures : [{ key: AUTO, label: counted, agg: "count" as const }];
  const by = measures[0]?.key as string;
  const many = field.type === "ref" || field.type === "text";
  const dimension: DimensionDoc = many ? { ...made, top: { n: 10, by, other: true } } : made;
  const first = !doc.dimensions?.length && !doc.sort?.length && !isDate(field) && !made.bins;
  return { ...doc, dimensions: [...(doc.dimensions ?? []), dimension], measures, ...(first ? { sort: [`-${by}`] } : {}) };
}

/** A report with a measure more; the count that was there by itself makes room. */
export function withNewMeasure(doc: ReportDoc, made: MeasureDoc): ReportDoc {
  const old = doc.measures ?? [];
  const alone = old.length === 1 && old[0]?.key === AUTO;
  if (!alone) return { ...doc, measures: [...old, made] };
  const renamed = (key: string): string => (key === AUTO ? made.key : key === `-${AUTO}` ? `-${made.key}` : key);
  return {
    ...doc,
    measures: [made],
    ...(doc.sort ? { sort: doc.sort.map(renamed) } : {}),
    ...(doc.dimensions ? { dimensions: doc.dimensions.map((one) => (one.top ? { ...one, top: { ...one.top, by: renamed(one.top.by) } } : one)) } : {}),
  };
}
