/** Commands on a form as a whole: sections, logic, views, properties; and on the list of forms. */
import { command, type Command } from "./command";
import type { Documents, FieldDoc, FormDoc, LogicDoc, MenuDoc, SectionDoc, ViewDoc } from "./documents";
import { write } from "./edit_fields";
import { writtenLayout } from "./places";

const inForm = (name: string, form: string, change: (form: FormDoc) => void, merge?: string): Command =>
  command(
    name,
    (documents: Documents) => {
      const found = documents.forms[form];
      if (found) change(found);
    },
    merge,
  );

/** Moves an item of a list. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item === undefined) return next;
  next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  return next;
}

/** A new form, with an entry at the end of the menu. */
export const addForm = (form: FormDoc): Command =>
  command("add_form", (documents) => {
    documents.forms[form.key] = form;
    documents.app.menu = [...(documents.app.menu ?? []), { form: form.key }];
  });

/** Menu entries without those of a form; groups left empty go too. */
function withoutForm(menu: readonly MenuDoc[], form: string): MenuDoc[] {
  return menu
    .filter((entry) => entry.form !== form)
    .map((entry) => (entry.items ? { ...entry, items: withoutForm(entry.items, form) } : entry))
    .filter((entry) => !entry.items || entry.items.length > 0);
}

/** The form leaves the app: no menu entry, no rights. What people filled in stays in the database. */
export const removeForm = (form: string): Command =>
  command("remove_form", (documents) => {
    delete documents.forms[form];
    if (documents.app.menu) documents.app.menu = withoutForm(documents.app.menu, form);
    for (const role of Object.values(documents.roles)) {
      if (role.grants.some((grant) => grant.form === form)) role.grants = role.grants.filter((grant) => grant.form !== form);
    }
  });

/** One property of a form; empty takes it away. */
export const setForm = (form: string, name: string, value: unknown): Command =>
  inForm("set_form", form, (doc) => write(doc, name, value), `form/${form}//${name}`);

/** A new section before the one at `index`. */
export const addSection = (form: string, section: SectionDoc, index: number): Command =>
  inForm("add_section", form, (doc) => {
    writtenLayout(doc).splice(index, 0, section);
  });

/** One property of a section (`section` is its heading). */
export const setSection = (form: string, index: number, name: "section" | "columns", value: unknown): Command =>
  inForm(
    "set_section",
    form,
    (doc) => {
      const section = writtenLayout(doc)[index];
      if (section) write(section as unknown as Record<string, unknown>, name, value);
    },
    `form/${form}/section/${index}/${name}`,
  );

/** Moves a section. */
export const moveSection = (form: string, from: number, to: number): Command =>
  inForm("move_section", form, (doc) => {
    const sections = writtenLayout(doc);
    if (to < 0 || to >= sections.length || from === to) return;
    doc.layout = moved(sections, from, to);
  });

/** Takes a section away; its fields move to the one above (or below). The last section stays. */
export const removeSection = (form: string, index: number): Command =>
  inForm("remove_section", form, (doc) => {
    const sections = writtenLayout(doc);
    const section = sections[index];
    if (!section || sections.length < 2) return;
    const heir = sections[index === 0 ? 1 : index - 1];
    heir?.fields.push(...section.fields);
    sections.splice(index, 1);
  });

/** All logic rules of a form. */
export const setLogic = (form: string, change: (rules: LogicDoc[]) => LogicDoc[], merge?: string): Command =>
  inForm(
    "set_logic",
    form,
    (doc) => {
      const rules = change(doc.logic ?? []);
      if (rules.length) doc.logic = rules;
      else delete doc.logic;
    },
    merge,
  );

/** All views of a form. */
export const setViews = (form: string, change: (views: ViewDoc[]) => ViewDoc[], merge?: string): Command =>
  inForm(
    "set_views",
    form,
    (doc) => {
      doc.views = change(doc.views ?? []);
    },
    merge,
  );

/** A copy of a field with a new key and label, and new keys for the columns of a subtable. */
export function copyOf(field: FieldDoc, key: string, label: FieldDoc["label"], columnKey: () => string): FieldDoc {
  const copy = structuredClone(field);
  const columns = copy.fields?.map((column) => ({ ...column, key: columnKey() }));
  return { ...copy, key, label, ...(columns ? { fields: columns } : {}) };
}
