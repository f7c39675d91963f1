/** Exact decimals: a whole number of 10^-scale. Never floats. */
export interface Num {
  readonly n: bigint;
  readonly s: number;
}

const power = (places: number): bigint => 10n ** BigInt(places);
const size = (n: bigint): bigint => (n < 0n ? -n : n);

export const num = (n: bigint, s: number): Num => ({ n, s });
export const whole = (n: number): Num => num(BigInt(n), 0);
export const isNum = (value: unknown): value is Num => typeof value === "object" && value !== null && "n" in value;

/** A number written down, with at least `places` places; null where it is none. */
export function parse(text: string, places = 0): Num | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return null;
  const digits = (parts[3] ?? "").padEnd(places, "0");
  const n = BigInt(parts[2] + digits);
  return num(parts[1] ? -n : n, digits.length);
}

export function format({ n, s }: Num): string {
  const digits = size(n).toString().padStart(s + 1, "0");
  const sign = n < 0n ? "-" : "";
  return s ? `${sign}${digits.slice(0, -s)}.${digits.slice(-s)}` : sign + digits;
}

/** The same number with more places. */
export const scaled = (a: Num, places: number): Num => (a.s >= places ? a : num(a.n * power(places - a.s), places));

function aligned(a: Num, b: Num): [bigint, bigint, number] {
  const s = Math.max(a.s, b.s);
  return [scaled(a, s).n, scaled(b, s).n, s];
}

export const compare = (a: Num, b: Num): number => {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
};
export const add = (a: Num, b: Num): Num => {
  const [x, y, s] = aligned(a, b);
  return num(x + y, s);
};
export const negative = (a: Num): Num => num(-a.n, a.s);
export const absolute = (a: Num): Num => num(size(a.n), a.s);
export const multiply = (a: Num, b: Num): Num => num(a.n * b.n, a.s + b.s);

/** A quotient of whole numbers, rounded half away from zero. */
function halfAway(n: bigint, d: bigint): bigint {
  const quotient = (2n * size(n) + size(d)) / (2n * size(d));
  return n < 0n !== d < 0n ? -quotient : quotient;
}

/** To six places; by zero is empty. */
export const divide = (a: Num, b: Num): Num | null =>
  b.n === 0n ? null : num(halfAway(a.n * power(b.s + 6), b.n * power(a.s)), 6);

/** With the sign of the dividend; by zero is empty. */
export function remainder(a: Num, b: Num): Num | null {
  const [x, y, s] = aligned(a, b);
  return y === 0n ? null : num(x % y, s);
}

/** Half away from zero to `places`; negative places are tens, hundreds. */
export function round(a: Num, places: number): Num {
  if (places >= a.s) return scaled(a, places);
  const n = halfAway(a.n, power(a.s - places));
  return places < 0 ? num(n * power(-places), 0) : num(n, places);
}

export function floor(a: Num): Num {
  const d = power(a.s);
  const n = a.n / d;
  return num(a.n < 0n && a.n % d !== 0n ? n - 1n : n, 0);
}
export const ceiling = (a: Num): Num => negative(floor(negative(a)));
