/** Which problems of the check belong to which piece of a report. Pure. */
import type { ReportDoc } from "../../commands/documents";
import type { ProblemAnswer } from "../builder_api";
import type { Part } from "./editing";

const LISTS: Partial<Record<Part, "dimensions" | "measures" | "params">> = { dimension: "dimensions", measure: "measures", param: "params" };

/** The paths under which the check may name a piece: by key or by number. */
export function pathsOf(doc: ReportDoc, part: Part, key: string): string[] {
  const root = `report/${doc.key}`;
  const list = LISTS[part];
  if (list) return [`${root}/${list}/${key}`, `${root}/${list}/${(doc[list] ?? []).findIndex((one) => one.key === key)}`];
  if (part === "filter") return [`${root}/filter`];
  if (part === "chart") return [`${root}/charts/${key}`];
  return ["label", "help", "sort", "limit", "totals", "drill", "having", "roles", "export", "source"].map((name) => `${root}/${name}`);
}

export const problemsOf = (problems: readonly ProblemAnswer[], doc: ReportDoc, part: Part, key: string): ProblemAnswer[] => {
  const paths = pathsOf(doc, part, key);
  return problems.filter((problem) => paths.some((path) => problem.path === path || problem.path.startsWith(`${path}/`)));
};
