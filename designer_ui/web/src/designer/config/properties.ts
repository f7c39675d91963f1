/** What the schemas of triggers, actions and steps say, in the words of the screen. Pure. */
import type { Label } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import type { ConfigKind, Property } from "../builder_api";

export type Config = Record<string, unknown>;

/** The words of an enumeration, whichever way the schema gives them. */
export function choices(property: Property, locale: string): { value: string; label: string }[] {
  const named = new Map((property.options ?? []).map((one) => [one.key, one.label as Label]));
  return (property.enum ?? []).map((value) => ({ value, label: textOf(named.get(value) ?? property.labels?.[value], locale) || value }));
}

/** The first type of a schema that allows several. */
export function shapeOf(property: Property): string {
  const type = Array.isArray(property.type) ? property.type[0] : property.type;
  return type ?? (property.enum ? "string" : (property.anyOf?.map(shapeOf).find((one) => one !== "") ?? (property.properties ? "object" : "")));
}

/** What a new configuration starts with: nothing but what the schema cannot do without. */
export function startConfig(schema: Pick<ConfigKind, "config_schema">["config_schema"], more: Config = {}): Config {
  const config: Config = { ...more };
  for (const name of schema.required ?? []) {
    const property = schema.properties?.[name];
    if (!property || name in config) continue;
    if (property.default !== undefined) config[name] = property.default;
    else if (property.enum) config[name] = property.enum[0];
    else if (property.widget === "actions") config[name] = [];
    else if (shapeOf(property) === "object" && property.widget !== "text" && property.widget !== "who") config[name] = {};
    else if (shapeOf(property) === "array") config[name] = [];
  }
  return config;
}

/** A configuration with one property written; empty takes it away. */
export function written(config: Config, name: string, value: unknown): Config {
  const { [name]: _, ...rest } = config;
  const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return empty ? rest : { ...rest, [name]: value };
}
