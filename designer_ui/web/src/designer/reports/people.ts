/** Who may be counted so that small groups are kept back: whom the records lead to (those who can be called or written to first), else the
 *  records themselves, else colleagues. */
import { activeFields, type Documents, type Label } from "../../commands/documents";

export interface People {
  of: string;
  label: Label;
}

const REACHED = ["phone", "email"];

export function peopleOf(documents: Documents, source: string): People[] {
  const fields = activeFields(documents.forms[source]?.fields);
  const reached = (form: unknown) => activeFields(documents.forms[String(form)]?.fields).some((field) => REACHED.includes(field.type));
  const to = (type: string) => fields.filter((field) => field.type === type);
  const relations = to("relation").sort((one, other) => Number(reached(other.form)) - Number(reached(one.form)));
  const itself = documents.forms[source];
  const way = (field: { key: string; label: Label }) => ({ of: field.key, label: field.label });
  return [...relations.map(way), ...(itself ? [{ of: source, label: itself.label }] : []), ...to("user").map(way)];
}
