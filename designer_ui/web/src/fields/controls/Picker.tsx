/** Chooses records or people: title plus two columns, recent ones first, a new one in place. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Divider, Select } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { PickerOption } from "../../api/types";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import { refTitle, usePlace } from "../place";
import type { FilterProps } from "../widget";

const CreateDrawer = lazy(() => import("../../workspace/form/CreateDrawer"));

interface Found {
  options: PickerOption[];
  recent?: PickerOption[];
}

const asOption = (option: PickerOption) => ({
  value: option.id,
  title: option.title,
  label: (
    <span className="picker-option">
      <span className="ellipsis">{option.title}</span>
      {option.columns?.filter(Boolean).map((text, at) => (
        <span key={at} className="picker-column ellipsis">
          {text}
        </span>
      ))}
    </span>
  ),
});

/** Recent choices and the rest as two titled groups; one flat list while searching. */
export function groupOptions(found: Found | undefined, searching: boolean, words: { recent: string; all: string }) {
  const recent = searching ? [] : (found?.recent ?? []);
  const seen = new Set(recent.map((option) => option.id));
  const rest = (found?.options ?? []).filter((option) => !seen.has(option.id));
  if (!recent.length) return rest.map(asOption);
  return [
    { label: words.recent, title: words.recent, options: recent.map(asOption) },
    { label: words.all, title: words.all, options: rest.map(asOption) },
  ].filter((group) => group.options.length);
}

/** `target` is the form pointed to, or "@user". */
export default function Picker({ id, field, value, onChange, disabled, invalid, required, label, describedBy, path = field.key, many, target, creates = true }: FilterProps & { target: string; creates?: boolean }) {
  const { t } = useTranslation();
  const place = usePlace();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [creating, setCreating] = useState(false);
  const asked = useDebounced(text.trim());
  const found = useQuery({
    queryKey: ["records", place.app, "options", place.form, path, asked, place.record ?? ""],
    queryFn: ({ signal }): Promise<Found> => place.options?.(target, asked, signal) ?? api.get<Found>(`/apps/${place.app}/forms/${place.form}/options`, { field: path, q: asked, limit: 20, record: place.record }, signal),
    enabled: open && place.app !== "",
    placeholderData: keepPreviousData,
  });
  const chosen = many ? ((value as string[] | null) ?? []) : typeof value === "string" && value ? [value] : [];
  const known = chosen.map((one) => ({ value: one, label: refTitle(place, target, one) }));
  const form = place.definition?.forms[target];
  const creatable = creates && !many && place.app !== "" && form?.actions.includes("create") ? form : undefined;
  const choose = (picked: { value: string } | { value: string }[] | undefined) => {
    const list = picked === undefined || picked === null ? [] : Array.isArray(picked) ? picked : [picked];
    const all = [...(found.data?.recent ?? []), ...(found.data?.options ?? [])];
    for (const one of list) {
      const option = all.find((candidate) => candidate.id === one.value);
      if (option) place.learn(target, option.id, option.title);
    }
    setText("");
    onChange(many ? list.map((one) => one.value) : (list[0]?.value ?? null));
  };
  return (
    <>
      <Select
        id={id}
        className="picker"
        labelInValue
        mode={many ? "multiple" : undefined}
        value={many ? known : known[0]}
        showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
        open={open}
        onOpenChange={setOpen}
        options={groupOptions(found.data, asked !== "", { recent: t("picker.recent"), all: t("picker.all") }) as never}
        loading={open && found.isFetching}
        allowClear={!required && !disabled}
        disabled={disabled}
        status={invalid ? "error" : undefined}
        placeholder={t("picker.hint")}
        aria-label={label ?? field.label}
        aria-invalid={invalid}
        aria-required={required}
        aria-describedby={describedBy}
        classNames={{ popup: { root: "picker-popup" } }}
        popupMatchSelectWidth={false}
        notFoundContent={<div className="found-none">{found.isFetching || !found.data ? t("state.loading") : t("picker.none")}</div>}
        popupRender={(menu) => (
          <>
            {menu}
            {creatable && (
              <>
                <Divider className="picker-line" />
                <Button
                  type="text"
                  block
                  className="picker-new"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => {
                    setOpen(false);
                    setCreating(true);
                  }}
                >
                  <Icon name="plus" size={15} /> {creatable.new_label || t("record.new", { form: creatable.label })}
                </Button>
              </>
            )}
          </>
        )}
        onChange={choose as never}
      />
      {creating && (
        <Suspense>
          <CreateDrawer
            app={place.app}
            form={target}
            onClose={() => setCreating(false)}
            onCreated={(record) => {
              place.learn(target, record.id, record.title);
              onChange(record.id);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
