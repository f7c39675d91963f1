/** Several filters that must all hold, as one. */
export function allOf(...filters: (string | null | undefined)[]): string {
  const given = filters.filter((text): text is string => Boolean(text));
  return given.length > 1 ? given.map((text) => `(${text})`).join(" and ") : (given[0] ?? "");
}
