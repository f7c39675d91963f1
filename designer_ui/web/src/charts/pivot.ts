/** Rows of an answer as a cross table: groups down and across, with the subtotals the server counted. Pure; nothing is added up here. */
import type { Answer, Cell, Column, Level } from "../api/numbers";
import { isDimension, isHidden, levelOf, place, rank, restAt } from "./rows";

export interface PivotCell {
  text: string;
  value: Cell;
  /** the groups this number stands in */
  groups: Record<string, Cell>;
  /** the dimensions in which it is "the rest" */
  rest?: string[];
  /** kept back, because too few people stand in it */
  hidden?: boolean;
}

export interface PivotHead {
  text: string;
  span: number;
  total?: boolean;
}

export interface PivotRow {
  /** one per dimension down; empty where it is that of the row above */
  labels: string[];
  kind: "row" | "subtotal" | "total";
  cells: (PivotCell | null)[];
}

export interface Pivot {
  downLabels: string[];
  heads: PivotHead[][];
  rows: PivotRow[];
  /** the measure of each column */
  measures: Column[];
  /** the groups each column stands for, in words; "" for totals */
  across: string[];
  total: number;
}

interface Shape {
  rows: string[];
  cols: string[];
  values: string[];
}

interface Group {
  keys: string[];
  texts: string[];
  values: Cell[];
}

const listed = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []);

/** What stands where: as the configuration says; else the first dimension down, the others across. */
export function shapeOf(answer: Answer): Shape {
  const dimensions = answer.columns.filter(isDimension).map((column) => column.key);
  const known = (keys: string[]) => keys.filter((key) => place(answer, key) >= 0);
  const [rows, cols] = [known(listed(answer.chart?.rows)), known(listed(answer.chart?.cols))];
  const values = known(listed(answer.chart?.values));
  return {
    rows: rows.length || cols.length ? rows : dimensions.slice(0, 1),
    cols: rows.length || cols.length ? cols : dimensions.slice(1),
    values: values.length ? values : answer.columns.filter((column) => !isDimension(column)).map((column) => column.key),
  };
}

const REST = "rest";

// a missing group and "the rest" have the same value
function groupOf(answer: Answer, dimensions: string[], level: Level, at: number): Group {
  const [row, texts, rest] = [level.rows[at]!, level.texts[at] ?? [], restAt(level, at)];
  const places = dimensions.map((key) => place(answer, key));
  const keys = dimensions.map((key, one) => (rest.includes(key) ? REST : JSON.stringify(row[places[one]!] ?? null)));
  return { keys, texts: places.map((one) => texts[one] ?? ""), values: places.map((one) => row[one] ?? null) };
}

/** Different groups of these dimensions, those of dates and numbers in their order, others as they come. */
function groupsBy(answer: Answer, dimensions: string[], all: string[]): Group[] {
  const level = levelOf(answer, all);
  const found = new Map<string, Group>();
  level?.rows.forEach((_, at) => {
    const group = groupOf(answer, dimensions, level, at);
    found.set(group.keys.join("¦"), group);
  });
  return nested([...found.values()], dimensions.length);
}

/** Groups of the same head stand together, in the order of their first. */
function nested(groups: Group[], depth: number, at = 0): Group[] {
  if (at >= depth) return groups;
  const byHead = new Map<string, Group[]>();
  for (const group of groups) byHead.set(group.keys[at]!, [...(byHead.get(group.keys[at]!) ?? []), group]);
  return [...byHead.values()].flatMap((part) => nested(part, depth, at + 1));
}

const comparable = (column: Column | undefined): boolean => column?.type === "date" || column?.type === "number";

/** Across, dates and numbers run from small to large whatever the rows are sorted by. */
function ordered(answer: Answer, dimensions: string[], groups: Group[]): Group[] {
  const compare = (one: Group, other: Group): number => {
    for (const [at, key] of dimensions.entries()) {
      if (!comparable(answer.columns[place(answer, key)]) || one.keys[at] === other.keys[at]) continue;
      const [left, right] = [one.values[at]!, other.values[at]!];
      if (left === null && right === null) return one.keys[at] === REST ? 1 : -1;
      if (left === null || right === null) return left === null ? 1 : -1;
      return rank(left) < rank(right) ? -1 : 1;
    }
    return 0;
  };
  return nested([...groups].sort(compare), dimensions.length);
}

type Find = (down: Group, across: Group, measure: string) => PivotCell | null;

const EMPTY: Group = { keys: [], texts: [], values: [] };

/** A number by its groups, among the rows of just those dimensions. */
function finder(answer: Answer, shape: Shape): Find {
  const indexes = new Map<string, Map<string, number>>();
  return (down, across, measure) => {
    const dimensions = [...shape.rows.slice(0, down.keys.length), ...shape.cols.slice(0, across.keys.length)];
    const level = levelOf(answer, dimensions);
    if (!level) return null;
    const name = dimensions.join("¦");
    let index = indexes.get(name);
    if (!index) {
      index = new Map(level.rows.map((_, at) => [groupOf(answer, dimensions, level, at).keys.join("¦"), at]));
      indexes.set(name, index);
    }
    const at = index.get([...down.keys, ...across.keys].join("¦"));
    const column = place(answer, measure);
    if (at === undefined || column < 0) return null;
    const row = level.rows[at]!;
    const rest = restAt(level, at);
    const groups = Object.fromEntries(dimensions.filter((key) => !rest.includes(key)).map((key) => [key, row[place(answer, key)] ?? null]));
    return { text: level.texts[at]?.[column] ?? "", value: row[column] ?? null, groups, ...(rest.length ? { rest } : {}), ...(isHidden(level, at) ? { hidden: true } : {}) };
  };
}

/** Heads across: one line per dimension, then the measures where there are several. */
function headsOf(shape: Shape, across: Group[], measures: Column[], withTotal: boolean, words: { total: string }): PivotHead[][] {
  const lines = shape.cols.map((_, at) => {
    const heads: PivotHead[] = [];
    across.forEach((group, index) => {
      const before = across[index - 1];
      const joined = before && group.keys.slice(0, at + 1).every((key, one) => key === before.keys[one]);
      if (joined) heads[heads.length - 1]!.span += measures.length;
      else heads.push({ text: group.texts[at] ?? "", span: measures.length });
    });
    if (withTotal) heads.push({ text: at === 0 ? words.total : "", span: measures.length, total: true });
    return heads;
  });
  if (measures.length === 1 && shape.cols.length) return lines;
  const places = across.length + (withTotal ? 1 : 0);
  const names = Array.from({ length: Math.max(places, 1) }, (_, at) => measures.map((measure) => ({ text: measure.label, span: 1, total: withTotal && at === places - 1 && across.length > 0 }))).flat();
  return [...lines, names];
}

export function pivotOf(answer: Answer, words: { total: string; subtotal: (name: string) => string }): Pivot {
  const shape = shapeOf(answer);
  const all = [...shape.rows, ...shape.cols];
  const totals = answer.chart?.totals !== false;
  const across = shape.cols.length ? ordered(answer, shape.cols, groupsBy(answer, shape.cols, all)) : [EMPTY];
  const down = groupsBy(answer, shape.rows, all);
  const measures = shape.values.map((key) => answer.columns[place(answer, key)]!);
  const withTotal = totals && shape.cols.length > 0 && levelOf(answer, shape.rows) !== null;
  const columns = withTotal ? [...across, EMPTY] : across;
  const find = finder(answer, shape);
  const cellsOf = (group: Group): (PivotCell | null)[] => columns.flatMap((column) => shape.values.map((measure) => find(group, column, measure)));
  const rows: PivotRow[] = [];
  const subtotal = (group: Group, depth: number) => {
    const head = { keys: group.keys.slice(0, depth), texts: group.texts.slice(0, depth), values: group.values.slice(0, depth) };
    const cells = cellsOf(head);
    const labels = shape.rows.map((_, at) => (at === depth - 1 ? words.subtotal(head.texts[at] ?? "") : ""));
    if (cells.some(Boolean)) rows.push({ labels, kind: "subtotal", cells });
  };
  down.forEach((group, at) => {
    const before = down[at - 1];
    const shared = before ? group.keys.findIndex((key, one) => key !== before.keys[one]) : 0;
    rows.push({ labels: group.texts.map((text, one) => (before && one < shared ? "" : text)), kind: "row", cells: cellsOf(group) });
    const after = down[at + 1];
    for (let depth = shape.rows.length - 1; totals && depth >= 1; depth -= 1) {
      if (!after || group.keys.slice(0, depth).some((key, one) => key !== after.keys[one])) subtotal(group, depth);
    }
  });
  const grand = totals && shape.rows.length > 0 ? cellsOf(EMPTY) : [];
  if (grand.some(Boolean)) rows.push({ labels: shape.rows.map((_, at) => (at === 0 ? words.total : "")), kind: "total", cells: grand });
  return {
    downLabels: shape.rows.map((key) => answer.columns[place(answer, key)]!.label),
    heads: headsOf(shape, across, measures, withTotal, words),
    rows,
    measures: columns.flatMap(() => measures),
    across: columns.flatMap((group) => measures.map(() => group.texts.join(" · "))),
    total: withTotal ? measures.length : 0,
  };
}
