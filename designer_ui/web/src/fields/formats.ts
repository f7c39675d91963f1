/** How values read to people: dates near today in words, money with its sign, phones in groups. Pure, but for the hooks at the end. */
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";

export interface Words {
  today: string;
  yesterday: string;
  tomorrow: string;
}

const CURRENCIES: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", GBP: "£", HKD: "HK$", JPY: "¥", TWD: "NT$" };

/** `1234567.5` → `1,234,567.5`; the digits after the point stay as they are. */
export function groupDigits(number: string): string {
  const [whole, fraction] = number.replace(/^-/, "").split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${number.startsWith("-") ? "−" : ""}${grouped}${fraction ? `.${fraction}` : ""}`;
}

/** A decimal text with exactly `scale` digits after the point, cut or filled, without floats. */
export function withScale(number: string, scale: number): string {
  const [whole, fraction = ""] = number.split(".");
  return scale ? `${whole}.${fraction.padEnd(scale, "0").slice(0, scale)}` : whole!;
}

export function money(value: string | number, currency = "CNY"): string {
  const text = withScale(String(value), 2);
  const sign = CURRENCIES[currency] ?? `${currency} `;
  return text.startsWith("-") ? `−${sign}${groupDigits(text.slice(1))}` : `${sign}${groupDigits(text)}`;
}

/** `0.1250` → `12.5%`: the point moves two places, closing zeros go. */
export function percent(value: string | number): string {
  return `${groupDigits(shift(String(value), 2))}%`;
}

/** Moves the decimal point of a decimal text; closing zeros go. */
export function shift(number: string, places: number): string {
  const negative = number.startsWith("-");
  const [whole = "0", fraction = ""] = number.replace(/^-/, "").split(".");
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = point <= 0 ? 1 : point;
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = padded.slice(at).replace(/0+$/, "");
  return `${negative && /[1-9]/.test(padded) ? "-" : ""}${left}${right ? `.${right}` : ""}`;
}

/** `13812345678` → `138 1234 5678`; anything else stays. */
export function phone(value: string): string {
  const digits = value.replace(/^\+86/, "");
  return /^1[\d*]{10}$/.test(digits) && !digits.includes("*") ? `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}` : value;
}

/** 今天, 昨天, 明天, 11-18, 2025-11-18. */
export function dateText(value: string, today: string, words: Words): string {
  const days = dayjs(value).diff(dayjs(today), "day");
  if (days === 0) return words.today;
  if (days === -1) return words.yesterday;
  if (days === 1) return words.tomorrow;
  return value.slice(0, 4) === today.slice(0, 4) ? value.slice(5) : value;
}

const wall = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of an instant in a zone: ["2026-11-21", "14:32"]. */
export function wallClock(instant: string, zone: string): [string, string] {
  let format = wall.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone || undefined, dateStyle: "short", timeStyle: "short" });
    wall.set(zone, format);
  }
  const [day = "", time = ""] = format.format(new Date(instant)).split(" ");
  return [day, time];
}

/** 今天 14:32, 昨天 09:10, 11-18 19:42, 2025-11-18. */
export function momentText(instant: string, today: string, zone: string, words: Words): string {
  const [day, time] = wallClock(instant, zone);
  const near = dateText(day, today, words);
  return day.slice(0, 4) === today.slice(0, 4) || near !== day ? `${near} ${time}` : near;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export const todayIn = (zone: string): string => wallClock(new Date().toISOString(), zone)[0];

const MINUTE = 60_000;

/** Whole minutes between two instants, or null where it is more than an hour. */
export function minutesAgo(instant: string, now: number): number | null {
  const minutes = Math.floor((now - Date.parse(instant)) / MINUTE);
  return minutes >= 0 && minutes < 60 ? minutes : null;
}

/** 刚刚, 2 分钟前, else as `useMoment` says it. */
export function useAgo(zone?: string): (instant: string) => string {
  const { t } = useTranslation();
  const moment = useMoment(zone);
  return (instant) => {
    const minutes = minutesAgo(instant, Date.now());
    if (minutes === null) return moment(instant);
    return minutes === 0 ? t("date.now") : t("date.minutes_ago", { count: minutes });
  };
}

export function useWords(): Words {
  const { t } = useTranslation();
  return { today: t("date.today"), yesterday: t("date.yesterday"), tomorrow: t("date.tomorrow") };
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Instants as people read them, in a zone (the browser's where none is given). */
export function useMoment(zone: string = localZone()): (instant: string) => string {
  const words = useWords();
  return (instant) => momentText(instant, todayIn(zone), zone, words);
}

/** A wall-clock time (`2026-11-21 14:32`) of a zone as an instant. */
export function localToInstant(local: string, zone: string): string {
  const asUtc = Date.parse(`${local.replace(" ", "T")}:00Z`);
  const off = (at: number): number => Date.parse(`${wallClock(new Date(at).toISOString(), zone).join("T")}:00Z`) - at;
  const guess = asUtc - off(asUtc);
  return new Date(asUtc - off(guess)).toISOString();
}
