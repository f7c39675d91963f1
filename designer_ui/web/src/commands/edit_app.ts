/** Commands on the app's own document (name, menu) and on roles. */
import { command, type Command } from "./command";
import type { AppDoc, FieldLevel, GrantDoc, MenuDoc, RoleDoc } from "./documents";
import { write } from "./edit_fields";

/** One property of the app; empty takes it away. */
export const setApp = (name: string & keyof AppDoc, value: unknown): Command =>
  command("set_app", (documents) => write(documents.app, name, value), `app//${name}`);

/** The whole menu. */
export const setMenu = (change: (menu: MenuDoc[]) => MenuDoc[], merge?: string): Command =>
  command(
    "set_menu",
    (documents) => {
      documents.app.menu = change(documents.app.menu ?? []);
    },
    merge,
  );

/** A new role. */
export const addRole = (role: RoleDoc): Command =>
  command("add_role", (documents) => {
    documents.roles[role.key] = role;
  });

/** Takes a role away. */
export const removeRole = (role: string): Command =>
  command("remove_role", (documents) => {
    delete documents.roles[role];
  });

const inRole = (name: string, role: string, change: (role: RoleDoc) => void, merge?: string): Command =>
  command(
    name,
    (documents) => {
      const found = documents.roles[role];
      if (found) change(found);
    },
    merge,
  );

/** One property of a role. */
export const setRole = (role: string, name: "label" | "help" | "apps", value: unknown): Command =>
  inRole("set_role", role, (doc) => write(doc as unknown as Record<string, unknown>, name, value), `role/${role}//${name}`);

/** All grants of a role. */
export const setGrants = (role: string, change: (grants: GrantDoc[]) => GrantDoc[], merge?: string): Command =>
  inRole(
    "set_grants",
    role,
    (doc) => {
      doc.grants = change(doc.grants);
    },
    merge,
  );

/** The grants with one action of a form switched. A grant that allows nothing any more goes. */
export function switchAction(grants: readonly GrantDoc[], form: string, action: string, on: boolean): GrantDoc[] {
  const index = grants.findIndex((grant) => grant.form === form);
  const grant = grants[index];
  if (!grant) return on ? [...grants, { form, actions: action === "read" ? ["read"] : ["read", action] }] : [...grants];
  const actions = on ? [...new Set([...grant.actions, ...(action === "read" ? [] : ["read"]), action])] : withoutAction(grant.actions, action);
  if (actions.length === 0) return grants.filter((_, i) => i !== index);
  return grants.map((other, i) => (i === index ? { ...other, actions } : other));
}

/** Who may not read may do nothing. */
const withoutAction = (actions: readonly string[], action: string): string[] =>
  action === "read" ? [] : actions.filter((other) => other !== action);

/** The grants with the right on one field replaced; `write` is what holds where nothing is said. */
export function withFieldLevel(grants: readonly GrantDoc[], index: number, field: string, level: FieldLevel): GrantDoc[] {
  return grants.map((grant, i) => {
    if (i !== index) return grant;
    const { fields = {}, ...rest } = grant;
    const next = { ...fields };
    if (level === "write") delete next[field];
    else next[field] = level;
    return Object.keys(next).length ? { ...rest, fields: next } : rest;
  });
}
