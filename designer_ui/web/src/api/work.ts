/** What travels about work: tasks, workflows under way, notices, jobs, and what a rule did. */
import type { AppDef, Person, RecordData } from "./types";

export type ActName = "approve" | "reject" | "submit" | "done" | "return" | "transfer" | "delegate" | "add_signer" | "remove_signer" | "take_back" | "urge";
export type SignerKind = "before" | "after" | "parallel";

export interface Task {
  id: string;
  kind: "approve" | "form" | "todo" | "instance";
  state: string;
  app: string;
  app_label: string;
  title: string;
  text?: string | null;
  step?: string | null;
  step_label?: string | null;
  workflow?: string | null;
  workflow_label?: string | null;
  instance?: string | null;
  form?: string | null;
  form_label?: string | null;
  record?: string | null;
  record_title?: string | null;
  summary: { label: string; value: string | null }[];
  due_at?: string | null;
  overdue?: boolean;
  created_at: string;
  from?: Person | null;
  /** whom it waits for */
  candidates?: Person[];
  actions: string[];
  /** quick words for a refusal */
  phrases?: string[];
  outcome?: string | null;
  comment?: string | null;
  done_at?: string | null;
  version?: number;
  /** steps it may be sent back to */
  return_to?: { key: string; label: string }[];
  submit_label?: string | null;
  /** how an added signer signs */
  sign_kind?: SignerKind | null;
  /** of what one is told of: whether it was looked at */
  read?: boolean;
}

export interface TaskCounts {
  open: number;
  overdue: number;
  today: number;
  cc_unread: number;
}

export interface TaskPage {
  tasks: Task[];
  next_cursor: string | null;
  counts: TaskCounts;
}

export interface ActAnswer {
  task: Task;
  instance?: { id: string; state: string } | null;
}

export interface GraphStep {
  key: string;
  type: string;
  label: string;
  icon?: string | null;
  x?: number | null;
  y?: number | null;
  state: "done" | "active" | "todo" | "cancelled";
  who?: { id: string; title: string; outcome?: string | null; at?: string | null }[];
  due_at?: string | null;
  failed?: boolean;
}

export interface GraphTransition {
  key: string;
  from: string;
  to: string;
  label?: string | null;
  taken?: boolean;
}

export interface Graph {
  steps: GraphStep[];
  transitions: GraphTransition[];
}

export interface InstanceEvent {
  at: string;
  actor: Person | null;
  on_behalf_of?: Person | null;
  text: string;
  icon?: string | null;
  kind: string;
  comment?: string | null;
}

export type StepRight = "read" | "write" | "required" | "hidden";

export interface Instance {
  id: string;
  workflow: string;
  label: string;
  title: string;
  state: "running" | "ended" | "rejected" | "withdrawn" | "cancelled";
  result?: string | null;
  app: string;
  form: string;
  form_label: string;
  record: string;
  record_title: string;
  initiator: Person | null;
  started_at: string;
  ended_at?: string | null;
  revision: number;
  graph: Graph;
  history: InstanceEvent[];
  tasks: Task[];
  my_task: Task | null;
  fields: Record<string, StepRight>;
  record_values: RecordData | null;
  /** the app with this form alone, where the step opens more than one's own rights show */
  definition?: AppDef | null;
  can: string[];
  waiting_for?: string | null;
}

export interface InstanceLine {
  id: string;
  workflow: string;
  label: string;
  state: Instance["state"];
  step_labels?: string[];
  waiting_for?: string | null;
  started_at: string;
}

export interface NoticeLink {
  app: string;
  form?: string | null;
  record?: string | null;
  workflow?: string | null;
  instance?: string | null;
  task?: string | null;
}

export interface Notice {
  id: string;
  at: string;
  title: string;
  text?: string | null;
  link: NoticeLink | null;
  read: boolean;
}

export interface NoticePage {
  items: Notice[];
  unread: number;
  next_cursor: string | null;
}

export interface Job {
  id: string;
  kind: string;
  label: string;
  app?: string | null;
  app_label?: string | null;
  state: "ready" | "leased" | "dead" | "done" | "cancelled" | "skipped";
  run_at: string | null;
  attempts: number;
  max_attempts: number;
  error?: string | null;
  progress?: { done: number; total: number } | null;
  created_at: string;
  link?: NoticeLink | null;
}

export interface JobPage {
  jobs: Job[];
  counts: { ready: number; leased: number; dead: number; done_today: number; late: number };
  next_cursor: string | null;
}

/** Why something happened: the rule's run or the workflow behind it. */
export interface Because {
  text: string;
  run?: string | null;
  instance?: string | null;
  workflow?: string | null;
}

export interface Run {
  rule: string;
  label: string;
  revision?: number | null;
  at: string;
  form?: string | null;
  record?: string | null;
  title?: string | null;
  text: string;
  steps: { label: string; value: string | null; met?: boolean | null }[];
  effects: { text: string; form?: string | null; record?: string | null }[];
}
