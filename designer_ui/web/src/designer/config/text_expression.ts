/** A text with `{{expression}}` places, and the same as an expression of the language: 'text', a name, or CONCAT of both. Pure. */
import { quote, tokens, unquote } from "../expressions/lexer";
import type { Piece, WordLabels } from "../expressions/pieces";
import { readable } from "../expressions/pieces";
import type { Place } from "../expressions/paths";

const PLACE = /\{\{([^{}]*)\}\}/g;

export interface Part {
  text: string;
  /** An expression, not words. */
  place: boolean;
}

/** The parts of a text, in order. */
export function parts(template: string): Part[] {
  const found: Part[] = [];
  let at = 0;
  for (const match of template.matchAll(PLACE)) {
    if (match.index > at) found.push({ text: template.slice(at, match.index), place: false });
    found.push({ text: (match[1] ?? "").trim(), place: true });
    at = match.index + match[0].length;
  }
  if (at < template.length) found.push({ text: template.slice(at), place: false });
  return found;
}

/** The text with its places as chips. */
export const templatePieces = (template: string, place: Place, words: WordLabels): Piece[] =>
  parts(template).map((part) => (part.place ? { text: `{{${part.text}}}`, chip: { label: readable(part.text, place, words) || "?", kind: "field" } } : { text: part.text }));

/** The expressions a text names, each once. */
export const placesOf = (template: string): string[] => [...new Set(parts(template).flatMap((part) => (part.place ? [part.text] : [])))];

/** A text with places as one expression; "" for none. */
export function expressionOf(template: string): string {
  const found = parts(template);
  const [only] = found;
  if (!only) return "";
  const terms = found.map((part) => (part.place ? part.text : quote(part.text)));
  return terms.length === 1 && !only.place ? (terms[0] as string) : `CONCAT(${terms.join(", ")})`;
}

/** The arguments between the outer brackets of a call, as texts. */
function argumentsOf(text: string): string[] | null {
  const all = tokens(text);
  let depth = 0;
  let from = all[0]?.end ?? 0;
  const found: string[] = [];
  for (const [index, token] of all.entries()) {
    if (token.text === "(" || token.text === "[") {
      depth += 1;
      if (depth === 1) from = token.end;
    } else if (token.text === ")" || token.text === "]") {
      depth -= 1;
      if (depth === 0) {
        found.push(text.slice(from, token.start).trim());
        return all.slice(index + 1).every((rest) => rest.kind === "space") ? found : null;
      }
    } else if (token.text === "," && depth === 1) {
      found.push(text.slice(from, token.start).trim());
      from = token.end;
    }
  }
  return null;
}

const isConstant = (text: string): boolean => {
  const all = tokens(text);
  return all.length === 1 && all[0]?.kind === "text" && text.length >= 2 && text.at(-1) === text[0];
};

/** An expression as a text with places; null where it is more than words and places. */
export function templateOf(expression: string): string | null {
  const text = expression.trim();
  if (text === "") return "";
  if (isConstant(text)) return unquote(text);
  if (!/^concat\s*\(/i.test(text)) return null;
  const found = argumentsOf(text);
  if (!found || found.some((one) => one === "" || /[{}]/.test(one))) return null;
  return found.map((one) => (isConstant(one) ? unquote(one) : `{{${one}}}`)).join("");
}
