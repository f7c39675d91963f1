/** The filter of a report as people handle it: what viewers may choose, and what always holds. Pure. */
import type { ParameterDoc, ReportDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { asTexts, takenKeys, textsOf } from "../../commands/report_parts";
import { allOf } from "../../views/all_of";
import { conjuncts } from "../expressions/conditions";

export const RANGE = "daterange";

const CHOSEN = /^([a-z][a-z0-9_.]*) (in|==|>=|<=) ([a-z][a-z0-9_]*)$/;

type Filtered = Pick<ReportDoc, "filter" | "params">;

/** Which path a parameter narrows, where the filter says it in the plain way. */
export function pathOfParam(doc: Filtered, key: string): string | null {
  for (const text of textsOf(doc.filter).flatMap(conjuncts)) {
    const found = CHOSEN.exec(text.trim());
    if (found?.[3] === key) return found[1] as string;
  }
  return null;
}

/** The parts of the filter that only say "what the viewer chose". */
const isChosen = (doc: Filtered, text: string): boolean => {
  const key = CHOSEN.exec(text.trim())?.[3];
  return key !== undefined && (doc.params ?? []).some((one) => one.key === key);
};

/** What always holds, as single conditions. */
export const fixedParts = (doc: Filtered): string[] => textsOf(doc.filter).flatMap(conjuncts).filter((text) => !isChosen(doc, text));

const chosenParts = (doc: Filtered): string[] => textsOf(doc.filter).flatMap(conjuncts).filter((text) => isChosen(doc, text));

/** What always holds, as one text for the editor. */
export const fixedText = (doc: Filtered): string => allOf(...fixedParts(doc));

/** The filter with other fixed conditions. */
export const withFixed = <T extends Filtered>(doc: T, text: string): T => ({ ...doc, filter: asTexts([...chosenParts(doc), ...(text.trim() ? [text] : [])]) });

/** The filter without one of its fixed conditions. */
export const withoutFixed = <T extends Filtered>(doc: T, at: number): T => withFixed(doc, allOf(...fixedParts(doc).filter((_, index) => index !== at)));

/** The filter with a parameter more, narrowing the given path. */
export const withParam = <T extends Filtered>(doc: T, param: ParameterDoc, path: string): T => ({
  ...doc,
  params: [...(doc.params ?? []), param],
  filter: asTexts([...chosenParts(doc), `${path} ${param.multi || param.type === RANGE ? "in" : "=="} ${param.key}`, ...fixedParts(doc)]),
});

/** The filter without a parameter and what it narrows. */
export function withoutParam<T extends Filtered>(doc: T, key: string): T {
  const parts = [...chosenParts(doc), ...fixedParts(doc)].filter((text) => !new RegExp(`\\b${key}\\b`).test(text));
  return { ...doc, params: (doc.params ?? []).filter((one) => one.key !== key), filter: asTexts(parts) };
}

/** The filter with a parameter narrowing another path, chosen from as its values are (`type`). */
export function withParamPath<T extends Filtered>(doc: T, key: string, path: string, type?: string): T {
  const before = (doc.params ?? []).find((one) => one.key === key);
  if (!before) return doc;
  const { multi, ...rest } = before;
  const param: ParameterDoc = { ...rest, type: type ?? before.type, ...(multi && type !== "boolean" ? { multi } : {}), ...(before.field ? { field: path } : {}) };
  if (param.type !== before.type) delete param.default;
  const narrowed = `${path} ${param.multi || param.type === RANGE ? "in" : "=="} ${key}`;
  const others = textsOf(doc.filter).flatMap(conjuncts).filter((text) => CHOSEN.exec(text.trim())?.[3] !== key);
  return { ...doc, filter: asTexts([narrowed, ...others]), params: (doc.params ?? []).map((one) => (one.key === key ? param : one)) };
}

/** A period to choose, this month at first. */
export const periodParam = (doc: ReportDoc): ParameterDoc => {
  const taken = takenKeys(doc);
  return { key: taken.includes("period") ? newKey("period", taken) : "period", type: RANGE, default: { rel: "this", unit: "month" } };
};

const TYPES: Record<string, string> = { choice: "choice", choices: "choice", relation: "relation", user: "user", boolean: "boolean", integer: "integer", date: RANGE, datetime: RANGE };

/** The kind of parameter a field can be narrowed by; null where only a fixed condition can do it. */
export const paramType = (kind: string): string | null => TYPES[kind] ?? null;

/** A list to choose from, empty at first: everything. */
export const choiceParam = (doc: ReportDoc, path: string, type: string, label: string): ParameterDoc => ({ key: newKey("pick", takenKeys(doc)), label, type, multi: type !== "boolean", optional: true, field: path });
