/** What a report means where nobody says it: which dates of a form, whose records. */
import { activeFields, type Documents } from "../../commands/documents";
import { children } from "../expressions/paths";
import { useSource } from "../expressions/use_source";

/** The dates of a form, its own first, then those one relation away. */
export function useDatePaths(form: string): { value: string; label: string }[] {
  const { place } = useSource(form);
  const plain = { ...place, extra: undefined };
  const own = children(plain);
  const near = own.filter((one) => one.deeper && !one.many).flatMap((one) => children(plain, one.path));
  return [...own, ...near].filter((one) => ["date", "datetime"].includes(one.field.type)).map((one) => ({ value: one.path, label: one.full.split(".").join(" · ") }));
}

/** The date a report means where nobody says which: the first of its own, else when the record was made. */
export const mainDate = (documents: Documents, form: string): string => activeFields(documents.forms[form]?.fields).find((field) => ["date", "datetime"].includes(field.type))?.key ?? "created_at";

/** Whom the records of a form are about: the relation to what most other forms point at, too. */
export function mainRelation(documents: Documents, form: string): string | undefined {
  const pointing = (target: unknown) => Object.values(documents.forms).filter((one) => activeFields(one.fields).some((field) => field.type === "relation" && field.form === target)).length;
  const relations = activeFields(documents.forms[form]?.fields).filter((field) => field.type === "relation");
  return relations.sort((one, other) => pointing(other.form) - pointing(one.form))[0]?.key;
}
