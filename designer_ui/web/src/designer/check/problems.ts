/** All problems of the draft, asked again after every save; and where each one lives. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDebounced } from "../../app/debounce";
import { builder, type ProblemAnswer } from "../builder_api";
import { useApp, useDraft } from "../draft/DraftProvider";

const NONE: ProblemAnswer[] = [];
const QUIET = 600; // the whole draft is checked: not while somebody is at it

export function useProblems(): ProblemAnswer[] {
  const app = useApp();
  const turn = useDebounced(useDraft((state) => state.turn), QUIET);
  const saved = useDraft((state) => state.saving === "saved");
  const query = useQuery({
    queryKey: ["builder", "check", app, turn],
    queryFn: () => builder.check(app),
    enabled: saved,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  return query.data?.problems ?? NONE;
}

export interface Spot {
  to: string;
  search?: Record<string, string>;
}

const FORM_SCREENS: Record<string, string> = { logic: "/logic", views: "/views", constraints: "/settings", title: "/settings", search: "/settings" };

/** What of a workflow is opened at once, and under which name of the address. */
const WORKFLOW_PARTS: Record<string, string> = { steps: "step", transitions: "way" };

const REPORT_PARTS: Record<string, string> = { dimensions: "dimension", measures: "measure", params: "param", filter: "filter", charts: "chart" };

/** Which piece of a report is opened at once. */
function reportSpot(part: string | undefined, item: string | undefined): Pick<Spot, "search"> {
  const name = REPORT_PARTS[part ?? ""];
  if (!part) return {};
  if (!name) return { search: { part: "report" } };
  return { search: { part: name, ...(item ? { key: item } : {}), ...(name === "chart" && item ? { chart: item } : {}) } };
}

/** The address of the very place a path names (`form/member/fields/tier/expression`). */
export function spotOf(app: string, path: string): Spot {
  const [kind, key, part, item] = path.split("/");
  const root = `/design/${app}`;
  if (kind === "role" && key) return { to: `${root}/roles/${key}` };
  if (kind === "rule" && key) return { to: `${root}/rules/${key}` };
  if (kind === "message" && key) return { to: `${root}/messages/${key}` };
  if (kind === "workflow" && key) return { to: `${root}/workflows/${key}`, ...(WORKFLOW_PARTS[part ?? ""] && item ? { search: { [WORKFLOW_PARTS[part ?? ""] as string]: item } } : {}) };
  if (kind === "report" && key) return { to: `${root}/reports/${key}`, ...reportSpot(part, item) };
  if (kind === "dashboard" && key) return { to: `${root}/dashboards/${key}`, ...(part === "tiles" && item ? { search: { tile: item } } : {}) };
  if (kind === "segment" && key) return { to: `${root}/segments/${key}` };
  if (kind === "app") return { to: `${root}/${path.includes("menu") ? "menu" : "settings"}` };
  if (kind !== "form" || !key) return { to: root };
  if (part === "fields" && item) return { to: `${root}/forms/${key}`, search: { field: item } };
  return { to: `${root}/forms/${key}${FORM_SCREENS[part ?? ""] ?? ""}` };
}

/** The problems of one field, for the canvas and its panel. */
export const problemsOfField = (problems: readonly ProblemAnswer[], form: string, field: string): ProblemAnswer[] =>
  problems.filter((problem) => problem.path === `form/${form}/fields/${field}` || problem.path.startsWith(`form/${form}/fields/${field}/`));
