/** Where fields stand on a form. The layout lists field keys by section; a form without one shows all fields in one section. */
import { activeFields, type FormDoc, type SectionDoc } from "./documents";

/** A spot: before the field at `index` of section number `section`. */
export interface Place {
  section: number;
  index: number;
}

/** The layout as shown: the written one, or one section with every field in use. */
export function sectionsOf(form: FormDoc): SectionDoc[] {
  if (form.layout?.length) return form.layout;
  return [{ columns: 2, fields: activeFields(form.fields).map((field) => field.key) }];
}

/** Fields in use that stand in no section. */
export function unplaced(form: FormDoc): string[] {
  const placed = new Set(sectionsOf(form).flatMap((section) => section.fields));
  return activeFields(form.fields)
    .map((field) => field.key)
    .filter((key) => !placed.has(key));
}

/** Where a field stands, or null. */
export function placeOf(form: FormDoc, key: string): Place | null {
  const sections = sectionsOf(form);
  for (const [section, { fields }] of sections.entries()) {
    const index = fields.indexOf(key);
    if (index >= 0) return { section, index };
  }
  return null;
}

/** The spot after the last field. */
export function endOf(form: FormDoc): Place {
  const sections = sectionsOf(form);
  const section = sections.length - 1;
  return { section, index: sections[section]?.fields.length ?? 0 };
}

/** The spot one step away (previous or next), crossing sections; null at the rim. */
export function neighbour(form: FormDoc, key: string, step: -1 | 1): Place | null {
  const place = placeOf(form, key);
  if (!place) return null;
  const sections = sectionsOf(form);
  const index = place.index + step;
  const here = sections[place.section]?.fields.length ?? 0;
  if (index >= 0 && index < here) return { section: place.section, index };
  const section = place.section + step;
  const next = sections[section];
  if (!next) return null;
  return { section, index: step < 0 ? next.fields.length : 0 };
}

/** Writes the shown layout into the form, so that it can be changed. For use inside a command. */
export function writtenLayout(form: FormDoc): SectionDoc[] {
  if (!form.layout?.length) form.layout = sectionsOf(form).map((section) => ({ ...section, fields: [...section.fields] }));
  return form.layout;
}
