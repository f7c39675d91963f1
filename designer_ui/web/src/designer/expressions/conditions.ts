/** A condition people can build by clicking, as rows, and the same as expression text. What has no rows is left to the formula editor. */
import { quote, tokens, unquote, type Token } from "./lexer";

export type Unit = "day" | "month" | "year";

export type Value =
  | { kind: "text"; text: string }
  | { kind: "number"; text: string }
  | { kind: "date"; text: string }
  | { kind: "today"; offset: number; unit: Unit }
  | { kind: "me" }
  | { kind: "field"; path: string };

export interface Row {
  path: string;
  operator: string;
  values: Value[];
}

export interface Condition {
  join: "and" | "or";
  rows: Row[];
}

const COMPARE: Record<string, string> = {
  eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=", before: "<", after: ">",
};
/** "Is among" of something taken from a moment: its weekday, its hour. */
const TAKEN: Record<string, string> = { weekday: "WEEKDAY", hour: "HOUR" };
/** Belongs to a segment, or not. */
const MEMBERS: Record<string, string> = { segment: "in", not_segment: "not in" };
const CALLS: Record<string, string> = { contains: "CONTAINS", starts: "STARTS", ends: "ENDS" };

/** How many values an operator of the rows takes. */
export function arity(operator: string): "none" | "one" | "two" | "many" {
  if (operator === "between") return "two";
  if (operator === "in" || operator === "not_in" || operator in TAKEN) return "many";
  return ["empty", "filled", "true", "false"].includes(operator) ? "none" : "one";
}

function literal(value: Value): string {
  switch (value.kind) {
    case "text": return quote(value.text);
    case "number": return value.text;
    case "date": return `DATE('${value.text}')`;
    case "today": return value.offset ? `DATEADD(TODAY(), ${value.offset}, '${value.unit}')` : "TODAY()";
    case "me": return "@me";
    case "field": return value.path;
  }
}

/** One row as text; null while a value is missing. */
export function rowText({ path, operator, values }: Row): string | null {
  const literals = values.map(literal);
  const [first, second] = literals;
  if (!path) return null;
  if (operator === "empty") return `EMPTY(${path})`;
  if (operator === "filled") return `not EMPTY(${path})`;
  if (operator === "true") return `${path} == true`;
  if (operator === "false") return `${path} != true`;
  if (first === undefined || first === "") return null;
  if (operator === "between") return second ? `(${path} >= ${first} and ${path} <= ${second})` : null;
  if (operator === "in") return `${path} in [${literals.join(", ")}]`;
  if (operator === "not_in") return `${path} not in [${literals.join(", ")}]`;
  if (operator === "has") return `${first} in ${path}`;
  if (TAKEN[operator]) return `${TAKEN[operator]}(${path}) in [${literals.join(", ")}]`;
  if (MEMBERS[operator]) return `${path} ${MEMBERS[operator]} SEGMENT(${first})`;
  const call = CALLS[operator];
  if (call) return `${call}(${path}, ${first})`;
  return COMPARE[operator] ? `${path} ${COMPARE[operator]} ${first}` : null;
}

/** The whole condition as text; rows that are not finished are left out. */
export const conditionText = ({ join, rows }: Condition): string =>
  rows
    .map(rowText)
    .filter((text) => text !== null)
    .join(` ${join} `);

const OPEN = new Set(["(", "["]);
const CLOSE = new Set([")", "]"]);

/** The tokens between the given words or marks at the outermost level. */
function split(all: readonly Token[], at: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of all) {
    if (OPEN.has(token.text)) depth += 1;
    if (CLOSE.has(token.text)) depth -= 1;
    if (depth === 0 && at(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The tokens without brackets around the whole. */
function bare(all: Token[]): Token[] {
  const wrapped = all[0]?.text === "(" && all.at(-1)?.text === ")" && balanced(all.slice(1, -1));
  return wrapped ? bare(all.slice(1, -1)) : all;
}

function balanced(all: readonly Token[]): boolean {
  let depth = 0;
  for (const token of all) {
    if (OPEN.has(token.text)) depth += 1;
    if (CLOSE.has(token.text)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const shape = (all: readonly Token[]): string =>
  all.map((token) => (["name", "text", "number"].includes(token.kind) ? token.kind : token.text.toLowerCase())).join(" ");

/** A value people can pick, from its tokens. */
function valueOf(all: readonly Token[]): Value | null {
  const text = (i: number) => all[i]?.text ?? "";
  switch (shape(all)) {
    case "text": return { kind: "text", text: unquote(text(0)) };
    case "number": return { kind: "number", text: text(0) };
    case "- number": return { kind: "number", text: `-${text(1)}` };
    case "name": return text(0) === "@me" ? { kind: "me" } : text(0).startsWith("@") ? null : { kind: "field", path: text(0) };
    case "date ( text )": return { kind: "date", text: unquote(text(2)) };
    case "today ( )": return { kind: "today", offset: 0, unit: "day" };
    case "dateadd ( today ( ) , number , text )": return relative(Number(text(6)), unquote(text(8)));
    case "dateadd ( today ( ) , - number , text )": return relative(-Number(text(7)), unquote(text(9)));
    default: return null;
  }
}

const relative = (offset: number, unit: string): Value | null =>
  unit === "day" || unit === "month" || unit === "year" ? { kind: "today", offset, unit } : null;

const isPath = (token: Token | undefined): boolean => token?.kind === "name" && !token.text.startsWith("@");

function listOf(all: readonly Token[]): Value[] | null {
  if (all[0]?.text !== "[" || all.at(-1)?.text !== "]") return null;
  const values = split(all.slice(1, -1), (token) => token.text === ",").map(valueOf);
  return values.every((value) => value !== null) ? (values as Value[]) : null;
}

const withOne = (path: string, operator: string, value: Value | null): Row | null => value && { path, operator, values: [value] };

/** `WEEKDAY(paid_at) in [6, 7]` */
function takenRow(all: readonly Token[]): Row | null {
  const operator = Object.keys(TAKEN).find((key) => TAKEN[key] === all[0]?.text.toUpperCase());
  if (!operator || shape(all.slice(1, 5)) !== "( name ) in") return null;
  return listRow((all[2] as Token).text, operator, all.slice(5));
}

function callRow(all: readonly Token[]): Row | null {
  const name = all[0]?.text.toUpperCase() ?? "";
  const [first, second, third] = split(all.slice(2, -1), (token) => token.text === ",");
  if (all.at(-1)?.text !== ")" || first?.length !== 1 || !isPath(first[0]) || third) return null;
  const path = (first[0] as Token).text;
  if (name === "EMPTY") return second ? null : { path, operator: "empty", values: [] };
  const operator = Object.keys(CALLS).find((key) => CALLS[key] === name);
  return operator && second ? withOne(path, operator, valueOf(second)) : null;
}

/** `allowed` tells `<` of a date (before) from `<` of a number (less than). */
function compareRow(path: string, sign: string, right: readonly Token[], allowed: (path: string) => readonly string[]): Row | null {
  if (shape(right) === "true" && sign === "==") return { path, operator: "true", values: [] };
  if (shape(right) === "true" && sign === "!=") return { path, operator: "false", values: [] };
  const fitting = Object.keys(COMPARE).filter((key) => COMPARE[key] === sign);
  const operator = fitting.find((key) => allowed(path).includes(key)) ?? fitting[0];
  return operator ? withOne(path, operator, valueOf(right)) : null;
}

const isWord = (word: string) => (token: Token) => token.kind === "word" && token.text === word;

/** `(a >= 1 and a <= 9)` of one field, if the field can be asked so. */
function betweenRow(raw: Token[], allowed: (path: string) => readonly string[]): Row | null {
  if (raw[0]?.text !== "(") return null;
  const parts = split(bare(raw), isWord("and"));
  const [low, high] = parts.map((part) => (isPath(part[0]) && part[1] ? compareRow((part[0] as Token).text, part[1].text, part.slice(2), allowed) : null));
  if (parts.length !== 2 || !low || !high || low.path !== high.path || low.operator !== "ge" || high.operator !== "le") return null;
  return allowed(low.path).includes("between") ? { path: low.path, operator: "between", values: [...low.values, ...high.values] } : null;
}

function rowOf(raw: Token[], allowed: (path: string) => readonly string[]): Row | null {
  const between = betweenRow(raw, allowed);
  if (between) return between;
  const all = bare(raw);
  const [first, second, third] = all;
  if (!first) return null;
  if (first.text === "not") {
    const inner = all.slice(1);
    if (inner.length === 1 && isPath(inner[0])) return { path: (inner[0] as Token).text, operator: "false", values: [] };
    const row = callRow(inner);
    return row?.operator === "empty" ? { ...row, operator: "filled" } : null;
  }
  if (first.kind === "function" && all.at(-1)?.text === ")" && !all.some((token) => token.text === "in")) return callRow(all);
  if (first.kind === "function" && first.text.toUpperCase() in { WEEKDAY: 1, HOUR: 1 }) return takenRow(all);
  if (isPath(first)) {
    if (all.length === 1) return { path: first.text, operator: "true", values: [] };
    if (second?.text === "not" && third?.text === "in") return memberRow(first.text, "not_segment", all.slice(3)) ?? listRow(first.text, "not_in", all.slice(3));
    if (second?.text === "in") return memberRow(first.text, "segment", all.slice(2)) ?? listRow(first.text, "in", all.slice(2));
    return second ? compareRow(first.text, second.text, all.slice(2), allowed) : null;
  }
  const last = all.at(-1);
  return all.at(-2)?.text === "in" && isPath(last) ? withOne((last as Token).text, "has", valueOf(all.slice(0, -2))) : null;
}

/** `… in SEGMENT('vip')` */
const memberRow = (path: string, operator: string, right: readonly Token[]): Row | null =>
  shape(right) === "segment ( text )" ? { path, operator, values: [{ kind: "text", text: unquote((right[2] as Token).text) }] } : null;

function listRow(path: string, operator: string, right: readonly Token[]): Row | null {
  const values = listOf(right);
  return values && values.length ? { path, operator, values } : null;
}

/** The rows of a condition; null where only the formula editor can show it. */
export function parseCondition(text: string, allowed: (path: string) => readonly string[]): Condition | null {
  const raw = tokens(text).filter((token) => token.kind !== "space");
  const only = balanced(raw) ? betweenRow(raw, allowed) : null;
  if (only) return { join: "and", rows: [only] };
  const all = bare(raw);
  if (!all.length) return { join: "and", rows: [] };
  if (!balanced(all)) return null;
  const ors = split(all, isWord("or"));
  const ands = split(all, isWord("and"));
  if (ors.length > 1 && ands.length > 1) return null;
  const rows = (ors.length > 1 ? ors : ands).map((part) => rowOf(part, allowed));
  return rows.every((row) => row !== null) ? { join: ors.length > 1 ? "or" : "and", rows: rows as Row[] } : null;
}

/** The parts of a condition joined by "and" at the outermost level; the whole as one part where "or" or "if" stand there. */
export function conjuncts(text: string): string[] {
  const all = tokens(text);
  if (split(all, (token) => token.kind === "word" && ["or", "if"].includes(token.text)).length > 1) return [text];
  return split(all, isWord("and")).map((part) => part.map((token) => token.text).join("").trim()).filter(Boolean);
}
