/** The live state of a form: at once in the browser, and from the server where only it knows. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client";
import type { Evaluation, FormDef, Values } from "../../api/types";
import { useDebounced } from "../../app/debounce";
import { liveState, type Live, type Run } from "../../renderer/live";

/** Only what a person may set travels. */
export function givenValues(form: FormDef, values: Values): Values {
  const writable = new Set(form.fields.filter((field) => !field.computed && (field.rights ?? "write") === "write").map((field) => field.key));
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => writable.has(key) && value !== undefined));
}

const turned = (keys: Set<string>, map: Record<string, boolean> | undefined, when: boolean): Set<string> => {
  const next = new Set(keys);
  for (const [key, value] of Object.entries(map ?? {})) {
    if (value === when) next.add(key);
    else next.delete(key);
  }
  return next;
};

/** The server's answer over what the browser could not compute itself. */
export function withServer(live: Live, form: FormDef, answer: Evaluation | undefined): Live {
  if (live.complete || !answer) return live;
  const computed = Object.fromEntries(form.fields.filter((field) => field.computed && field.key in answer.values).map((field) => [field.key, answer.values[field.key]!]));
  return {
    ...live,
    values: { ...live.values, ...computed },
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
