/** Permanent keys, made here and never shown. They match ^[a-z][a-z0-9]*(_[a-z0-9]+)*$. */

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

const KEY = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** A random text of unmistakable letters and digits. */
function randomLetters(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** A fresh key such as `field_8f3k2a`, different from every key in `taken`. */
export function newKey(prefix: string, taken: Iterable<string> = []): string {
  const used = new Set(taken);
  for (;;) {
    const key = `${prefix}_${randomLetters(6)}`;
    if (!used.has(key)) return key;
  }
}

/** Whether a text may be a key at all. */
export const isKey = (text: string): boolean => KEY.test(text) && text.length <= 40;
