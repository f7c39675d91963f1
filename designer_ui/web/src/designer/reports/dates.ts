/** The dates of a form a report may mean. */
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
