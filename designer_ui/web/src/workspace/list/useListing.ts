/** What a list shows: from the address, the chosen view and the server. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, type QueryValues } from "../../api/client";
import type { AppDef, FieldDef, FormDef, RecordPage, SavedView } from "../../api/types";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import { allOf } from "../../views/all_of";

const PAGE = 50;
const FIRST_COLUMNS = 7;
/** in the place of a view: its columns without its filter, for records behind a number */
const EVERYTHING = "*";

/** A view as the list uses it: published ones and personal ones alike. */
export interface AnyView {
  key: string;
  label: string;
  columns: string[];
  filter: string | null;
  sort: string[];
  /** id of a personal view */
  saved?: string;
  shared?: boolean;
}

export const useSavedViews = (app: string, form: string) =>
  useQuery({
    queryKey: ["views", app, form],
    queryFn: () => api.get<{ views: SavedView[] } | SavedView[]>(`/apps/${app}/forms/${form}/views`).then((found) => (Array.isArray(found) ? found : found.views)),
    staleTime: 60_000,
    retry: false,
  });

const listable = (field: FieldDef): boolean => field.type !== "subtable" && field.look.look !== "long_text" && field.look.look !== "file";

/** The columns to show: those named, else the first that read well in a row. */
export function columnsOf(form: FormDef, named: string[]): FieldDef[] {
  const byKey = new Map(form.fields.map((field) => [field.key, field]));
  const asked = named.map((key) => byKey.get(key)).filter((field) => field !== undefined);
  return asked.length ? asked : form.fields.filter(listable).slice(0, FIRST_COLUMNS);
}

export function useListing(definition: AppDef, form: FormDef) {
  const { t } = useTranslation();
  const address = useQueryValues();
  const set = useSetQueryValues();
  const saved = useSavedViews(definition.key, form.key).data ?? [];
  const views: AnyView[] = [
    ...(form.views.length ? form.views : [{ key: "all", label: t("list.all"), columns: [], filter: null, sort: [] }]),
    ...saved.map((view) => ({ ...view, key: view.id, saved: view.id })),
  ];
  const view = address.view === EVERYTHING ? { ...views[0]!, key: EVERYTHING, filter: null } : (views.find((one) => one.key === address.view) ?? views[0]!);
  const columns = columnsOf(form, address.columns ? address.columns.split(",") : view.columns);
  const sort = address.sort ?? view.sort.join(",");
  const query: QueryValues = {
    filter: allOf(view.filter, address.filter),
    sort,
    q: address.q,
    deleted: address.bin ? 1 : undefined,
    fields: wantedFields(form, columns).join(","),
  };
  const pages = useInfiniteQuery({
    queryKey: ["records", definition.key, "list", form.key, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(`/apps/${definition.key}/forms/${form.key}/records`, { ...query, refs: 1, limit: PAGE, cursor: pageParam, count: pageParam ? "none" : "exact" }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const records = useMemo(() => pages.data?.pages.flatMap((page) => page.records) ?? [], [pages.data]);
  return { address, set, views, view, columns, sort, query, pages, records, count: pages.data?.pages[0]?.count };
}

/** Columns plus what cards need besides. */
const wantedFields = (form: FormDef, columns: FieldDef[]): string[] => [...new Set([...columns.map((field) => field.key), ...(form.badge ? [form.badge] : [])])];
