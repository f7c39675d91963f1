/** Commands on the fields of a form. Takes: keys and values. Gives: Commands. */
import { command, type Command } from "./command";
import { EFFECTS, type Documents, type FieldDoc, type FormDoc } from "./documents";
import { placeOf, writtenLayout, type Place } from "./places";

const inForm = (name: string, form: string, change: (form: FormDoc) => void, merge?: string): Command =>
  command(
    name,
    (documents: Documents) => {
      const found = documents.forms[form];
      if (found) change(found);
    },
    merge,
  );

const find = (form: FormDoc, key: string): FieldDoc | undefined => form.fields.find((field) => field.key === key);

/** Writes a value, or takes the member away where it says nothing. */
export function write(target: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined || value === null || value === "") delete target[name];
  else target[name] = value;
}

/** Puts a field key at a place, taken out of where it stood before. The index counts as if it had been taken out already. */
function put(form: FormDoc, key: string, place: Place): void {
  const sections = writtenLayout(form);
  for (const section of sections) {
    const index = section.fields.indexOf(key);
    if (index >= 0) section.fields.splice(index, 1);
  }
  const target = sections[Math.min(place.section, sections.length - 1)];
  target?.fields.splice(Math.min(place.index, target.fields.length), 0, key);
}

const COLUMNS_AT_MOST = 8;

/** The first list shows a new field at once, as long as there is room. */
function showInList(form: FormDoc, field: FieldDoc): void {
  const columns = form.views?.[0]?.columns;
  if (columns && columns.length < COLUMNS_AT_MOST && !field.fields) columns.push(field.key);
}

/** A new field at a place. */
export const addField = (form: string, field: FieldDoc, place: Place): Command =>
  inForm("add_field", form, (doc) => {
    writtenLayout(doc);
    doc.fields.push(field);
    put(doc, field.key, place);
    showInList(doc, field);
  });

/** Moves a field to a place of the layout. */
export const moveField = (form: string, key: string, place: Place): Command =>
  inForm("move_field", form, (doc) => {
    const now = placeOf(doc, key);
    if (now && now.section === place.section && now.index === place.index) return;
    put(doc, key, place);
  });

/** A copy of a field right behind it; the caller gives its key and label. */
export const duplicateField = (form: string, key: string, copy: FieldDoc): Command =>
  inForm("duplicate_field", form, (doc) => {
    const place = placeOf(doc, key);
    writtenLayout(doc);
    doc.fields.push(copy);
    if (place) put(doc, copy.key, { section: place.section, index: place.index + 1 });
  });

/** One property of a field; empty takes it away. Typing is one command. */
export const setField = (form: string, key: string, name: string, value: unknown): Command =>
  inForm(
    "set_field",
    form,
    (doc) => {
      const field = find(doc, key);
      if (field) write(field, name, value === false && name !== "default" ? undefined : value);
    },
    `form/${form}/${key}/${name}`,
  );

/** Everything that lists the field lets go of it; formulas and conditions are left for the check to name. */
function letGo(form: FormDoc, key: string): void {
  const without = (keys: string[]) => keys.filter((other) => other.replace(/^-/, "") !== key);
  for (const section of writtenLayout(form)) section.fields = without(section.fields);
  for (const view of form.views ?? []) {
    if (view.columns) view.columns = without(view.columns);
    if (view.sort) view.sort = without(view.sort);
  }
  if (form.header) form.header = without(form.header);
  if (form.search) form.search = without(form.search);
  if (form.badge === key) delete form.badge;
  for (const rule of form.logic ?? []) {
    for (const effect of EFFECTS) {
      const listed = rule[effect];
      if (listed) rule[effect] = without(listed);
    }
  }
}

/** The field is no longer shown; what people filled in stays. */
export const archiveField = (form: string, key: string): Command =>
  inForm("archive_field", form, (doc) => {
    const field = find(doc, key);
    if (!field) return;
    letGo(doc, key);
    field.archived = true;
  });

/** A field that was never published goes without a trace. */
export const dropField = (form: string, key: string): Command =>
  inForm("drop_field", form, (doc) => {
    letGo(doc, key);
    doc.fields = doc.fields.filter((field) => field.key !== key);
  });

/** An archived field is shown again, at a place. */
export const restoreField = (form: string, key: string, place: Place): Command =>
  inForm("restore_field", form, (doc) => {
    const field = find(doc, key);
    if (!field) return;
    writtenLayout(doc);
    delete field.archived;
    put(doc, key, place);
  });

/** Changes the columns of a subtable as a whole. */
export const setColumns = (form: string, key: string, change: (columns: FieldDoc[]) => FieldDoc[], merge?: string): Command =>
  inForm(
    "set_columns",
    form,
    (doc) => {
      const field = find(doc, key);
      if (field) field.fields = change(field.fields ?? []);
    },
    merge,
  );
