/** What one may choose above a report or a dashboard: periods in words, groups by search. Changes take effect at once. */
import { Badge, Button, Grid, Input, Select } from "antd";
import { useQuery, keepPreviousData } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { Choice, Param, ParamValues } from "../../api/numbers";
import type { Json } from "../../api/types";
import { useBackClose } from "../../app/back_close";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import { Sheet } from "../../app/Sheet";
import { useNumberTexts } from "../../i18n";
import { isEmpty, valueOf } from "./address";
import { PeriodButton } from "./PeriodButton";

export type AskValues = (param: string, q: string, signal: AbortSignal) => Promise<Choice[]>;

export interface ParamsProps {
  /** what the drop-downs are kept under */
  place: readonly string[];
  params: Param[];
  values: ParamValues;
  onChange: (param: Param, value: Json) => void;
  onClear: () => void;
  ask: AskValues;
}

interface OneProps extends Omit<ParamsProps, "params" | "onClear"> {
  param: Param;
  id: string;
}

function ChoiceBox({ param, values, onChange, ask, place, id }: OneProps) {
  const { t } = useNumberTexts();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const asked = useDebounced(text.trim());
  const value = valueOf(param, values);
  const chosen = (param.multi ? (Array.isArray(value) ? value : isEmpty(value) ? [] : [value]) : isEmpty(value) ? [] : [value]) as (string | number | boolean)[];
  const found = useQuery({
    queryKey: ["numbers", ...place, "values", param.key, asked],
    queryFn: ({ signal }) => ask(param.key, asked, signal),
    enabled: !param.options && (open || chosen.length > 0),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  const fixed = param.type === "boolean" ? [{ key: "true", label: t("param.yes") }, { key: "false", label: t("param.no") }] : param.options;
  const options = fixed ? fixed.map(({ key, label }) => ({ value: key, label })) : (found.data ?? []).map((one) => ({ value: String(one.value), label: one.label }));
  const real = (key: string): Json => (param.type === "boolean" ? key === "true" : ((found.data ?? []).find((one) => String(one.value) === key)?.value ?? chosen.find((one) => String(one) === key) ?? key));
  const change = (picked: string | string[] | undefined) => {
    setText("");
    onChange(param, param.multi ? ((picked as string[] | undefined) ?? []).map(real) : picked === undefined ? null : real(picked as string));
  };
  return (
    <Select
      id={id}
      className="param-choice"
      mode={param.multi ? "multiple" : undefined}
      maxTagCount={1}
      value={(param.multi ? chosen.map(String) : chosen[0] === undefined ? undefined : String(chosen[0])) as never}
      options={options}
      showSearch={fixed ? { optionFilterProp: "label" } : { filterOption: false, onSearch: setText, searchValue: text }}
      open={open}
      onOpenChange={setOpen}
      loading={open && found.isFetching}
      allowClear={param.optional}
      placeholder={t("param.all")}
      popupMatchSelectWidth={false}
      aria-label={param.label}
      notFoundContent={<div className="found-none">{found.isFetching ? t("state.loading") : t("param.none")}</div>}
      onChange={change as never}
    />
  );
}

const PLAIN = new Set(["text", "integer", "number", "money", "percent", "date"]);

/** A value typed in: taken over when one leaves the box or presses Enter. */
function TypedBox({ param, values, onChange, id }: OneProps) {
  const value = valueOf(param, values);
  const [text, setText] = useState(value === null ? "" : String(value));
  const numeric = param.type !== "text" && param.type !== "date";
  const done = () => {
    const typed = text.trim();
    onChange(param, typed === "" ? null : param.type === "integer" && /^-?\d{1,15}$/.test(typed) ? Number(typed) : typed);
  };
  return <Input id={id} className="param-typed" type={param.type === "date" ? "date" : "text"} inputMode={numeric ? "decimal" : undefined} aria-label={param.label} value={text} onChange={(event) => setText(event.target.value)} onBlur={done} onPressEnter={done} />;
}

function One(props: OneProps) {
  const { param, values, onChange } = props;
  if (param.type === "daterange") return <PeriodButton id={props.id} param={param} value={valueOf(param, values)} onChange={(value) => onChange(param, value)} />;
  if (!param.multi && !param.options && PLAIN.has(param.type) && param.type !== "text") return <TypedBox key={String(valueOf(param, values))} {...props} />;
  return <ChoiceBox {...props} />;
}

function Labelled(props: Omit<OneProps, "id">) {
  const id = useId();
  return (
    <div className="param">
      <label htmlFor={id}>{props.param.label}</label>
      <One {...props} id={id} />
    </div>
  );
}

/** On the phone the period stays in sight; the rest stands in a sheet. */
export default function Params({ params, onClear, ...rest }: ParamsProps) {
  const { t } = useNumberTexts();
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const sheet = useBackClose();
  const changed = Object.keys(rest.values).length;
  if (params.length === 0) return null;
  const clear = changed > 0 && (
    <Button type="link" size="small" onClick={onClear}>
      {t("param.clear")}
    </Button>
  );
  if (wide) {
    return (
      <div className="params" role="group" aria-label={t("param.title")}>
        {params.map((param) => (
          <Labelled key={param.key} param={param} {...rest} />
        ))}
        {clear}
      </div>
    );
  }
  const period = params.find((param) => param.type === "daterange");
  const others = params.filter((param) => param !== period);
  const set = others.filter((param) => param.key in rest.values).length;
  return (
    <div className="params" role="group" aria-label={t("param.title")}>
      {period && <PeriodButton param={period} value={valueOf(period, rest.values)} onChange={(value) => rest.onChange(period, value)} />}
      {others.length > 0 && (
        <Badge count={set} size="small">
          <Button icon={<Icon name="filter" size={16} />} onClick={sheet.open}>
            {t("param.title")}
          </Button>
        </Badge>
      )}
      {sheet.isOpen && (
        <Sheet title={t("param.title")} onClose={sheet.close}>
          <div className="params-sheet">
            {others.map((param) => (
              <Labelled key={param.key} param={param} {...rest} />
            ))}
            <div className="row between">
              <Button onClick={onClear}>{t("param.clear")}</Button>
              <Button type="primary" onClick={sheet.close}>
                {t("action.done")}
              </Button>
            </div>
          </div>
        </Sheet>
      )}
    </div>
  );
}
