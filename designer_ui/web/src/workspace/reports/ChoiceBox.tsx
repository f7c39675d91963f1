/** A value of a report one chooses: among a few, or by searching. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import type { Json } from "../../api/types";
import { useDebounced } from "../../app/debounce";
import { useNumberTexts } from "../../i18n";
import { isEmpty, valueOf } from "./address";
import { type BoxProps, ParamFault } from "./param_box";
import { readTyped } from "./TypedBox";

interface Picked {
  value: string;
  label: ReactNode;
}

const list = (value: Json): Json[] => (Array.isArray(value) ? value : isEmpty(value) ? [] : [value]);

/** The words of what is set: known from picking it, else told by the server. */
function useNames({ param, place, ask }: BoxProps, chosen: Json[], fixed: Picked[] | null): { nameOf: (value: string) => ReactNode; learn: (picked: Picked[]) => void } {
  const { t } = useNumberTexts();
  const [known, setKnown] = useState<Record<string, ReactNode>>({});
  const unknown = fixed ? [] : chosen.filter((one) => !(String(one) in known));
  const told = useQuery({
    queryKey: ["numbers", ...place, "chosen", param.key, unknown],
    queryFn: ({ signal }) => ask({ param: param.key, chosen: unknown }, signal),
    enabled: unknown.length > 0 && !param.typed,
    staleTime: 60_000,
    retry: false,
  });
  const names: Record<string, ReactNode> = { ...Object.fromEntries([...(told.data?.chosen ?? []).map((one) => [String(one.value), one.label]), ...(fixed ?? []).map((one) => [one.value, one.label])]), ...known };
  const without = (value: string): string => (told.isFetching ? "…" : param.form || fixed ? t("param.gone") : value);
  return {
    nameOf: (value) => names[value] ?? without(value),
    learn: (picked) => setKnown((old) => ({ ...old, ...Object.fromEntries(picked.map((one) => [one.value, one.label])) })),
  };
}

export function ChoiceBox(props: BoxProps) {
  const { param, values, onChange, ask, place, id } = props;
  const { t } = useNumberTexts();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [emptied, setEmptied] = useState(false);
  const asked = useDebounced(text.trim());
  const value = valueOf(param, values);
  const chosen = list(value);
  const offered = param.type === "boolean" ? [{ key: "true", label: t("param.yes") }, { key: "false", label: t("param.no") }] : param.options;
  const fixed = offered ? offered.map(({ key, label }) => ({ value: key, label })) : null;
  const { nameOf, learn } = useNames(props, chosen, fixed);
  const found = useQuery({
    queryKey: ["numbers", ...place, "values", param.key, asked],
    queryFn: ({ signal }) => ask({ param: param.key, q: asked }, signal),
    enabled: !fixed && !param.typed && open,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  const set = JSON.stringify(value);
  useEffect(() => setEmptied(false), [set]);
  const options = fixed ?? (found.data?.options ?? []).map((one) => ({ value: String(one.value), label: one.label }));
  const same = (key: string) => (one: Json) => String(one) === key;
  const real = (key: string): Json => (param.type === "boolean" ? key === "true" : (found.data?.options.map((one) => one.value).find(same(key)) ?? chosen.find(same(key)) ?? readTyped(param, key) ?? key));
  const change = (picked: Picked | Picked[] | undefined) => {
    const now = picked === undefined ? [] : Array.isArray(picked) ? picked : [picked];
    setText("");
    learn(now);
    // what must be set stays in force until something else is
    setEmptied(now.length === 0 && !param.optional);
    if (now.length || param.optional) onChange(param, param.multi ? now.map((one) => real(one.value)) : now[0] ? real(now[0].value) : null);
  };
  const shown = emptied ? [] : chosen.map((one) => ({ value: String(one), label: nameOf(String(one)) }));
  const fault = emptied ? t("param.needed") : props.faults?.[param.key];
  return (
    <>
      <Select
        id={id}
        className="param-choice"
        labelInValue
        mode={param.multi ? (param.typed ? "tags" : "multiple") : undefined}
        maxTagCount={1}
        tokenSeparators={param.typed ? [",", "，"] : undefined}
        value={(param.multi ? shown : shown[0]) as never}
        options={options}
        showSearch={fixed ? { optionFilterProp: "label" } : { filterOption: false, onSearch: setText, searchValue: text }}
        open={param.typed ? false : open}
        onOpenChange={setOpen}
        loading={open && found.isFetching}
        allowClear={param.optional}
        status={fault ? "error" : undefined}
        placeholder={param.optional ? t("param.all") : t("param.choose")}
        popupMatchSelectWidth={false}
        aria-label={param.label}
        aria-describedby={fault ? `${id}-fault` : undefined}
        notFoundContent={<div className="found-none">{found.isFetching ? t("state.loading") : t("param.none")}</div>}
        onChange={change as never}
      />
      <ParamFault id={id} text={fault} />
    </>
  );
}
