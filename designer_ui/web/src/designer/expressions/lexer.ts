/** Cuts expression text into words, only to draw it and to fill it in. The grammar itself lives on the server. */

export type TokenKind = "space" | "name" | "function" | "word" | "number" | "text" | "operator" | "other";

export interface Token {
  kind: TokenKind;
  text: string;
  start: number;
  end: number;
}

const WORDS = new Set(["and", "or", "not", "in", "if", "else", "true", "false", "none", "True", "False", "None"]);
const PATTERN =
  /(?<space>\s+)|(?<text>'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)|(?<number>\d+(?:\.\d+)?)|(?<name>@?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?<operator>==|!=|<=|>=|[-+*/%<>=])|(?<other>[^])/gu;

function kindOf(groups: Record<string, string | undefined>, text: string, rest: string): TokenKind {
  const kind = (Object.keys(groups).find((name) => groups[name] !== undefined) ?? "other") as TokenKind;
  if (kind !== "name") return kind;
  if (WORDS.has(text)) return "word";
  return /^\s*\(/.test(rest) && !text.includes(".") ? "function" : "name";
}

/** Every character belongs to exactly one token; joined they are the text again. */
export function tokens(text: string): Token[] {
  return Array.from(text.matchAll(PATTERN), (match) => {
    const start = match.index;
    const end = start + match[0].length;
    return { kind: kindOf(match.groups ?? {}, match[0], text.slice(end)), text: match[0], start, end };
  });
}

const PLAIN: Record<string, string> = {
  "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "＋": "+", "－": "-", "−": "-", "＝": "=", "≥": ">=", "≤": "<=", "≠": "!=", "＞": ">",
  "＜": "<", "‘": "'", "’": "'", "“": "'", "”": "'", "％": "%", "、": ",", "【": "[", "】": "]",
};

/** What people type on a Chinese keyboard or know from spreadsheets, as the language writes it. Text in quotes stays. */
export function normalise(text: string): string {
  const quoted = text.replace(/[‘’“”]/g, (mark) => PLAIN[mark] ?? mark);
  return tokens(quoted)
    .map((token) => {
      if (token.kind === "text") return token.text;
      if (token.kind === "operator" && token.text === "=") return "==";
      return PLAIN[token.text] ?? token.text;
    })
    .join("");
}

/** A text constant as the language writes it. */
export const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

/** The text of a constant, without quotes. */
export const unquote = (constant: string): string => constant.slice(1, -1).replace(/\\(.)/g, "$1");
