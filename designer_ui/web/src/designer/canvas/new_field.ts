/** What a field dropped from the palette starts with: a usable label and a configuration that already works. */
import type { Documents, FieldDoc, FormDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { freeText, textOf } from "../../commands/labels";
import type { FieldKind } from "../builder_api";

export interface Start {
  documents: Documents;
  form: FormDoc;
  locale: string;
  t(key: string, values?: Record<string, unknown>): string;
}

type Config = Record<string, unknown>;

export const startOptions = ({ t }: Pick<Start, "t">, count = 3) =>
  Array.from({ length: count }, (_, index) => ({ key: newKey("option"), label: t("options.nth", { n: index + 1 }) }));

/** The form a new relation points to: another one before the form itself. */
const otherForm = ({ documents, form }: Start): string =>
  Object.keys(documents.forms).find((key) => key !== form.key) ?? form.key;

/** The first form whose relation points to this one, else the first subtable. */
function rollupStart({ documents, form }: Start): Config {
  for (const child of Object.values(documents.forms)) {
    const relation = child.fields.find((field) => !field.archived && field.type === "relation" && field.form === form.key);
    if (relation) return { form: child.key, relation: relation.key, function: "count" };
  }
  const subtable = form.fields.find((field) => !field.archived && field.fields);
  return subtable ? { subtable: subtable.key, function: "count" } : { function: "count" };
}

const STARTS: Record<string, (start: Start) => Config> = {
  choice: (start) => ({ options: startOptions(start) }),
  choices: (start) => ({ options: startOptions(start) }),
  relation: (start) => ({ form: otherForm(start) }),
  rollup: rollupStart,
  formula: () => ({ expression: "0" }),
  subtable: ({ t }) => ({
    fields: [
      { key: newKey("field"), type: "text", label: t("subtable.first") },
      { key: newKey("field"), type: "integer", label: t("subtable.second") },
    ],
  }),
};

/** A new field of a kind for a form. */
export function newField(kind: FieldKind, start: Start): FieldDoc {
  const { form, locale } = start;
  const label = freeText(textOf(kind.label, locale), form.fields.map((field) => textOf(field.label, locale)));
  return { key: newKey("field", form.fields.map((field) => field.key)), label, type: kind.name, ...STARTS[kind.name]?.(start) };
}
