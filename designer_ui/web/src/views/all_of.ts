/** Several filters that must all hold, as one. */
export function allOf(...filters: (string | null | undefined)[]): string {
  const given = filters.filter((text): text is string => Boolean(text));
  return given.length > 1 ? given.map((text) => (isLoose(text) ? `(${text})` : text)).join(" and ") : (given[0] ?? "");
}

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
const INNERMOST = /[([][^()[\]]*[)\]]/g;

/** Whether "or" or "if" stands outside of quotes and brackets, so that an "and" behind it would take only a part. */
function isLoose(text: string): boolean {
  let open = text.replace(QUOTED, "''");
  for (let before = ""; before !== open; ) {
    before = open;
    open = open.replace(INNERMOST, " ");
  }
  return /\b(or|if)\b/.test(open);
}
