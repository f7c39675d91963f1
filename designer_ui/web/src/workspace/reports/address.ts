/** What a report or dashboard is asked for, as part of the address: it can be linked, kept and gone back to. Pure. */
import type { Cell, Cross, DrillStep, Param, ParamValues } from "../../api/numbers";
import type { Json } from "../../api/types";

type Query = Record<string, string | undefined>;

const PREFIX = "p.";
const CODED = "~";

/** Texts stand as they are, everything else as JSON behind a mark. */
export function encode(value: Json): string {
  return typeof value === "string" && !value.startsWith(CODED) ? value : CODED + JSON.stringify(value);
}

/** The value of an encoded text; undefined where somebody broke it. */
export function decode(text: string): Json | undefined {
  if (!text.startsWith(CODED)) return text;
  try {
    return JSON.parse(text.slice(1)) as Json;
  } catch {
    return undefined;
  }
}

export const isEmpty = (value: Json | undefined): boolean => value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** The parameters somebody set; the others keep their defaults. Nothing is a value of one that is optional and has a default, null then. */
export function readParams(query: Query, params: readonly Param[]): ParamValues {
  const read = (text: string | undefined): Json | undefined => (text === undefined ? undefined : decode(text));
  const found = params.map((param) => [param, read(query[PREFIX + param.key])] as const);
  const set = found.filter(([param, value]) => value !== undefined && (value !== null || (param.optional && !isEmpty(param.default))));
  return Object.fromEntries(set.map(([param, value]) => [param.key, value])) as ParamValues;
}

/** A change of one parameter, as search values. */
export function writeParam(param: Param, value: Json): Query {
  const usual = JSON.stringify(value) === JSON.stringify(param.default ?? null) || (isEmpty(value) && isEmpty(param.default));
  return { [PREFIX + param.key]: usual ? undefined : encode(isEmpty(value) ? null : value) };
}

/** Every parameter back to its default. */
export const clearParams = (params: readonly Param[]): Query => Object.fromEntries(params.map((param) => [PREFIX + param.key, undefined]));

/** Search values of another report that is handed these parameters; null is handed on too: it means no limit, whatever the default there. */
export const passParams = (values: ParamValues): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value === null || !isEmpty(value))
      .map(([key, value]) => [PREFIX + key, encode(value)]),
  );

/** What a parameter is now. */
export const valueOf = (param: Param, values: ParamValues): Json => (param.key in values ? values[param.key]! : (param.default ?? null));

/** The parameters that must be set before anything can be counted. */
export const missing = (params: readonly Param[], values: ParamValues): Param[] => params.filter((param) => !param.optional && isEmpty(valueOf(param, values)));

const isCell = (value: unknown): value is Cell => value === null || ["string", "number", "boolean"].includes(typeof value);

export function readDrill(text: string | undefined): DrillStep[] {
  const read = text ? decode(CODED + text) : [];
  if (!Array.isArray(read)) return [];
  return read.filter((step): step is [string, Cell] => Array.isArray(step) && step.length === 2 && typeof step[0] === "string" && isCell(step[1]));
}

export const writeDrill = (steps: readonly DrillStep[]): string | undefined => (steps.length ? JSON.stringify(steps) : undefined);

export function readCross(text: string | undefined): (Cross & { text: string })[] {
  const read = text ? decode(CODED + text) : [];
  if (!Array.isArray(read)) return [];
  return read
    .filter((one): one is [string, string, Cell, string] => Array.isArray(one) && one.length === 4 && typeof one[0] === "string" && typeof one[1] === "string" && isCell(one[2]) && typeof one[3] === "string")
    .map(([tile, dimension, value, words]) => ({ tile, dimension, value, text: words }));
}

export const writeCross = (list: readonly (Cross & { text: string })[]): string | undefined =>
  list.length ? JSON.stringify(list.map(({ tile, dimension, value, text }) => [tile, dimension, value, text])) : undefined;

/** One group of a dimension narrows at a time; chosen again it is taken away. */
export function toggleCross<T extends Cross>(list: readonly T[], one: T): T[] {
  const kept = list.filter((other) => other.dimension !== one.dimension || other.tile !== one.tile);
  const again = list.some((other) => other.tile === one.tile && other.dimension === one.dimension && other.value === one.value);
  return again ? kept : [...kept, one];
}
