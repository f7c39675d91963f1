/** Who may be counted so that small groups are kept back: whom the records lead to, forms before colleagues, else the records themselves. */
import { activeFields, type Documents, type Label } from "../../commands/documents";

export interface People {
  of: string;
  label: Label;
}

export function peopleOf(documents: Documents, source: string): People[] {
  const fields = activeFields(documents.forms[source]?.fields);
  const to = (type: string) => fields.filter((field) => field.type === type).map((field) => ({ of: field.key, label: field.label }));
  const itself = documents.forms[source];
  return [...to("relation"), ...(itself ? [{ of: source, label: itself.label }] : []), ...to("user")];
}
