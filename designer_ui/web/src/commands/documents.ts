/** The JSON documents of a draft as the browser edits them. Shapes: builder/definitions. Never: words for the screen. */

export type Label = string | Record<string, string>;

export interface OptionDoc {
  key: string;
  label: Label;
  color?: string;
  archived?: boolean;
}

export interface FieldDoc {
  key: string;
  label: Label;
  type: string;
  required?: boolean;
  readonly?: boolean;
  unique?: boolean;
  default?: unknown;
  help?: Label;
  check?: string;
  message?: Label;
  archived?: boolean;
  fields?: FieldDoc[];
  options?: OptionDoc[];
  /** What the field's type alone knows. */
  [config: string]: unknown;
}

export interface SectionDoc {
  key?: string;
  section?: Label | null;
  columns?: number;
  fields: string[];
}

export type Effect = "show" | "hide" | "require" | "readonly";
export const EFFECTS: readonly Effect[] = ["show", "hide", "require", "readonly"];

export type LogicDoc = { when: string } & Partial<Record<Effect, string[]>>;

export interface ViewDoc {
  key: string;
  label: Label;
  type?: string;
  columns?: string[];
  filter?: string | null;
  sort?: string[];
  roles?: string[];
}

export interface ConstraintDoc {
  unique?: string[];
  where?: string;
  check?: string;
  message?: Label;
}

export interface FormDoc {
  key: string;
  label: Label;
  title?: string;
  search?: string[];
  icon?: string;
  color?: string;
  new_label?: Label;
  help?: Label;
  header?: string[];
  badge?: string;
  parent?: string;
  fields: FieldDoc[];
  layout?: SectionDoc[];
  logic?: LogicDoc[];
  constraints?: ConstraintDoc[];
  views?: ViewDoc[];
  [other: string]: unknown;
}

export interface MenuDoc {
  label?: Label;
  form?: string;
  view?: string;
  report?: string;
  dashboard?: string;
  icon?: string;
  roles?: string[];
  items?: MenuDoc[];
}

export interface AppDoc {
  key: string;
  label: Label;
  version?: string;
  icon?: string;
  color?: string;
  help?: Label;
  locales?: string[];
  timezone?: string;
  day_start?: number;
  menu?: MenuDoc[];
  [other: string]: unknown;
}

export type FieldLevel = "write" | "read" | "masked" | "hidden";

export interface GrantDoc {
  form: string;
  actions: string[];
  rows?: string;
  fields?: Record<string, FieldLevel>;
}

export interface RoleDoc {
  key: string;
  label: Label;
  help?: Label;
  grants: GrantDoc[];
  apps?: string[];
}

/** One effect: its kind, and what that kind knows. */
export interface ActionDoc {
  type: string;
  when?: string;
  as?: string;
  [config: string]: unknown;
}

/** What sets a rule (or a workflow) off: the name of its kind, and what that kind knows. */
export interface TriggerDoc {
  event: string;
  form?: string;
  [config: string]: unknown;
}

export interface RuleDoc {
  key: string;
  label: Label;
  help?: Label;
  on: TriggerDoc;
  when?: string;
  once_per?: string | { expression: string };
  timing?: "in_transaction" | "after_commit";
  priority?: number;
  stop?: boolean;
  enabled?: boolean;
  actions: ActionDoc[];
}

/** Who is meant: how to find them, and the name of a role, a path, an expression. */
export interface WhoDoc {
  by: string;
  value?: string | string[];
  empty?: string;
  user?: string;
}

export interface StepDoc {
  key: string;
  type: string;
  label?: Label;
  [config: string]: unknown;
}

export interface TransitionDoc {
  key: string;
  from: string;
  to: string;
  when?: string;
  label?: Label;
  default?: boolean;
  prio?: number;
  outcome?: string;
}

export interface WorkflowDoc {
  key: string;
  label: Label;
  help?: Label;
  on: TriggerDoc & { form: string };
  when?: string;
  title?: Label;
  summary?: string[];
  one_at_a_time?: boolean;
  lock_record?: boolean;
  withdraw?: string;
  on_rejected?: ActionDoc[];
  on_withdrawn?: ActionDoc[];
  steps: StepDoc[];
  transitions: TransitionDoc[];
  layout?: Record<string, [number, number]>;
}

export interface MessageDoc {
  key: string;
  label: Label;
  form: string;
  text: Label;
  channel?: string;
  purpose?: string;
  subject?: Label;
  help?: Label;
}

export type Aggregate = "count" | "count_distinct" | "sum" | "avg" | "min" | "max";
export type Grain = "day" | "week" | "month" | "quarter" | "year";
export type Texts = string | string[];

/** What a viewer may choose; `default` a value, or a date range such as {"rel": "this", "unit": "month"}. */
export interface ParameterDoc {
  key: string;
  type: string;
  label?: Label;
  multi?: boolean;
  optional?: boolean;
  default?: unknown;
  field?: string;
}

export interface DimensionDoc {
  key: string;
  label?: Label;
  field?: string;
  expression?: string;
  derive?: { per: string; agg: Aggregate; field?: string; ntile?: number };
  grain?: Grain;
  part?: string;
  bins?: (number | string)[];
  fill?: "zero" | "empty";
  top?: { n: number; by: string; other?: boolean };
  since?: string;
}

export interface FormatDoc {
  kind?: "number" | "integer" | "money" | "percent";
  scale?: string;
  places?: number;
  unit?: string;
  good?: "up" | "down";
}

export interface MeasureDoc {
  key: string;
  label?: Label;
  help?: Label;
  agg?: Aggregate;
  field?: string;
  home?: string;
  where?: Texts;
  paths?: Record<string, string>;
  offset?: [number, string];
  expr?: string;
  window?: "pct_total" | "running" | "rank";
  of?: string;
  within?: string[];
  along?: string;
  format?: FormatDoc;
}

export interface DrillDoc {
  path?: string[];
  records?: string;
  report?: string;
  pass?: Record<string, string>;
}

/** One way to show the rows: its kind, and which dimensions and measures it takes. */
export interface ChartDoc {
  type: string;
  title?: Label;
  [config: string]: unknown;
}

export interface FunnelStepDoc {
  form: string;
  label?: Label;
  filter?: Texts;
  entity?: string;
  at?: string;
}

export interface ReportDoc {
  key: string;
  label: Label;
  source: string;
  help?: Label;
  icon?: string;
  params?: ParameterDoc[];
  dimensions?: DimensionDoc[];
  measures?: MeasureDoc[];
  filter?: Texts;
  having?: Texts;
  sort?: string[];
  limit?: number;
  totals?: (string | string[])[];
  drill?: DrillDoc[];
  charts?: ChartDoc[];
  funnel?: { entity: string; steps: FunnelStepDoc[]; within?: [number, string] };
  cache?: { ttl?: number };
  export?: string[];
  roles?: string[];
  /** Numbers of fewer than `n` people are not shown; `of`: who is counted. */
  min_group?: { of: string; n: number };
}

export interface SegmentDoc {
  key: string;
  label: Label;
  entity: string;
  help?: Label;
  where?: Texts;
  source?: string;
  via?: string;
  params?: ParameterDoc[];
  measures?: MeasureDoc[];
  filter?: Texts;
  having?: Texts;
}

/** x, y, width and height on twelve columns. */
export type Grid = [number, number, number, number];

export interface TileDoc {
  key: string;
  grid: Grid;
  label?: Label;
  report?: string;
  chart?: number;
  params?: Record<string, unknown>;
  form?: string;
  filter?: string;
  columns?: string[];
  sort?: string[];
  limit?: number;
  text?: Label;
  refresh?: number;
}

export interface DashboardDoc {
  key: string;
  label: Label;
  help?: Label;
  icon?: string;
  roles?: string[];
  home?: boolean;
  refresh?: number;
  params?: ParameterDoc[];
  tiles?: TileDoc[];
}

export type Kind = "app" | "form" | "role" | "rule" | "workflow" | "message" | "segment" | "report" | "dashboard" | "example";

export interface Documents {
  app: AppDoc;
  forms: Record<string, FormDoc>;
  roles: Record<string, RoleDoc>;
  rules: Record<string, RuleDoc>;
  workflows: Record<string, WorkflowDoc>;
  messages: Record<string, MessageDoc>;
  segments: Record<string, SegmentDoc>;
  reports: Record<string, ReportDoc>;
  dashboards: Record<string, DashboardDoc>;
  examples: Record<string, { key: string }>;
}

/** Where the definitions of a kind stand in a draft. */
export const LISTS = {
  form: "forms", role: "roles", rule: "rules", workflow: "workflows", message: "messages", segment: "segments", report: "reports", dashboard: "dashboards",
  example: "examples",
} as const;

/** A draft in which every list is there. */
export const whole = (documents: Pick<Documents, "app"> & Partial<Documents>): Documents => ({
  forms: {}, roles: {}, rules: {}, workflows: {}, messages: {}, segments: {}, reports: {}, dashboards: {}, examples: {}, ...documents,
});

/** The key under which the server answers the version of a definition. */
export const address = (kind: Kind, key: string): string => `${kind}/${key}`;

/** Every definition of a draft, flat, by its address. */
export function flat(documents: Documents): Map<string, { kind: Kind; key: string; doc: object }> {
  const all = new Map<string, { kind: Kind; key: string; doc: object }>();
  all.set(address("app", documents.app.key), { kind: "app", key: documents.app.key, doc: documents.app });
  for (const [kind, list] of Object.entries(LISTS)) {
    for (const [key, doc] of Object.entries(documents[list])) all.set(address(kind as Kind, key), { kind: kind as Kind, key, doc });
  }
  return all;
}

/** The fields in use, in their order. */
export const activeFields = (fields: readonly FieldDoc[] | undefined): FieldDoc[] =>
  (fields ?? []).filter((field) => !field.archived);

/** A field of a form by its key. */
export const fieldOf = (form: FormDoc | undefined, key: string): FieldDoc | undefined =>
  form?.fields.find((field) => field.key === key);
