/** What travels between browser and server, as the server sends it. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Tree = Json[];
export type Values = Record<string, Json>;

export interface AppEntry {
  key: string;
  label: string;
  icon?: string | null;
  color?: string | null;
  design: boolean;
  published: boolean;
}

export interface Session {
  user: { id: string; name: string; login: string; admin: boolean; locale: string | null };
  apps: AppEntry[];
  can: { design: boolean; people: boolean };
  csrf: string;
  demo: boolean;
  /** the password was given by somebody else and is to be changed first */
  must_change?: boolean;
}

export interface Look {
  look: string;
  [option: string]: Json;
}

export interface Option {
  key: string;
  label: string;
  color?: string | null;
}

export interface FieldDef {
  key: string;
  label: string;
  help?: string | null;
  type: string;
  look: Look;
  required?: boolean;
  readonly?: boolean;
  unique?: boolean;
  default?: Json;
  computed?: boolean;
  rights?: "write" | "read" | "masked";
  /** may be filled in on a new record, though not read or changed afterwards */
  creates?: boolean;
  config?: { options?: Option[]; form?: string; [name: string]: unknown };
  operators?: string[];
  expression?: Tree | null;
  check?: Tree | null;
  message?: string | null;
  fields?: FieldDef[];
}

export interface SectionDef {
  key: string;
  label: string | null;
  columns: number;
  fields: string[];
}

export interface LogicDef {
  when: Tree;
  show?: string[];
  hide?: string[];
  require?: string[];
  readonly?: string[];
}

export interface ViewDef {
  key: string;
  label: string;
  type: string;
  columns: string[];
  filter: string | null;
  sort: string[];
}

export interface RelatedDef {
  form: string;
  field: string;
  label: string;
  columns: string[];
}

export interface FormDef {
  key: string;
  label: string;
  icon?: string | null;
  color?: string | null;
  new_label?: string | null;
  title_fields?: string[];
  search?: string[];
  help?: string | null;
  badge?: string | null;
  header?: string[];
  parent?: string | null;
  related?: RelatedDef[];
  fields: FieldDef[];
  layout: SectionDef[];
  logic: LogicDef[];
  views: ViewDef[];
  actions: string[];
  /** what people start by a click on a record: rules and workflows */
  buttons?: ButtonDef[];
  /** once written, nobody changes or deletes */
  append_only?: boolean;
}

export interface ButtonDef {
  key: string;
  label: string;
  icon?: string | null;
  /** the question asked before it happens */
  confirm?: string | null;
  /** what is said afterwards */
  done?: string | null;
  ask?: FieldDef[];
  show?: Tree | null;
  kind: "rule" | "workflow";
}

/** Where messages to contacts are kept: field keys of the outbox form by what they mean. */
export interface OutboxDef {
  form: string;
  contact: string;
  channel: string;
  text: string;
  state: string;
  reason?: string | null;
  sent_at?: string | null;
  purpose?: string | null;
  rule?: string | null;
}

export interface MenuItem {
  label?: string | null;
  icon?: string | null;
  form?: string;
  view?: string;
  report?: string;
  dashboard?: string;
  items?: MenuItem[];
}

export interface OperatorDef {
  label: string;
  values: "none" | "one" | "two" | "many";
}

export interface AppDef {
  key: string;
  label: string;
  icon?: string | null;
  color?: string | null;
  revision: number;
  timezone: string;
  /** the hour at which a business day begins */
  day_start?: number;
  today: string;
  locales: string[];
  menu: MenuItem[];
  forms: Record<string, FormDef>;
  operators: Record<string, OperatorDef>;
  outbox?: OutboxDef | null;
  workflows?: { key: string; label: string; form: string; startable?: boolean }[];
  /** those this person may open */
  reports?: { key: string; label: string; icon?: string | null; form?: string; help?: string | null }[];
  dashboards?: { key: string; label: string; icon?: string | null; home?: boolean }[];
  segments?: { key: string; label: string; form: string }[];
}

export interface Person {
  id: string;
  title: string;
}

/** Titles of the records and people that values point to: form or "@user" → id → title. */
export type Refs = Record<string, Record<string, { title: string }>>;

export interface RecordData {
  id: string;
  version: number;
  title: string;
  values: Values;
  masked?: string[];
  created_at: string;
  created_by: Person | null;
  updated_at: string;
  updated_by: Person | null;
  can?: string[];
  refs?: Refs;
}

export interface RecordPage {
  records: RecordData[];
  next_cursor: string | null;
  count?: number;
  refs?: Refs;
}

export interface FileValue {
  id: string;
  name: string;
  size: number;
  type: string;
  [key: string]: Json;
}

export interface PickerOption {
  id: string;
  title: string;
  columns?: string[];
}

export interface Evaluation {
  values: Values;
  visible: Record<string, boolean>;
  required: Record<string, boolean>;
  readonly: Record<string, boolean>;
  options: Record<string, unknown>;
  errors: { pointer: string; code: string; message: string }[];
  refs?: Refs;
}

export interface SavedView {
  id: string;
  label: string;
  columns: string[];
  filter: string | null;
  sort: string[];
  shared: boolean;
}
