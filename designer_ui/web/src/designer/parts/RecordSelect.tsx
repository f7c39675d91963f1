/** Choosing a record of a published form by its title, to try something on. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError } from "../../api/client";
import type { RecordPage } from "../../api/types";
import { useDebounced } from "../../app/debounce";
import { useApp, useDraft, useLabel } from "../draft/DraftProvider";

/** The newest records of a form that fit what was typed; none before it is published. */
export function useSampleRecords(form: string, words = "") {
  const app = useApp();
  const published = useDraft((state) => state.base !== null);
  return useQuery({
    queryKey: ["records", app, form, "sample", words],
    queryFn: () => api.get<RecordPage>(`/apps/${app}/forms/${form}/records`, { q: words, limit: 30, count: "none", sort: "-created_at" }),
    enabled: published && form !== "",
    retry: false,
  });
}

interface Props {
  form: string;
  value: string | undefined;
  onChange(id: string | undefined): void;
  testId?: string;
}

export function RecordSelect({ form, value, onChange, testId }: Props) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const label = say(useDraft((state) => state.documents.forms[form]?.label));
  const [words, setWords] = useState("");
  const found = useSampleRecords(form, useDebounced(words, 250));
  const later = found.error instanceof ApiError && found.error.status === 404;
  return (
    <Select
      value={value}
      aria-label={t("record.choose", { form: label })}
      placeholder={t("record.choose", { form: label })}
      showSearch={{ filterOption: false, onSearch: setWords }}
      allowClear
      loading={found.isFetching}
      notFoundContent={t(found.isPending && !found.isFetching ? "record.unpublished" : later ? "record.unpublished" : "record.none")}
      data-testid={testId}
      options={(found.data?.records ?? []).map((one) => ({ value: one.id, label: one.title || t("record.untitled") }))}
      onChange={(id: string | undefined) => onChange(id)}
    />
  );
}
