/** Numbers as people type them, as exact decimal text: no floats. */
import type { Json } from "../api/types";
import { shift, withScale } from "./formats";

/** What people type as a canonical decimal text: full-width digits, commas and spaces are fine; null where it is no number. */
export function readNumber(typed: string): string | null {
  const plain = typed.normalize("NFKC").replace(/[,\s¥$%]/g, "").replace(/−/g, "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const [whole = "", fraction = ""] = plain.replace(/^[+-]/, "").split(".");
  const left = whole.replace(/^0+(?=\d)/, "") || "0";
  const sign = plain.startsWith("-") && /[1-9]/.test(plain) ? "-" : "";
  return `${sign}${left}${fraction ? `.${fraction}` : ""}`;
}

/** The value a field stores for a typed text: a number for scale 0, else decimal text; what is no number stays as typed, for the server to refuse. */
export function numberValue(typed: string, scale: number, places: number): Json {
  if (!typed.trim()) return null;
  const read = readNumber(typed);
  if (read === null) return typed;
  const moved = places ? shift(read, -places) : read;
  if (scale === 0) return /^-?\d{1,15}$/.test(moved) ? Number(moved) : moved;
  const fraction = moved.split(".")[1] ?? "";
  return fraction.length > scale ? moved : withScale(moved, scale);
}
