/** What may follow at the caret: fields, steps along a relation, functions, options of a choice, words. */
import type { Label } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import type { FieldKind, FunctionKind } from "../builder_api";
import { kindIcon } from "../parts/kind_icon";
import { quote, tokens } from "./lexer";
import { children, resolve, type Found, type Place } from "./paths";
import { optionsAt, type WordLabels } from "./pieces";

export interface Suggestion {
  id: string;
  label: string;
  help: string;
  icon: string;
  /** What is written into the expression. */
  insert: string;
}

export interface Completion {
  /** Start of the text that a choice replaces. */
  from: number;
  suggestions: Suggestion[];
}

export interface Source {
  place: Place;
  fields: readonly FieldKind[];
  functions: readonly FunctionKind[];
  words: WordLabels;
}

const NOTHING: Completion = { from: 0, suggestions: [] };
const MOST = 40;
const STEP = /(?<path>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\.(?<word>[^\s.,()[\]+\-*/%<>=!'"]*)$/;
const WORD = /[^\s.,()[\]+\-*/%<>=!'"，（）×÷]+$/u;

const fits = (word: string, ...texts: string[]): boolean => texts.some((text) => text.toLowerCase().includes(word.toLowerCase()));

function fieldSuggestion(source: Source, found: Found): Suggestion {
  const kind = source.fields.find((one) => one.name === found.field.type);
  const say = (label: Label | undefined) => textOf(label, source.place.locale);
  return { id: `field-${found.path}`, label: found.label, help: say(kind?.label) + (found.deeper ? " …" : ""), icon: kind ? kindIcon(kind) : "form", insert: found.path };
}

function functionSuggestion({ place }: Source, one: FunctionKind): Suggestion {
  return { id: `function-${one.name}`, label: textOf(one.label, place.locale) || one.name, help: textOf(one.help, place.locale), icon: "formula", insert: `${one.name}(` };
}

const OPERATOR_WORDS: readonly [string, string][] = [["and", " and "], ["or", " or "], ["not", "not "], ["in", " in "], ["me", "@me"], ["true", "true"], ["false", "false"]];

function wordSuggestions({ words }: Source, word: string): Suggestion[] {
  return OPERATOR_WORDS.filter(([name]) => word && fits(word, words[name] ?? name, name)).map(([name, insert]) => ({
    id: `word-${name}`, label: words[name] ?? name, help: words[`${name}_help`] ?? "", icon: "text", insert,
  }));
}

function optionSuggestions(source: Source, before: string, word: string): Suggestion[] {
  const all = tokens(`${before.slice(0, before.length - word.length)}''`);
  const options = optionsAt(source.place, all, all.length - 1) ?? [];
  return options
    .filter((option) => !option.archived && fits(word, textOf(option.label, source.place.locale)))
    .map((option) => ({ id: `option-${option.key}`, label: textOf(option.label, source.place.locale), help: "", icon: "choice", insert: quote(option.key) }));
}

/** Inside an open text constant nothing is offered. */
const inText = (before: string): boolean => {
  const last = tokens(before).at(-1);
  return last?.kind === "text" && (last.text.length === 1 || last.text.at(-1) !== last.text[0]);
};

/** The suggestions for the text before the caret. `asked`: also where nothing was typed yet. */
export function complete(source: Source, before: string, asked: boolean): Completion {
  if (inText(before)) return NOTHING;
  const step = STEP.exec(before);
  const path = step?.groups?.path ?? "";
  if (step && resolve(source.place, path)?.deeper) {
    const word = step.groups?.word ?? "";
    const found = children(source.place, path).filter((one) => fits(word, one.label));
    return { from: before.length - word.length - path.length - 1, suggestions: found.slice(0, MOST).map((one) => fieldSuggestion(source, one)) };
  }
  const word = WORD.exec(before)?.[0] ?? "";
  const named = resolve(source.place, word);
  const typed = named ? "" : word;
  const from = before.length - typed.length;
  const options = named ? [] : optionSuggestions(source, before, typed);
  if (!typed && !asked) return { from, suggestions: options };
  if (named && !asked) return NOTHING;
  const fields = children(source.place).filter((one) => fits(typed, one.label)).map((one) => fieldSuggestion(source, one));
  const functions = source.functions
    .filter((one) => fits(typed, textOf(one.label, source.place.locale), one.name))
    .map((one) => functionSuggestion(source, one));
  return { from, suggestions: [...options, ...fields, ...wordSuggestions(source, typed), ...functions].slice(0, MOST) };
}
