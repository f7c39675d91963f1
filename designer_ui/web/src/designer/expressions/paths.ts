/** What a name in an expression means, said in labels: fields of the draft, across relations and subtables. */
import { activeFields, type Documents, type FieldDoc } from "../../commands/documents";
import { textOf } from "../../commands/labels";

export interface Place {
  documents: Documents;
  /** The form whose fields the expression names. */
  form: string;
  /** A subtable of that form, where the expression belongs to one of its columns. */
  subtable?: string | undefined;
  locale: string;
  /** Further names: the record before, what earlier actions found, the columns of the line in hand. `hidden` ones are understood, not offered. */
  extra?: readonly FieldDoc[] | undefined;
  /** The further names alone. */
  bare?: boolean | undefined;
  /** Lines of subtables may be asked for, too. */
  lines?: boolean | undefined;
}

/** The type of a name that only holds others. */
export const HOLDER = "holder";

export interface Found {
  path: string;
  /** Label of the last step. */
  label: string;
  /** Labels of all steps. */
  full: string;
  field: FieldDoc;
  /** More steps may follow. */
  deeper: boolean;
  many: boolean;
}

export const MAX_HOPS = 4;

export const RECORD = "id";

/** The record itself: understood everywhere, offered where a rule puts it into a field and where there are segments it may belong to. */
const ITSELF: FieldDoc = { key: "id", type: RECORD, label: { "zh-CN": "这条数据", en: "This record" }, hidden: true };

const itself = (documents: Documents, form: string): FieldDoc =>
  Object.values(documents.segments ?? {}).some((one) => one.entity === form) ? { ...ITSELF, hidden: false } : ITSELF;

export const SYSTEM_FIELDS: readonly FieldDoc[] = [
  { key: "created_at", type: "datetime", label: { "zh-CN": "创建时间", en: "Created at" } },
  { key: "created_by", type: "user", label: { "zh-CN": "创建人", en: "Created by" } },
  { key: "updated_at", type: "datetime", label: { "zh-CN": "最近修改时间", en: "Last changed at" } },
  { key: "updated_by", type: "user", label: { "zh-CN": "最近修改人", en: "Last changed by" } },
];

/** The fields one may step to from a relation or a subtable; nothing for other fields. */
function inside(documents: Documents, field: FieldDoc): readonly FieldDoc[] | null {
  if (field.fields) return activeFields(field.fields);
  if (typeof field.form !== "string" || typeof field.relation === "string") return null;
  return [...activeFields(documents.forms[field.form]?.fields), ...SYSTEM_FIELDS, itself(documents, field.form)];
}

/** The fields an expression starts from. */
function roots({ documents, form, subtable, extra = [], bare }: Place): readonly FieldDoc[] {
  if (bare) return extra;
  const fields = documents.forms[form]?.fields;
  const own = subtable ? (fields?.find((field) => field.key === subtable)?.fields ?? []) : (fields ?? []);
  return [...own.filter((field) => !field.archived), ...SYSTEM_FIELDS, ...extra, ...(extra.some((one) => one.key === ITSELF.key) ? [] : [subtable ? ITSELF : itself(documents, form)])];
}

function found(place: Place, chain: readonly FieldDoc[]): Found {
  const labels = chain.map((field) => textOf(field.label, place.locale));
  const field = chain.at(-1) as FieldDoc;
  return {
    path: chain.map((item) => item.key).join("."),
    label: labels.at(-1) ?? "",
    full: labels.join("."),
    field,
    deeper: chain.length <= MAX_HOPS && inside(place.documents, field) !== null,
    many: chain.some((item) => item.fields !== undefined && item.type !== HOLDER),
  };
}

function chainOf(place: Place, path: string): FieldDoc[] | null {
  const chain: FieldDoc[] = [];
  let level: readonly FieldDoc[] | null = roots(place);
  for (const key of path.split(".")) {
    const field: FieldDoc | undefined = level?.find((item) => item.key === key);
    if (!field) return null;
    chain.push(field);
    level = inside(place.documents, field);
  }
  return chain;
}

/** The form a record named by a path belongs to: `id`, `member.id`. */
export function formOfRecord(place: Place, path: string): string {
  const before = path.split(".").slice(0, -1).join(".");
  const target = before ? resolve(place, before)?.field.form : place.form;
  return typeof target === "string" ? target : "";
}

/** What a dotted name means, or null. */
export function resolve(place: Place, path: string): Found | null {
  const chain = chainOf(place, path);
  return chain && found(place, chain);
}

/** The fields that may follow a path; without one, those the expression starts from. */
export function children(place: Place, path = ""): Found[] {
  const chain = path ? chainOf(place, path) : [];
  const last = chain?.at(-1);
  if (!chain || chain.length > MAX_HOPS) return [];
  const level = last ? inside(place.documents, last) : roots(place);
  return (level ?? []).filter((field) => !field.hidden).map((field) => found(place, [...chain, field]));
}
