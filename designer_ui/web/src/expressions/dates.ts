/** Days are `YYYY-MM-DD`, instants `YYYY-MM-DDTHH:MM:SS.mmmZ`; null beyond the calendar. A zone is [name, hour the day starts]. */
export type Zone = [string, number];

const DAY = 86_400_000;
const EXACT: Record<string, number> = { week: 7 * DAY, day: DAY, hour: 3_600_000, minute: 60_000 };
const FIRST_DAY = Date.parse("0001-01-01T00:00:00Z");
const LAST_DAY = Date.parse("9999-12-31T00:00:00Z");
const FIRST = Date.parse("0002-01-01T00:00:00Z");
const LAST = Date.parse("9999-01-01T00:00:00Z");

const dayText = (ms: number): string | null => (ms >= FIRST_DAY && ms < LAST_DAY + DAY ? new Date(ms).toISOString().slice(0, 10) : null);
const instantText = (ms: number): string | null => (ms >= FIRST && ms < LAST ? new Date(ms).toISOString() : null);
const fromDay = (day: string): number => Date.parse(`${day}T00:00:00Z`);

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const part = "numeric";
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: part, month: part, day: part, hour: part, minute: part, second: part,
  });
  formats.set(zone, made);
  return made;
}

/** The wall clock of a zone at a moment, as if it were UTC. */
function wall(ms: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(ms)) parts[type] = Number(value);
  const date = new Date(0);
  date.setUTCFullYear(parts.year!, parts.month! - 1, parts.day);
  date.setUTCHours(parts.hour!, parts.minute, parts.second, ((ms % 1000) + 1000) % 1000);
  return date.getTime();
}

/** The moment of a wall-clock time: of two the earlier; a missing one lies as far behind the gap as it was in it. */
function moment(local: number, zone: string): { ms: number; exists: boolean } {
  const before = local - (wall(local - DAY, zone) - (local - DAY));
  const after = local - (wall(local + DAY, zone) - (local + DAY));
  const found = [before, after].filter((ms) => wall(ms, zone) === local);
  return found.length ? { ms: Math.min(...found), exists: true } : { ms: before, exists: false };
}

export const businessDay = (instant: string, [zone, start]: Zone): string | null => dayText(wall(Date.parse(instant), zone) - start * 3_600_000);
export const hour = (instant: string, [zone]: Zone): number => new Date(wall(Date.parse(instant), zone)).getUTCHours();

export function local(text: string, [zone]: Zone): string | null {
  const { ms, exists } = moment(Date.parse(`${text}Z`), zone);
  return exists ? new Date(ms).toISOString() : null;
}

/** Months later, on the last day of a shorter month; keeps the time of day. */
function addMonths(ms: number, months: number): number | null {
  const date = new Date(ms);
  const index = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(index / 12);
  if (year < 1 || year > 9999) return null;
  const first = new Date(0);
  first.setUTCFullYear(year, index - year * 12 + 1, 0);
  const day = Math.min(date.getUTCDate(), first.getUTCDate());
  const moved = new Date(ms);
  moved.setUTCFullYear(year, index - year * 12, day);
  return moved.getTime();
}

export function addToDay(day: string, count: number, unit: string): string | null {
  const moved = Object.hasOwn(EXACT, unit) ? fromDay(day) + count * EXACT[unit]! : addMonths(fromDay(day), count * (unit === "year" ? 12 : 1));
  return moved === null ? null : dayText(moved);
}

export function addToInstant(instant: string, count: number, unit: string, [zone]: Zone): string | null {
  const ms = Date.parse(instant);
  if (Object.hasOwn(EXACT, unit)) return instantText(ms + count * EXACT[unit]!);
  const moved = addMonths(wall(ms, zone), count * (unit === "year" ? 12 : 1));
  return moved === null ? null : instantText(moment(moved, zone).ms);
}

/** Whole months, towards zero. */
function months(start: string, end: string): number {
  if (end < start) return -months(end, start);
  const [a, b] = [new Date(fromDay(start)), new Date(fromDay(end))];
  const unfinished = b.getUTCDate() < a.getUTCDate() ? 1 : 0;
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth() - unfinished;
}

/** Whole units from start to end; days for all but hours and minutes, which take instants. */
export function difference(start: string, end: string, unit: string): number {
  if (unit === "year" || unit === "month") return Math.trunc(months(start, end) / (unit === "year" ? 12 : 1));
  const span = unit === "hour" || unit === "minute" ? Date.parse(end) - Date.parse(start) : fromDay(end) - fromDay(start);
  return Math.trunc(span / EXACT[unit]!);
}

export const year = (day: string): number => Number(day.slice(0, 4));
export const month = (day: string): number => Number(day.slice(5, 7));
export const dayOfMonth = (day: string): number => Number(day.slice(8, 10));
export const weekday = (day: string): number => new Date(fromDay(day)).getUTCDay() || 7;
