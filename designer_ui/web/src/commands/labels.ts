/** Labels: a text, or a text per language. */
import type { Label } from "./documents";

export const LOCALES = ["zh-CN", "en"] as const;

/** The label in a language; another language where that one is missing, Chinese first. */
export function textOf(label: Label | null | undefined, locale: string): string {
  if (label === null || label === undefined) return "";
  if (typeof label === "string") return label;
  return label[locale] || label["zh-CN"] || label.en || Object.values(label)[0] || "";
}

/** What is written for exactly this language; a plain text counts for the language of the screen. */
export function textIn(label: Label | null | undefined, locale: string, screen: string): string {
  if (label === null || label === undefined) return "";
  if (typeof label === "string") return locale === screen ? label : "";
  return label[locale] ?? "";
}

/** The label with the text of one language replaced; plain text while there is only one language. */
export function withText(label: Label | null | undefined, locale: string, screen: string, text: string): Label {
  if (label === null || label === undefined || typeof label === "string") {
    const plain = label ?? "";
    if (locale === screen) return text;
    return text === "" ? plain : { [screen]: plain, [locale]: text };
  }
  const next = { ...label, [locale]: text };
  const filled = Object.entries(next).filter(([, value]) => value !== "");
  if (filled.length === 0) return "";
  return Object.fromEntries(filled);
}

/** `base`, or `base 2`, `base 3` … : the first that nobody uses yet. */
export function freeText(base: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  if (!used.has(base)) return base;
  let n = 2;
  while (used.has(`${base} ${n}`)) n += 1;
  return `${base} ${n}`;
}
