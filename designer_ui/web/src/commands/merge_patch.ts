/** RFC 7386: the difference of two JSON objects as a merge patch, and its application. A changed list goes whole. */

type Json = unknown;
type JsonObject = Record<string, Json>;

const isObject = (value: Json): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two JSON values are equal. */
export function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
}

/** The patch that turns `before` into `after`; null where the two are equal. An undefined member counts as absent. */
export function diff(before: JsonObject, after: JsonObject): JsonObject | null {
  const patch: JsonObject = {};
  for (const name of Object.keys(before)) {
    if (before[name] !== undefined && (!Object.hasOwn(after, name) || after[name] === undefined)) patch[name] = null;
  }
  for (const [name, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (value === undefined || same(old, value)) continue;
    if (isObject(old) && isObject(value)) {
      const inner = diff(old, value);
      if (inner) patch[name] = inner;
    } else {
      patch[name] = value;
    }
  }
  return Object.keys(patch).length ? patch : null;
}

/** `target` with a merge patch applied, as the server does it. */
export function applyPatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = applyPatch(result[name], value);
  }
  return result;
}
