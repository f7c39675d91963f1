/** Whose rows a number may be counted of, seen from the source of a report. Pure. */
import { activeFields, type Documents, type MeasureDoc } from "../../commands/documents";

export interface Home {
  /** "" = the source itself, `sale.lines` its lines, else a form. */
  key: string;
  form: string;
  subtable?: string;
  way: "source" | "lines" | "parent" | "other";
}

/** The source, its lines, what it points at, and what shares something with it. */
export function homesOf(documents: Documents, source: string): Home[] {
  const fields = activeFields(documents.forms[source]?.fields);
  const targets = fields.filter((field) => field.type === "relation").map((field) => String(field.form)).filter((form) => form !== source && documents.forms[form]);
  const shared = new Set(targets);
  const lines: Home[] = fields.filter((field) => field.fields).map((field) => ({ key: `${source}.${field.key}`, form: source, subtable: field.key, way: "lines" }));
  const others = Object.values(documents.forms).filter((form) => form.key !== source && !shared.has(form.key) && activeFields(form.fields).some((field) => field.type === "relation" && (shared.has(String(field.form)) || field.form === source)));
  return [
    { key: "", form: source, way: "source" },
    ...lines,
    ...[...shared].map((form): Home => ({ key: form, form, way: "parent" })),
    ...others.map((form): Home => ({ key: form.key, form: form.key, way: "other" })),
  ];
}

/** How the paths a report splits and filters by are called at another form: through what both point at, dates by its first date. */
export function pathsAt(documents: Documents, source: string, home: string, paths: readonly string[]): Record<string, string> {
  const here = activeFields(documents.forms[source]?.fields);
  const there = activeFields(documents.forms[home]?.fields);
  const found: Record<string, string> = {};
  for (const path of paths) {
    const [head = ""] = path.split(".");
    const field = here.find((one) => one.key === head);
    const same = field?.type === "relation" ? there.find((one) => one.type === "relation" && one.form === field.form) : undefined;
    const date = ["date", "datetime"].includes(field?.type ?? "") ? there.find((one) => ["date", "datetime"].includes(one.type)) : undefined;
    const there_ = same ?? date;
    if (there_) found[head] = there_.key;
  }
  return found;
}

/** A measure counted elsewhere: the count of it at first, the fields of both connected. */
export function atHome(documents: Documents, source: string, one: MeasureDoc, home: Home, paths: readonly string[]): MeasureDoc {
  const { home: _home, paths: _paths, field: _field, where: _where, format: _format, ...rest } = one;
  const connected = home.way === "other" ? pathsAt(documents, source, home.form, paths) : {};
  return { ...rest, agg: "count", ...(home.key ? { home: home.key } : {}), ...(Object.keys(connected).length ? { paths: connected } : {}) };
}
