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

export type Kind = "app" | "form" | "role";

export interface Documents {
  app: AppDoc;
  forms: Record<string, FormDoc>;
  roles: Record<string, RoleDoc>;
}

/** The key under which the server answers the version of a definition. */
export const address = (kind: Kind, key: string): string => `${kind}/${key}`;

/** Every definition of a draft, flat, by its address. */
export function flat(documents: Documents): Map<string, { kind: Kind; key: string; doc: object }> {
  const all = new Map<string, { kind: Kind; key: string; doc: object }>();
  all.set(address("app", documents.app.key), { kind: "app", key: documents.app.key, doc: documents.app });
  for (const [key, doc] of Object.entries(documents.forms)) all.set(address("form", key), { kind: "form", key, doc });
  for (const [key, doc] of Object.entries(documents.roles)) all.set(address("role", key), { kind: "role", key, doc });
  return all;
}

/** The fields in use, in their order. */
export const activeFields = (fields: readonly FieldDoc[] | undefined): FieldDoc[] =>
  (fields ?? []).filter((field) => !field.archived);

/** A field of a form by its key. */
export const fieldOf = (form: FormDoc | undefined, key: string): FieldDoc | undefined =>
  form?.fields.find((field) => field.key === key);
