import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { PickerOption } from "../../api/types";
import type { Task } from "../../api/work";
import { useDebounced } from "../../app/debounce";

/** Chooses those a task may be handed to. */
export function ColleaguePicker({ id, task, value, onChange, many = false }: { id: string; task: Task; value: string[]; onChange: (ids: string[]) => void; many?: boolean }) {
  const { t } = useTranslation("work");
  const [text, setText] = useState("");
  const asked = useDebounced(text.trim());
  const found = useQuery({
    queryKey: ["tasks", "people", task.id, asked],
    queryFn: ({ signal }) => api.get<{ options: PickerOption[] }>(`/tasks/${task.id}/people`, { q: asked, limit: 20 }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Select
      id={id}
      mode={many ? "multiple" : undefined}
      value={many ? value : value[0]}
      onChange={(next: string | string[] | undefined) => onChange(Array.isArray(next) ? next : next ? [next] : [])}
      showSearch={{ filterOption: false, onSearch: setText }}
      optionLabelProp="title"
      options={(found.data?.options ?? []).map((one) => ({
        value: one.id,
        title: one.title,
        label: (
          <span className="picker-option">
            <span className="ellipsis">{one.title}</span>
            {one.columns?.filter(Boolean).map((column, at) => (
              <span key={at} className="picker-column ellipsis">
                {column}
              </span>
            ))}
          </span>
        ),
      }))}
      placeholder={t("act.colleague_hint")}
      notFoundContent={found.isFetching ? t("act.searching") : t("act.colleague_none")}
      data-testid="colleagues"
    />
  );
}
