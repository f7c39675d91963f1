/** Conditions as people build them, as expression text, and back. Pure. */
import type { FieldDef, Json } from "../api/types";

export interface Condition {
  field: string;
  op: string;
  /** none, one value, two values (between) or a list, as the operator says */
  values: Json[];
}

type Build = (name: string, values: string[]) => string;

// The same words in the same order as the server's table of operators.
const BUILD: Record<string, Build> = {
  eq: (n, v) => `${n} == ${v[0]}`,
  ne: (n, v) => `${n} != ${v[0]}`,
  lt: (n, v) => `${n} < ${v[0]}`,
  le: (n, v) => `${n} <= ${v[0]}`,
  gt: (n, v) => `${n} > ${v[0]}`,
  ge: (n, v) => `${n} >= ${v[0]}`,
  between: (n, v) => `(${n} >= ${v[0]} and ${n} <= ${v[1]})`,
  before: (n, v) => `${n} < ${v[0]}`,
  after: (n, v) => `${n} > ${v[0]}`,
  in: (n, v) => `${n} in [${v.join(", ")}]`,
  not_in: (n, v) => `${n} not in [${v.join(", ")}]`,
  has: (n, v) => `${v[0]} in ${n}`,
  contains: (n, v) => `CONTAINS(${n}, ${v[0]})`,
  starts: (n, v) => `STARTS(${n}, ${v[0]})`,
  ends: (n, v) => `ENDS(${n}, ${v[0]})`,
  empty: (n) => `EMPTY(${n})`,
  filled: (n) => `not EMPTY(${n})`,
  true: (n) => `${n} == true`,
  false: (n) => `${n} != true`,
  segment: (n, v) => `${n} in SEGMENT(${v[0]})`,
  not_segment: (n, v) => `${n} not in SEGMENT(${v[0]})`,
};

export const quote = (text: string): string => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'").replace(/\n/g, "\\n")}'`;

const NUMBERS = new Set(["number", "money", "percent"]);

function literal(field: FieldDef, value: Json): string {
  const { look } = field.look;
  if (NUMBERS.has(look)) return String(value);
  if (look === "date" || look === "datetime") return `DATE(${quote(String(value).slice(0, 10))})`;
  return quote(String(value));
}

const nameOf = (field: FieldDef): string => (field.look.look === "datetime" ? `DATE(${field.key})` : field.key);

/** Expression text of one condition; null while it is not filled in. */
export function conditionText(condition: Condition, field: FieldDef, arity: string): string | null {
  const build = BUILD[condition.op];
  const needed = { none: 0, one: 1, two: 2, many: 1 }[arity] ?? 0;
  const filled = condition.values.filter((value) => value !== null && value !== undefined && value !== "");
  if (!build || filled.length < needed) return null;
  const bare = condition.op === "empty" || condition.op === "filled";
  return build(bare ? field.key : nameOf(field), filled.map((value) => literal(field, value)));
}

/** All conditions joined; unfinished ones are left out. */
export function filterText(conditions: Condition[], fields: FieldDef[], arityOf: (op: string) => string): string {
  const texts = conditions.map((condition) => {
    const field = fields.find((one) => one.key === condition.field);
    return field ? conditionText(condition, field, arityOf(condition.op)) : null;
  });
  return texts.filter((text) => text !== null).join(" and ");
}

/** Splits at ` and ` outside of quotes and brackets. */
export function splitAnd(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quoted) {
      if (sign === "\\") at += 1;
      else if (sign === "'") quoted = false;
    } else if (sign === "'") quoted = true;
    else if (sign === "(" || sign === "[") depth += 1;
    else if (sign === ")" || sign === "]") depth -= 1;
    else if (depth === 0 && text.startsWith(" and ", at)) {
      parts.push(text.slice(start, at));
      start = at + 5;
      at += 4;
    }
  }
  return [...parts, text.slice(start)];
}

const NAME = "(?:DATE\\()?([a-z][a-z0-9_]*)\\)?";
const LITERAL = "(DATE\\('[^']*'\\)|'(?:[^'\\\\]|\\\\.)*'|-?\\d+(?:\\.\\d+)?)";
const COMPARED = new RegExp(`^${NAME} (==|!=|<=|>=|<|>) ${LITERAL}$`);
const BOOLEAN = new RegExp(`^${NAME} (==|!=) true$`);
const BETWEEN = new RegExp(`^\\(${NAME} >= ${LITERAL} and ${NAME} <= ${LITERAL}\\)$`);
const LISTED = new RegExp(`^${NAME} (in|not in) \\[(.*)\\]$`);
const HAS = new RegExp(`^${LITERAL} in ${NAME}$`);
const CALLED = new RegExp(`^(CONTAINS|STARTS|ENDS)\\(${NAME}, ${LITERAL}\\)$`);
const MEMBER = new RegExp(`^${NAME} (in|not in) SEGMENT\\(${LITERAL}\\)$`);
const EMPTY = new RegExp(`^(not )?EMPTY\\(${NAME}\\)$`);
const SIGNS: Record<string, [string, string]> = { "==": ["eq", "eq"], "!=": ["ne", "ne"], "<": ["lt", "before"], "<=": ["le", "le"], ">": ["gt", "after"], ">=": ["ge", "ge"] };

function unquote(text: string): Json {
  const inner = /^DATE\('([^']*)'\)$/.exec(text)?.[1];
  if (inner !== undefined) return inner;
  return text.startsWith("'") ? text.slice(1, -1).replace(/\\n/g, "\n").replace(/\\(.)/g, "$1") : text;
}

function readOne(text: string, fields: FieldDef[]): Condition | null {
  const dated = (key: string): boolean => fields.find((field) => field.key === key)?.operators?.includes("before") ?? false;
  let match = BOOLEAN.exec(text);
  if (match) return { field: match[1]!, op: match[2] === "==" ? "true" : "false", values: [] };
  match = COMPARED.exec(text);
  if (match) return { field: match[1]!, op: SIGNS[match[2]!]![dated(match[1]!) ? 1 : 0]!, values: [unquote(match[3]!)] };
  match = BETWEEN.exec(text);
  if (match && match[1] === match[3]) return { field: match[1]!, op: "between", values: [unquote(match[2]!), unquote(match[4]!)] };
  match = MEMBER.exec(text);
  if (match) return { field: match[1]!, op: match[2] === "in" ? "segment" : "not_segment", values: [unquote(match[3]!)] };
  match = LISTED.exec(text);
  if (match) return { field: match[1]!, op: match[2] === "in" ? "in" : "not_in", values: (match[3]!.match(new RegExp(LITERAL, "g")) ?? []).map(unquote) };
  match = HAS.exec(text);
  if (match) return { field: match[2]!, op: "has", values: [unquote(match[1]!)] };
  match = CALLED.exec(text);
  if (match) return { field: match[2]!, op: match[1]!.toLowerCase(), values: [unquote(match[3]!)] };
  match = EMPTY.exec(text);
  if (match) return { field: match[2]!, op: match[1] ? "filled" : "empty", values: [] };
  return null;
}

/** The conditions of a filter text; null where it is more than a list of them. */
export function readFilter(text: string | null | undefined, fields: FieldDef[]): Condition[] | null {
  if (!text) return [];
  const conditions = splitAnd(text).map((part) => readOne(part, fields));
  const known = conditions.every((one) => one !== null && fields.some((field) => field.key === one.field));
  return known ? (conditions as Condition[]) : null;
}
