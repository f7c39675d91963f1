/** Finds records across forms while one types. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { AutoComplete } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import { paths, useGo } from "../../app/routing";

interface Found {
  groups: { app?: string; form: string; label: string; records: { id: string; title: string; subtitle?: string | null }[] }[];
}

export function SearchBox({ app, large = false }: { app?: string; large?: boolean }) {
  const { t } = useTranslation();
  const go = useGo();
  const [text, setText] = useState("");
  const asked = useDebounced(text.trim());
  const found = useQuery({
    queryKey: ["search", app ?? "", asked],
    queryFn: ({ signal }) => api.get<Found>("/search", { q: asked, app }, signal),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  });
  const groups = asked ? (found.data?.groups ?? []) : [];
  const options = groups.map((group) => ({
    label: group.label,
    options: group.records.map((record) => ({
      value: `${group.app ?? app ?? ""}/${group.form}/${record.id}`,
      label: (
        <span className="found">
          <span className="ellipsis">{record.title}</span>
          {record.subtitle && <span className="found-more ellipsis">{record.subtitle}</span>}
        </span>
      ),
    })),
  }));
  const open = (value: string) => {
    const [where, form, id] = value.split("/");
    setText("");
    go(paths.record(where!, form!, id!));
  };
  return (
    <AutoComplete
      className={large ? "search-box large" : "search-box"}
      size={large ? "large" : "middle"}
      value={text}
      options={options}
      showSearch={{ onSearch: setText }}
      onSelect={open}
      allowClear
      onClear={() => setText("")}
      defaultActiveFirstOption
      prefix={<Icon name="search" className="faint" />}
      placeholder={t("search.hint")}
      aria-label={t("search.hint")}
      notFoundContent={asked && found.isFetched && !options.length ? <div className="found-none">{t("search.none", { text: asked })}</div> : null}
    />
  );
}
