/** Where a click on a number leads: one level down, to the records, to another report. Pure. */
import type { ReportDoc } from "../../commands/documents";
import { RANGE } from "./filters";

/** A field already split by goes by its dimension, so that its steps are kept. */
const keyOf = (doc: ReportDoc, field: string): string => (doc.dimensions ?? []).find((one) => one.field === field)?.key ?? field;

/** The way down with a level more; a level that is there stays where it is. */
export function withLevel(doc: ReportDoc, path: readonly string[], field: string): string[] {
  const step = keyOf(doc, field);
  return path.includes(step) || path.includes(field) ? [...path] : [...path, step];
}

/** What another report is told: its parameters by the dimensions over the same fields. A period it takes from the one chosen here, not from one group. */
export function passOf(doc: ReportDoc, target: ReportDoc | undefined): Record<string, string> {
  const pairs = (target?.params ?? []).flatMap((param) => {
    const same = param.type === RANGE ? undefined : (doc.dimensions ?? []).find((one) => one.field !== undefined && one.field === param.field);
    return same ? [[param.key, same.key]] : [];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}
