/** Where an expression of a rule or a step stands: the names known there besides the form's own fields, and its path in the draft. */
import { createContext, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Documents, FieldDoc } from "../../commands/documents";
import { HOLDER } from "./paths";

/** A name that stands for a record of a form, or for columns of its own. */
export interface Binding {
  key: string;
  label: string;
  form?: string;
  fields?: readonly FieldDoc[];
}

export interface Scope {
  /** The form of the record it is all about; "" where there is none. */
  form: string;
  /** Another form whose fields the plain names are. */
  target?: string | undefined;
  /** Whether the record before the change is known. */
  old: boolean;
  bindings: readonly Binding[];
  /** Further plain names: parameters of a report, its measures. */
  names?: readonly FieldDoc[];
  /** Nothing but the further names: no field of a form. */
  bare?: boolean;
  /** Conditions may look into lines ("some line is …"). */
  lines?: boolean;
}

interface Spot {
  scope: Scope;
  path: string;
}

export const SpotContext = createContext<Spot | null>(null);

export interface ScopeWords {
  old: string;
  trigger: string;
  self: string;
}

/** The further names of a scope as fields that lead to their form or hold their columns. */
export function extraNames(scope: Scope, words: ScopeWords): FieldDoc[] {
  const names: FieldDoc[] = scope.bindings.map(({ key, label, form, fields }) => (form ? { key, label, type: "relation", form } : { key, label, type: HOLDER, fields: [...(fields ?? [])] }));
  if (scope.names) return [...names, ...scope.names];
  if (scope.form && !scope.target) names.push({ key: "id", label: words.self, type: "id" });
  if (scope.old && scope.form) names.push({ key: "old", label: words.old, type: "relation", form: scope.form, hidden: Boolean(scope.target) });
  if (scope.form) names.push({ key: "trigger", label: words.trigger, type: "relation", form: scope.form, hidden: !scope.target });
  return names;
}

const NONE: readonly FieldDoc[] = [];

export function useExtraNames(): readonly FieldDoc[] {
  const { t } = useTranslation("designer");
  const scope = useContext(SpotContext)?.scope;
  return useMemo(() => (scope ? extraNames(scope, { old: t("scope.old"), trigger: t("scope.trigger"), self: t("scope.self") }) : NONE), [scope, t]);
}

/** The path in the draft of what is being edited here; null where expressions are judged one by one. */
export const useSpotPath = (): string | null => useContext(SpotContext)?.path ?? null;

/** The scope here; outside of rules and steps there is none. */
export function useScope(): Scope {
  const found = useContext(SpotContext);
  if (!found) throw new Error("no scope here");
  return found.scope;
}

/** The scope here, if there is one. */
export const useScopeOrNone = (): Scope | null => useContext(SpotContext)?.scope ?? null;

/** The form whose fields plain names are. */
export const plainForm = (scope: Scope): string => scope.target ?? scope.form;

/** The form a relation path (or a bound name) ends at; the record's own for an empty path. */
export function formAt(documents: Documents, scope: Scope, path: string | undefined): string {
  if (!path) return scope.form;
  const [head = "", ...rest] = path.split(".");
  const bound = scope.bindings.find((one) => one.key === head);
  const start = bound?.form ?? (head === "trigger" ? scope.form : "");
  return (start ? rest : [head, ...rest]).reduce((form, key) => {
    const field = documents.forms[form]?.fields.find((one) => one.key === key);
    return typeof field?.form === "string" ? field.form : "";
  }, start || scope.form);
}
