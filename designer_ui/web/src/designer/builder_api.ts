/** The design-time calls of the server. Takes: keys. Gives: promises of what the server answers. Never: words for the screen. */
import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "../api/client";
import type { FormDef } from "../api/types";
import type { Label } from "../commands/documents";
import type { DraftAnswer, DraftPort, Fault } from "../commands/draft";

export interface Property {
  type?: string | string[];
  enum?: string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  default?: unknown;
  label?: Label;
  help?: Label;
  labels?: Record<string, Label>;
  options?: { key: string; label: Label }[];
  pattern?: string;
  const?: unknown;
  items?: Property;
  anyOf?: Property[];
  properties?: Record<string, Property>;
  additionalProperties?: Property | boolean;
  required?: string[] | boolean;
  widget?: string;
  more?: boolean;
}

export interface FieldKind {
  name: string;
  label: Label;
  help: Label;
  icon: string;
  group: string;
  config_schema: { properties?: Record<string, Property>; required?: string[] };
  example: Record<string, unknown>;
  operators: string[];
  computed: boolean;
}

/** A trigger, an action or a step, as the palette and the panels know it. */
export interface ConfigKind {
  name: string;
  label: Label;
  help: Label;
  icon: string;
  group: string;
  config_schema: { properties?: Record<string, Property>; required?: string[] };
  example: Record<string, unknown>;
  timed?: boolean;
  knows_old?: boolean;
  asked?: boolean;
  period?: string | null;
  transactional?: boolean;
  waits?: boolean;
  human?: boolean;
}

export interface FunctionKind {
  name: string;
  label: Label;
  help: Label;
  signature: string;
}

export interface Catalog {
  fields: FieldKind[];
  functions: FunctionKind[];
  operators: Record<string, { label: Label; values: "none" | "one" | "two" | "many" }>;
  triggers: ConfigKind[];
  actions: ConfigKind[];
  steps: ConfigKind[];
  charts: ConfigKind[];
}

export interface Attempt {
  matches: boolean;
  text: string;
  steps: { label: string; value: string; met: boolean | null }[];
  effects: { text: string; form?: string | null; values?: { label: string; value: string }[] }[];
}

export interface RuleState {
  key: string;
  state: "on" | "off" | "paused";
  since?: string | null;
  reason?: string | null;
  fired: number;
  failed: number;
  last_at?: string | null;
}

export interface RuleRun {
  id: string;
  at: string;
  form?: string | null;
  record?: string | null;
  title?: string | null;
  outcome: "fired" | "skipped" | "failed" | "vetoed";
  text: string;
  values?: { label: string; value: string }[];
  effects?: { text: string; form?: string | null; record?: string | null }[];
}

export interface ProblemAnswer {
  level: "error" | "warning";
  code: string;
  path: string;
  message: string;
  hint?: string | null;
}

export interface ChangeAnswer {
  code: string;
  path: string;
  level: "safe" | "lossy" | "blocked";
  text: string;
}

export interface ImpactEntry {
  code: string;
  path: string;
  level: "safe" | "lossy" | "blocked";
  count: number;
  samples: { id: string; title: string }[];
  text: string;
}

export interface ImpactAnswer {
  problems: ProblemAnswer[];
  changes: ChangeAnswer[];
  impacts: ImpactEntry[];
  publishable: boolean;
  headline: string;
}

export interface RevisionAnswer {
  n: number;
  at: string;
  by: { id: string; title: string } | null;
  note: string | null;
  current: boolean;
  rollback_of: number | null;
}

/** A path numbers can be made of: what it holds, and what it is good for. */
export interface ReportField {
  path: string;
  label: string;
  type: string;
  kind?: string | null;
  icon?: string;
  /** null: it only leads further. */
  role: "dimension" | "measure" | "both" | null;
  many?: boolean;
  /** Lines: whose rows they are, and what the field is called there. */
  home?: string;
  field?: string;
  form?: string | null;
}

export interface ChartOffer {
  type: string;
  config?: Record<string, unknown> | null;
  suits: boolean;
  why?: string | null;
}

export interface ExpressionAnswer {
  problems: { message: string; start: number; end: number }[];
  type?: string | null;
}

export interface ReviewAnswer {
  label: Label;
  forms: (string | { label: Label; fields?: number })[];
  roles: (string | { label: Label })[];
  records: number;
  addresses: string[];
  public: unknown[];
  problems: ProblemAnswer[];
}

export interface SheetField {
  index: number;
  label: string;
  type: string;
  /** Every type that can read all cells of the column. */
  types: string[];
  samples: string[];
}

export interface SheetMade {
  app: string;
  form: string;
}

export interface AppRow {
  key: string;
  label: Label;
  icon?: string | null;
  color?: string | null;
  edits?: number;
  revision?: number | null;
  published?: boolean;
  published_at?: string | null;
}

export interface TemplateRow {
  key: string;
  label: Label;
  help?: Label | null;
  icon?: string | null;
  color?: string | null;
}

const rule = (app: string, key: string) => `/apps/${encodeURIComponent(app)}/rules/${key}`;

/** Rules at run time: whether they act, and what they did. */
export const runningRules = {
  list: (app: string) => api.get<{ rules: RuleState[] }>(`/apps/${encodeURIComponent(app)}/rules`),
  runs: (app: string, key: string) => api.get<{ runs: RuleRun[]; next_cursor: string | null }>(`${rule(app, key)}/runs`),
  backlog: (app: string, key: string) => api.post<{ count: number; text: string }>(`${rule(app, key)}:backlog`),
  switchOn: (app: string, key: string, backlog: boolean) => api.post(`${rule(app, key)}:switch_on`, { backlog }),
  pause: (app: string, key: string) => api.post(`${rule(app, key)}:pause`),
  resume: (app: string, key: string) => api.post(`${rule(app, key)}:resume`),
  whyNot: (app: string, key: string, record: string) => api.post<Pick<Attempt, "text" | "steps">>(`${rule(app, key)}:why_not`, { record }),
};

const app = (key: string) => `/builder/apps/${encodeURIComponent(key)}`;
const draft = (key: string) => `${app(key)}/draft`;

/** The server as the draft store sees it. */
export const draftPort = (key: string): DraftPort => ({
  load: () => api.get<DraftAnswer>(draft(key)),
  put: (kind, name, doc) => api.put(`${draft(key)}/${kind}/${name}`, doc),
  patch: (kind, name, patch, ifMatch) => api.patch(`${draft(key)}/${kind}/${name}`, patch, ifMatch === undefined ? {} : { ifMatch }),
  remove: (kind, name, ifMatch) => api.remove(`${draft(key)}/${kind}/${name}`, ifMatch === undefined ? {} : { ifMatch }),
  move: (direction) => api.post<DraftAnswer>(`${draft(key)}:${direction}`),
});

/** Which kind of trouble an error of the server is. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof ApiError)) return "refused";
  if (error.offline || error.status === 503) return "offline";
  return [409, 412, 428].includes(error.status) ? "stale" : "refused";
}

export const builder = {
  apps: () => api.get<{ apps: AppRow[] }>("/builder/apps"),
  create: (label: string) => api.post<{ app: string }>("/builder/apps", { label }),
  templates: () => api.get<{ templates: TemplateRow[] }>("/builder/templates"),
  fromTemplate: (template: string, label: string) => api.post<{ app: string }>("/builder/apps", { label, template }),
  review: (file: File) => api.upload<ReviewAnswer>("/builder/templates:import", upload(file, { dry_run: "1" })),
  install: (file: File, label: string) => api.upload<{ app: string }>("/builder/templates:import", upload(file, label ? { label } : {})),
  lookAtSheet: (file: File, into?: string) =>
    api.upload<{ label: string; fields: SheetField[] }>("/builder/apps:from_sheet", upload(file, { dry_run: "1", ...(into ? { app: into } : {}) })),
  fromSheet: (file: File, values: Record<string, string>) => api.upload<SheetMade>("/builder/apps:from_sheet", upload(file, values)),
  check: (key: string) => api.post<{ problems: ProblemAnswer[] }>(`${draft(key)}:check`),
  impact: (key: string) => api.post<ImpactAnswer>(`${draft(key)}:impact`),
  publish: (key: string, note: string) => api.post<{ revision: number; previous: number | null }>(`${draft(key)}:publish`, note ? { note } : {}),
  expression: (key: string, form: string, text: string, expect: string, signal?: AbortSignal) =>
    api.post<ExpressionAnswer>(`${draft(key)}:expression`, { form, text, expect }, signal ? { signal } : {}),
  attempt: (key: string, form: string, text: string, record?: string) =>
    api.post<{ value: unknown; text: string }>(`${draft(key)}:try`, { form, text, ...(record ? { record } : {}) }),
  tryRule: (key: string, doc: object, record: string) => api.post<Attempt>(`${draft(key)}:try_rule`, { rule: doc, record }),
  countRule: (key: string, doc: object) => api.post<{ count: number; text: string }>(`${draft(key)}:count_rule`, { rule: doc }),
  simulate: (key: string, doc: object, record: string) => api.post<{ path: string[]; text: string }>(`${draft(key)}:simulate_workflow`, { workflow: doc, record }),
  reportFields: (key: string, form: string, prefix: readonly string[]) => api.post<{ items: ReportField[] }>(`${draft(key)}:report_fields`, { form, prefix }),
  offerCharts: (key: string, doc: object, signal?: AbortSignal) => api.post<{ charts: ChartOffer[] }>(`${draft(key)}:offer_chart`, { report: doc }, signal ? { signal } : {}),
  preview: (key: string, form: string) => api.post<FormDef>(`${draft(key)}:preview`, { form }),
  revisions: (key: string) => api.get<{ revisions: RevisionAnswer[] }>(`${app(key)}/revisions`),
  rollback: (key: string, n: number) => api.post<{ revision: number }>(`${app(key)}/revisions/${n}:rollback`),
  tryRollback: (key: string, n: number) => api.post<ImpactAnswer>(`${app(key)}/revisions/${n}:rollback`, {}, { query: { dry_run: 1 } }),
  compare: (key: string, from: number, to: number) => api.get<{ changes: ChangeAnswer[] }>(`${app(key)}/revisions:diff`, { from, to }),
  samples: (key: string) => api.get<{ count: number; waiting: number }>(`/apps/${key}/samples`),
  removeSamples: (key: string) => api.post<{ removed: number; kept: number }>(`/apps/${key}/samples:remove`),
  exportAddress: (key: string, samples: boolean) => `/api/v1${app(key)}:export?samples=${samples ? 1 : 0}`,
};

function upload(file: File, values: Record<string, string>): FormData {
  const form = new FormData();
  form.set("file", file);
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

/** All kinds the installation offers; they do not change while the page is open. */
export const useCatalog = () => useQuery({ queryKey: ["builder", "catalog"], queryFn: loadCatalog, staleTime: Infinity });

const loadCatalog = async (): Promise<Catalog> => ({ triggers: [], actions: [], steps: [], charts: [], ...(await api.get<Partial<Catalog> & Pick<Catalog, "fields" | "functions" | "operators">>("/builder/catalog")) });
