/** The title of a record as the fields it is made of: `{{no}} · {{amount}}`. */
import type { FormDoc } from "../../commands/documents";

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_]*)[^}]*\}\}/g;

/** The fields a title names, in order. */
export const titleFields = (form: FormDoc): string[] => Array.from((form.title ?? "").matchAll(PLACEHOLDER), (match) => match[1] as string);

/** The title made of these fields. */
export const titleOf = (keys: readonly string[]): string => keys.map((key) => `{{${key}}}`).join(" · ");
