/** Which problems of the check belong to which piece of a report. Pure. */
import type { ReportDoc } from "../../commands/documents";
import { textsOf } from "../../commands/report_parts";
import type { ProblemAnswer } from "../builder_api";
import type { Part } from "./editing";
import { fixedParts } from "./filters";

/** Where the pieces of a kind stand. */
export const LISTS: Partial<Record<Part, "dimensions" | "measures" | "params">> = { dimension: "dimensions", measure: "measures", param: "params" };

/** The filter panel before there is a condition. */
export const NEW = "new";

/** The paths of the texts of the filter that say something of a piece. */
const filterPaths = (doc: ReportDoc, fits: (text: string) => boolean): string[] => textsOf(doc.filter).flatMap((text, at) => (fits(text) ? [`report/${doc.key}/filter/${at}`] : []));

/** The paths under which the check may name a piece: by key or by number. */
function pathsOf(doc: ReportDoc, part: Part, key: string): string[] {
  const root = `report/${doc.key}`;
  const list = LISTS[part];
  if (list) return [`${root}/${list}/${key}`, `${root}/${list}/${(doc[list] ?? []).findIndex((one) => one.key === key)}`, ...(part === "param" ? filterPaths(doc, (text) => new RegExp(`\\b${key}\\b`).test(text)) : [])];
  if (part === "filter") return filterPaths(doc, (text) => key === NEW || fixedParts({ filter: text, params: doc.params ?? [] }).includes(fixedParts(doc)[Number(key)] ?? ""));
  if (part === "chart") return [`${root}/charts/${key}`];
  return ["label", "help", "sort", "limit", "totals", "drill", "having", "roles", "export", "source"].map((name) => `${root}/${name}`);
}

export const problemsOf = (problems: readonly ProblemAnswer[], doc: ReportDoc, part: Part, key: string): ProblemAnswer[] => {
  const paths = pathsOf(doc, part, key);
  return problems.filter((problem) => paths.some((path) => problem.path === path || problem.path.startsWith(`${path}/`)));
};
