/** Typed access to the address: parameters, search values, going elsewhere. */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** A part of the path, e.g. useParam("app"). */
export function useParam(name: string): string {
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  return params[name] ?? "";
}

/** The values after `?`, all text. */
export function useQueryValues(): Record<string, string | undefined> {
  return useSearch({ strict: false }) as Record<string, string | undefined>;
}

export type Go = (to: string, options?: { search?: Record<string, string | undefined>; replace?: boolean }) => void;

/** Goes to a path of this app; search values stand in `options`. */
export function useGo(): Go {
  const navigate = useNavigate();
  return useCallback<Go>(
    (to, options) => void navigate({ to, search: options?.search ?? {}, replace: options?.replace ?? false } as never),
    [navigate],
  );
}

export type SetQueryValues = (values: Record<string, string | undefined>, options?: { push?: boolean; keepScroll?: boolean }) => void;

/** Changes some of the search values in place; with `push` the back button undoes it. */
export function useSetQueryValues(): SetQueryValues {
  const navigate = useNavigate();
  return useCallback<SetQueryValues>(
    (values, options) => void navigate({ to: ".", search: (old: Record<string, string>) => ({ ...old, ...values }), replace: !options?.push, resetScroll: !options?.keepScroll } as never),
    [navigate],
  );
}

export const paths = {
  app: (app: string) => `/app/${app}`,
  list: (app: string, form: string) => `/app/${app}/${form}`,
  create: (app: string, form: string) => `/app/${app}/${form}/new`,
  import: (app: string, form: string) => `/app/${app}/${form}/import`,
  record: (app: string, form: string, id: string) => `/app/${app}/${form}/r/${id}`,
  reports: (app: string) => `/app/${app}/reports`,
  report: (app: string, report: string) => `/app/${app}/r/${report}`,
  dashboard: (app: string, dashboard: string) => `/app/${app}/d/${dashboard}`,
  edit: (app: string, form: string, id: string) => `/app/${app}/${form}/r/${id}/edit`,
};
