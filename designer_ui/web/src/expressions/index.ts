/**
 * Interprets the trees of builder/expressions/tree.py: exact numbers, total equality, code points. No dependencies, no eval.
 * `evaluate(tree, names)` takes JSON values by dotted name ("@now", "@today", "@me", "@zone" = [zone, day start] among them) and throws
 * MissingName where one is not there: then the server is asked.
 */
import { FUNCTIONS, compare, equal, type Value } from "./functions.ts";
import * as numbers from "./numbers.ts";
import { isNum, type Num } from "./numbers.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Names = Readonly<Record<string, Json>>;

export class MissingName extends Error {}

interface Scope {
  names: Names;
  line: Names;
}

/** The JSON value of an expression: numbers with places and very large ones as text. */
export const evaluate = (tree: Json, names: Names): Json => toJson(run(tree, { names, line: {} }));

function toJson(value: Value): Json {
  if (!isNum(value)) return value as Json;
  const plain = Number(value.n);
  return value.s === 0 && Number.isSafeInteger(plain) ? plain : numbers.format(value);
}

/** A JSON value as the kind its name has: `n2` number, `s` text, `b`, `d`, `i`, `l…` list, `x`/`z` as it is. */
function read(value: Json, kind: string): Value {
  if (kind[0] === "l") return ((value ?? []) as Json[]).map((item) => read(item, kind.slice(1)));
  if (value === null || value === undefined || value === "") return null;
  if (kind[0] === "n") return numbers.parse(String(value), Number(kind.slice(1)));
  if (kind[0] === "i") return new Date(value as string).toISOString();
  return value as Value;
}

function look(name: string, scope: Scope): Json {
  if (Object.hasOwn(scope.line, name)) return scope.line[name]!;
  if (!Object.hasOwn(scope.names, name)) throw new MissingName(name);
  return scope.names[name]!;
}

/** The values of a body, one per line of a subtable. */
function each(names: string[], body: Json, scope: Scope): Value[] {
  const lists = names.map((name) => (look(name, scope) ?? []) as Json[]);
  return (lists[0] ?? []).map((_, row) => {
    const line = { ...scope.line, ...Object.fromEntries(names.map((name, i) => [name, lists[i]![row] ?? null])) };
    return run(body, { names: scope.names, line });
  });
}

type Operation = (args: Json[], scope: Scope) => Value;
const both =
  (apply: (a: Num, b: Num) => Value): Operation =>
  (args, scope) => {
    const [a, b] = [run(args[0]!, scope), run(args[1]!, scope)];
    return a === null || b === null ? null : apply(a as Num, b as Num);
  };
const ordered =
  (holds: (order: number) => boolean): Operation =>
  (args, scope) => {
    const [a, b] = [run(args[0]!, scope), run(args[1]!, scope)];
    return a !== null && b !== null && holds(compare(a, b));
  };

const OPERATIONS: Readonly<Record<string, Operation>> = {
  k: (args) => (args[0] ?? null) as Value,
  n: (args) => numbers.parse(args[0] as string),
  d: (args) => args[0] as string,
  i: (args) => args[0] as string,
  v: (args, scope) => read(look(args[0] as string, scope), (args[1] as string | undefined) ?? "x"),
  l: (args, scope) => args.map((item) => run(item, scope)),
  each: (args, scope) => each(args[0] as string[], args[1]!, scope),
  f: (args, scope) => {
    const name = args[0] as string;
    if (!Object.hasOwn(FUNCTIONS, name)) throw new MissingName(name);
    return FUNCTIONS[name]!(...args.slice(1).map((item) => run(item, scope)));
  },
  if: (args, scope) => run(args[0]!, scope) === true ? run(args[1]!, scope) : run(args[2]!, scope),
  and: (args, scope) => args.every((item) => run(item, scope) === true),
  or: (args, scope) => args.some((item) => run(item, scope) === true),
  not: (args, scope) => run(args[0]!, scope) !== true,
  empty: (args, scope) => {
    const value = run(args[0]!, scope);
    return value === null || (Array.isArray(value) && value.length === 0);
  },
  in: (args, scope) => {
    const [value, list] = [run(args[0]!, scope), run(args[1]!, scope) as Value[] | null];
    return value !== null && (list ?? []).some((item) => equal(value, item));
  },
  neg: (args, scope) => {
    const value = run(args[0]!, scope);
    return value === null ? null : numbers.negative(value as Num);
  },
  "+": both(numbers.add),
  "-": both((a, b) => numbers.add(a, numbers.negative(b))),
  "*": both(numbers.multiply),
  "/": both(numbers.divide),
  "%": both(numbers.remainder),
  "==": (args, scope) => equal(run(args[0]!, scope), run(args[1]!, scope)),
  "!=": (args, scope) => !equal(run(args[0]!, scope), run(args[1]!, scope)),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
};

function run(tree: Json, scope: Scope): Value {
  const [name, ...args] = tree as [string, ...Json[]];
  if (!Object.hasOwn(OPERATIONS, name)) throw new MissingName(name);
  return OPERATIONS[name]!(args, scope);
}
