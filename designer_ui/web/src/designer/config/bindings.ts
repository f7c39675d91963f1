/** Which names actions leave behind for those that follow or stand inside them, seen from the shape of their configuration. Pure. */
import type { ActionDoc, Documents, FieldDoc, Label } from "../../commands/documents";
import type { Binding } from "../expressions/scope";
import type { Config } from "./properties";

export interface BindingWords {
  /** 「第 2 步的积分批次」 */
  step(n: number, name: string): string;
  each(name: string): string;
  lot: string;
  taken: string;
  short: string;
  say(label: Label | null | undefined): string;
}

const number = (key: string, label: string): FieldDoc => ({ key, label, type: "number" });

const subtableOf = (documents: Documents, form: string, key: unknown): FieldDoc | undefined =>
  documents.forms[form]?.fields.find((field) => field.key === key && field.fields);

/** What the name given by `as` stands for after the action was done. */
function after(action: ActionDoc, at: number, documents: Documents, words: BindingWords): Binding[] {
  if (!action.as || action.do !== undefined) return [];
  if (action.take !== undefined) return [{ key: action.as, label: words.step(at + 1, words.taken), fields: [number("taken", words.taken), number("short", words.short)] }];
  const form = typeof action.form === "string" ? documents.forms[action.form] : undefined;
  return form ? [{ key: action.as, label: words.step(at + 1, words.say(form.label)), form: form.key }] : [];
}

/** The names the action at `index` knows because of those before it. */
export const bindingsBefore = (actions: readonly ActionDoc[], index: number, documents: Documents, words: BindingWords): Binding[] =>
  actions.slice(0, index).flatMap((action, at) => after(action, at, documents, words));

/** The names known inside an action: the line or record in hand, the lot that is taken from. */
export function bindingsInside(config: Config, documents: Documents, form: string, words: BindingWords): Binding[] {
  const name = typeof config.as === "string" ? config.as : "item";
  const lines = subtableOf(documents, form, config.each);
  if (lines) return [{ key: name, label: words.each(words.say(lines.label)), fields: lines.fields ?? [] }];
  const each = typeof config.form === "string" ? documents.forms[config.form] : undefined;
  if (each && config.do !== undefined) return [{ key: name, label: words.each(words.say(each.label)), form: each.key }];
  if (each && config.take !== undefined) return [{ key: "lot", label: words.lot, form: each.key }];
  return [];
}

/** What is known only where the pieces that were taken are written down. */
export const bindingTaken = (words: BindingWords): FieldDoc => ({ ...number("taken", words.taken) });
