/** Expression text as pieces to draw: chips with labels where a person should not see a key. */
import { textOf } from "../../commands/labels";
import { tokens, unquote, type Token } from "./lexer";
import { resolve, type Place } from "./paths";

export type ChipKind = "field" | "option" | "word" | "function" | "unknown";

export interface Piece {
  /** What stands in the expression. */
  text: string;
  /** What a person sees, and as which kind of chip; plain text without. */
  chip?: { label: string; kind: ChipKind };
}

/** Words of the language in the words of people; `me`, `now` and `today` are the names after @. */
export type WordLabels = Record<string, string>;

const COMPARISONS = new Set(["==", "!=", "in"]);

/** The field an option constant is compared with: the nearest name before a comparison, or the one after `in`. */
function comparedField(all: readonly Token[], at: number): Token | undefined {
  const before = all.slice(0, at).filter((token) => token.kind !== "space");
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const token = before[i] as Token;
    if (COMPARISONS.has(token.text)) {
      const left = before.slice(0, i).filter((other) => other.text !== "not").at(-1);
      return left?.kind === "name" ? left : undefined;
    }
    if (token.kind !== "text" && token.text !== "," && token.text !== "[") break;
  }
  const after = all.slice(at + 1).filter((token) => token.kind !== "space");
  if (after[0] && COMPARISONS.has(after[0].text) && after[1]?.kind === "name") return after[1];
  return undefined;
}

/** The options a constant at this token may name, if its neighbour is a choice. */
export function optionsAt(place: Place, all: readonly Token[], at: number) {
  const name = comparedField(all, at);
  const field = name && resolve(place, name.text)?.field;
  return field?.options;
}

/** Whether a constant names a segment: `SEGMENT('…')`. */
function isSegment(all: readonly Token[], at: number): boolean {
  const [name, bracket] = all.slice(0, at).filter((token) => token.kind !== "space").slice(-2);
  return bracket?.text === "(" && name?.text.toUpperCase() === "SEGMENT";
}

/** Whether a constant is the unit of a stretch of time: `DATEADD(…, -45, 'day')`. */
function isUnit(all: readonly Token[], at: number): boolean {
  const before = all.slice(0, at).filter((token) => token.kind !== "space").at(-1);
  const after = all.slice(at + 1).filter((token) => token.kind !== "space")[0];
  return before?.text === "," && after?.text === ")";
}

function chipOf(place: Place, words: WordLabels, all: readonly Token[], at: number): Piece["chip"] {
  const token = all[at] as Token;
  if (token.kind === "name") {
    if (token.text.startsWith("@")) {
      const word = words[token.text.slice(1)];
      return word ? { label: word, kind: "word" } : { label: words.unknown ?? "?", kind: "unknown" };
    }
    const found = resolve(place, token.text);
    return found ? { label: found.full, kind: "field" } : { label: words.unknown ?? "?", kind: "unknown" };
  }
  if (token.kind === "word") {
    const label = words[token.text.toLowerCase()];
    return label === undefined ? undefined : { label, kind: "word" };
  }
  if (token.kind === "function") return { label: words[`fn_${token.text.toUpperCase()}`] ?? token.text.toUpperCase(), kind: "function" };
  if (token.kind === "text" && isSegment(all, at)) {
    const segment = place.documents.segments?.[unquote(token.text)];
    return segment ? { label: textOf(segment.label, place.locale), kind: "option" } : { label: words.unknown ?? "?", kind: "unknown" };
  }
  if (token.kind === "text" && isUnit(all, at)) {
    const label = words[`unit_${unquote(token.text)}`];
    return label === undefined ? undefined : { label, kind: "word" };
  }
  if (token.kind === "text") {
    const name = comparedField(all, at);
    const field = name && resolve(place, name.text)?.field;
    if (field?.form && !field.relation) return { label: words.record ?? "?", kind: "option" }; // a record picked by hand: its id is nobody's business
    const option = field?.options?.find((item) => item.key === unquote(token.text));
    return option && { label: textOf(option.label, place.locale), kind: "option" };
  }
  return undefined;
}

/** All pieces in order; their texts joined are the expression. Neighbouring plain text is one piece. */
export function pieces(text: string, place: Place, words: WordLabels): Piece[] {
  const all = tokens(text);
  const result: Piece[] = [];
  all.forEach((token, at) => {
    const chip = chipOf(place, words, all, at);
    const last = result.at(-1);
    if (chip) result.push({ text: token.text, chip });
    else if (last && !last.chip) last.text += token.text;
    else result.push({ text: token.text });
  });
  return result;
}

/** The expression in people's words, as one text. */
export const readable = (text: string, place: Place, words: WordLabels): string =>
  pieces(text, place, words)
    .map((piece) => piece.chip?.label ?? piece.text)
    .join("");
