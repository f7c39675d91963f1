/** The live state of a form: at once in the browser, and from the server where only it knows. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client";
import type { Evaluation, FieldDef, FormDef, Json, Values } from "../../api/types";
import { useDebounced } from "../../app/debounce";
import { liveState, type Live, type Run } from "../../renderer/live";
import { rowsOf } from "../../renderer/SubTable";

/** Rows without the columns the server computes. */
function plainRows(field: FieldDef, value: Json): Json {
  if (field.type !== "subtable" || !Array.isArray(value)) return value;
  const computed = new Set((field.fields ?? []).filter((column) => column.computed).map((column) => column.key));
  return rowsOf(value).map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !computed.has(key))));
}

/** Only what a person may set travels. */
export function givenValues(form: FormDef, values: Values): Values {
  const writable = new Set(form.fields.filter((field) => !field.computed && (field.rights ?? "write") === "write").map((field) => field.key));
  const kept = Object.entries(values).filter(([key, value]) => writable.has(key) && value !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, plainRows(form.fields.find((field) => field.key === key)!, value)]));
}

const turned = (keys: Set<string>, map: Record<string, boolean> | undefined, when: boolean): Set<string> => {
  const next = new Set(keys);
  for (const [key, value] of Object.entries(map ?? {})) {
    if (value === when) next.add(key);
    else next.delete(key);
  }
  return next;
};

/** Rows as typed with the columns the server computed. */
function withRows(field: FieldDef, typed: Json, answered: Json): Json {
  const computed = (field.fields ?? []).filter((column) => column.computed);
  const known = rowsOf(answered);
  return rowsOf(typed).map((row, at) => ({ ...row, ...Object.fromEntries(computed.map((column) => [column.key, known[at]?.[column.key] ?? null])) }));
}

/** The server's answer over what the browser could not compute itself. */
export function withServer(live: Live, form: FormDef, answer: Evaluation | undefined): Live {
  if (live.complete || !answer) return live;
  const computed = Object.fromEntries(form.fields.filter((field) => field.computed && field.key in answer.values).map((field) => [field.key, answer.values[field.key]!]));
  const lines = Object.fromEntries(form.fields.filter((field) => field.fields?.some((column) => column.computed)).map((field) => [field.key, withRows(field, live.values[field.key] ?? null, answer.values[field.key] ?? null)]));
  return {
    ...live,
    values: { ...live.values, ...computed, ...lines },
    hidden: turned(live.hidden, answer.visible, false),
    required: turned(live.required, answer.required, true),
    readonly: new Set([...live.readonly, ...Object.keys(answer.readonly ?? {}).filter((key) => answer.readonly[key])]),
  };
}

export function useLive(app: string, form: FormDef, values: Values, run: Run, record?: string): { live: Live; answer: Evaluation | undefined } {
  const local = useMemo(() => liveState(form, values, run), [form, values, run]);
  const given = useMemo(() => givenValues(form, values), [form, values]);
  const asked = useDebounced(given, 300);
  const evaluation = useQuery<Evaluation>({
    queryKey: ["evaluate", app, form.key, record ?? "", asked],
    queryFn: ({ signal }) => api.call<Evaluation>("POST", `/apps/${app}/forms/${form.key}:evaluate`, { body: { values: asked, ...(record ? { id: record } : {}) }, signal }).then((answer) => answer.data),
    enabled: !local.complete && app !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
  });
  const live = useMemo(() => withServer(local, form, evaluation.data), [local, form, evaluation.data]);
  return { live, answer: evaluation.data };
}
