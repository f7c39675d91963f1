/** A draft's form as the renderer draws it, without asking the server: the canvas follows every keystroke. */
import type { FieldDef, FormDef, Json, Look } from "../../api/types";
import { activeFields, type FieldDoc, type FormDoc } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import { sectionsOf } from "../../commands/places";

type LookOf = (field: FieldDoc) => Look;

const number: LookOf = (field) => ({ look: "number", scale: (field.scale as number | undefined) ?? 0, ...(field.unit ? { unit: field.unit as string } : {}) });
const computed: LookOf = (field) => ({ ...number(field), look: (field.format as string | undefined) ?? "number", currency: (field.currency as string | undefined) ?? "CNY" });

/** Where the look is not simply the type's name. */
const LOOKS: Record<string, LookOf> = {
  integer: number,
  number: (field) => ({ ...number(field), scale: (field.scale as number | undefined) ?? 2 }),
  money: (field) => ({ look: "money", scale: 2, currency: (field.currency as string | undefined) ?? "CNY" }),
  percent: (field) => ({ look: "percent", scale: (field.scale as number | undefined) ?? 4 }),
  relation: (field) => ({ look: "relation", form: (field.form as string | undefined) ?? "" }),
  file: (field) => ({ look: "file", accept: (field.accept as string | undefined) ?? "any", max_files: (field.max_files as number | undefined) ?? 10 }),
  formula: computed,
  rollup: computed,
  sequence: () => ({ look: "text" }),
};

const drawn = new WeakMap<FieldDoc, Map<string, FieldDef>>();

function build(doc: FieldDoc, locale: string, isComputed: (type: string) => boolean): FieldDef {
  const options = doc.options?.filter((option) => !option.archived).map((option) => ({ key: option.key, label: textOf(option.label, locale), color: option.color ?? null }));
  const computedHere = isComputed(doc.type);
  return {
    key: doc.key,
    label: textOf(doc.label, locale),
    help: textOf(doc.help, locale) || null,
    type: doc.type,
    look: (LOOKS[doc.type] ?? (() => ({ look: doc.type })))(doc),
    required: doc.required ?? false,
    readonly: doc.readonly ?? false,
    computed: computedHere,
    rights: "write",
    default: (doc.default as Json | undefined) ?? null,
    config: { ...(options ? { options } : {}), ...(typeof doc.form === "string" ? { form: doc.form } : {}), ...(doc.placeholder ? { placeholder: doc.placeholder } : {}) },
    ...(doc.fields ? { fields: activeFields(doc.fields).map((column) => build(column, locale, isComputed)) } : {}),
  };
}

/** The same object for the same document, so that only changed fields are drawn again. */
export function clientField(doc: FieldDoc, locale: string, isComputed: (type: string) => boolean): FieldDef {
  const known = drawn.get(doc) ?? new Map<string, FieldDef>();
  drawn.set(doc, known);
  const found = known.get(locale) ?? build(doc, locale, isComputed);
  known.set(locale, found);
  return found;
}

export function clientForm(form: FormDoc, locale: string, isComputed: (type: string) => boolean): FormDef {
  return {
    key: form.key,
    label: textOf(form.label, locale),
    icon: form.icon ?? null,
    color: form.color ?? null,
    fields: activeFields(form.fields).map((field) => clientField(field, locale, isComputed)),
    layout: sectionsOf(form).map((section, index) => ({
      key: section.key ?? `section ${index}`, label: textOf(section.section, locale) || null, columns: section.columns ?? 1, fields: section.fields,
    })),
    logic: [],
    views: [],
    actions: [],
  };
}
