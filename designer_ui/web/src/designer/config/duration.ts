/** Lengths of time as the definitions write them (PT4H, P1D) and as a count of a unit. Pure. */

export type DurationUnit = "minute" | "hour" | "day";

export interface Duration {
  count: number;
  unit: DurationUnit;
}

const SECTIONS = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** The largest unit that says it in whole numbers; null for what is no length. */
export function readDuration(text: string): Duration | null {
  const match = SECTIONS.exec(text);
  if (!match) return null;
  const [days, hours, minutes] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0)) as [number, number, number];
  const total = days * 1440 + hours * 60 + minutes;
  if (!total) return null;
  if (total % 1440 === 0 && !hours) return { count: total / 1440, unit: "day" };
  return total % 60 === 0 ? { count: total / 60, unit: "hour" } : { count: total, unit: "minute" };
}

export const writeDuration = ({ count, unit }: Duration): string => (unit === "day" ? `P${count}D` : `PT${count}${unit === "hour" ? "H" : "M"}`);
