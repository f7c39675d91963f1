/** Finding one's way in an answer: columns, groups of a row, totals. Pure. */
import type { Answer, Cell, Column, Level } from "../api/numbers";
import type { Pointed } from "./types";

export const place = (answer: Answer, key: string): number => answer.columns.findIndex((column) => column.key === key);

export const isDimension = (column: Column): boolean => column.role === "dimension";

/** The dimensions in which a row, of the answer or of its subtotals, is "the rest" of a top list. */
export const restAt = (rows: Pick<Level, "others">, row: number): string[] => rows.others?.[String(row)] ?? [];

/** Whether the numbers of a row are kept back, because too few people stand in it. */
export const isHidden = (rows: Pick<Level, "hidden">, row: number): boolean => rows.hidden?.includes(row) ?? false;

/** A value to sort by: numbers come as texts. */
export const rank = (value: Cell): number | string => (typeof value === "string" && value !== "" && !Number.isNaN(Number(value)) ? Number(value) : ((value ?? "") as number | string));

/** The dimensions in which what was pointed at is "the rest": there is no way on from there by them. */
export const restOf = (answer: Answer, pointed: Pointed): string[] => ("row" in pointed ? restAt(answer, pointed.row) : (pointed.rest ?? []));

/** The groups a row stands in, as the server wants to hear them. */
export function groupsOf(answer: Answer, row: number): Record<string, Cell> {
  const rest = restAt(answer, row);
  const dimensions = answer.columns.map((column, at) => [column, at] as const).filter(([column]) => isDimension(column) && !rest.includes(column.key));
  return Object.fromEntries(dimensions.map(([column, at]) => [column.key, answer.rows[row]?.[at] ?? null]));
}

/** "餐饮 · 2026年11月": the words of a row's groups. */
export function nameOf(answer: Answer, row: number): string {
  const texts = answer.texts[row] ?? [];
  return answer.columns.map((column, at) => (isDimension(column) ? texts[at] : "")).filter(Boolean).join(" · ");
}

/** 「销售额 ¥1,234.50」: the numbers of a row, each with its name. */
export const factsOf = (answer: Answer, row: number): { label: string; text: string }[] =>
  answer.columns.flatMap((column, at) => (isDimension(column) || !answer.texts[row]?.[at] ? [] : [{ label: column.label, text: answer.texts[row]![at]! }]));

/** The number a click means: that of the cell, else the only one the chart draws. */
export function measureOf(answer: Answer, pointed: Pointed): string | undefined {
  if (pointed.measure) return pointed.measure;
  const { value, x, y, line, size } = answer.chart ?? ({} as Record<string, unknown>);
  const measures = answer.columns.filter((column) => !isDimension(column)).map((column) => column.key);
  const drawn = measures.filter((key) => (value ? [value] : [x, y, line, size].flat()).includes(key));
  return drawn.length === 1 ? drawn[0] : undefined;
}

const same = (one: readonly string[], other: readonly string[]): boolean => one.length === other.length && one.every((key) => other.includes(key));

/** The subtotals by these dimensions; the rows themselves where these are all of them. */
export function levelOf(answer: Answer, by: readonly string[]): Level | null {
  const all = answer.columns.filter(isDimension).map((column) => column.key);
  if (same(all, by)) return { by: all, rows: answer.rows, texts: answer.texts, others: answer.others, hidden: answer.hidden };
  return answer.levels.find((level) => same(level.by, by)) ?? null;
}

/** The grand total, where it was asked for. */
export const totalOf = (answer: Answer): { row: Cell[]; texts: string[] } | null => {
  const level = levelOf(answer, []);
  return level?.rows[0] ? { row: level.rows[0], texts: level.texts[0] ?? [] } : null;
};

/** Whether the grand total is kept back, and so a card or a dial of it. */
export const totalHidden = (answer: Answer): boolean => {
  const level = levelOf(answer, []);
  return level !== null && isHidden(level, 0);
};

/** The columns a table shows: those its configuration names, else all. */
export function shownColumns(answer: Answer): { column: Column; at: number }[] {
  const all = answer.columns.map((column, at) => ({ column, at }));
  const wanted = answer.chart?.columns as string[] | undefined;
  const named = (wanted ?? []).map((key) => all.find((one) => one.column.key === key)).filter((one) => one !== undefined);
  return named.length ? named : all;
}

/** Whether the groups along the axis are moments in order. */
export function alongTime(answer: Answer): boolean {
  const column = answer.columns.find((one) => one.key === answer.chart?.x);
  return Boolean(column?.grain || column?.part);
}

/** The row a clicked point stands for: plotly gives it plain or, for slices, in a list. */
export function rowOf(customdata: unknown): number | null {
  const value = Array.isArray(customdata) ? customdata[0] : customdata;
  return typeof value === "number" ? value : null;
}
