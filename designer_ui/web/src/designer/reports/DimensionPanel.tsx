/** What the numbers are split by, in words: by which stretch of time, in which steps, how many of them. */
import { Checkbox, Input, InputNumber, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { activeFields, type DimensionDoc, type Grain } from "../../commands/documents";
import { withDimension } from "../../commands/report_parts";
import { useDocuments } from "../draft/DraftProvider";
import { FieldPath } from "../expressions/FieldPath";
import { resolve } from "../expressions/paths";
import { useSource } from "../expressions/use_source";
import { LabelInput } from "../parts/LabelInput";
import { useFieldTypes } from "../parts/field_types";
import { derived, isAmount, isDay, overField, type Values } from "./cuts";
import { mainDate } from "./dates";
import { useEditing } from "./editing";
import { Prop } from "./Prop";

const GRAINS: readonly Grain[] = ["day", "week", "month", "quarter", "year"];
const DAY_PARTS = ["weekday", "day", "month", "quarter", "year"];

interface PanelProps {
  one: DimensionDoc;
  set(change: Partial<DimensionDoc>, typing?: string): void;
}

function Time({ one, set, hours }: PanelProps & { hours: boolean }) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const starts = (doc.dimensions ?? []).filter((other) => other.key !== one.key && other.grain && !other.since).map((other) => ({ value: other.key, label: words.dimension(other) }));
  const value = one.part ? `part:${one.part}` : `grain:${one.grain ?? "day"}`;
  const options = [
    { label: t("reports.time_line"), options: GRAINS.map((grain) => ({ value: `grain:${grain}`, label: t(`reports.by_grain.${grain}`) })) },
    { label: t("reports.time_habit"), options: [...(hours ? ["hour"] : []), ...DAY_PARTS].map((part) => ({ value: `part:${part}`, label: t(`reports.by_part.${part}`) })) },
  ];
  const choose = (next: string) => {
    const [way, name] = next.split(":") as [string, string];
    set(way === "grain" ? { grain: name as Grain, part: undefined } : { part: name, grain: undefined, fill: undefined });
  };
  return (
    <>
      <Prop name={t("reports.by_time")}>
        <Select value={value} aria-label={t("reports.by_time")} options={options} data-testid="by-time" onChange={choose} />
      </Prop>
      {one.grain && starts.length > 0 && (
        <Prop name={t("reports.since")} help={t("reports.since_text")}>
          <Select allowClear value={one.since} aria-label={t("reports.since")} placeholder={t("reports.since_none")} data-testid="since" options={starts} onChange={(since?: string) => set({ since, ...(since ? { fill: undefined } : {}) })} />
        </Prop>
      )}
      {one.grain && !one.since && (
        <Checkbox checked={one.fill !== undefined} data-testid="fill" onChange={(event) => set({ fill: event.target.checked ? "zero" : undefined })}>
          {t(`reports.fill.${one.grain}`)}
        </Checkbox>
      )}
    </>
  );
}

const numbersIn = (text: string): number[] => [...new Set((text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number))].sort((a, b) => a - b);

function Bins({ one, set }: PanelProps) {
  const { t } = useTranslation("designer");
  const now = (one.bins ?? []).join(t("parts.comma"));
  const [text, setText] = useState(now);
  useEffect(() => setText(now), [now]);
  const cut = Boolean(one.bins?.length);
  const write = () => {
    const bins = numbersIn(text);
    if (bins.length) set({ bins });
    else setText(now);
  };
  return (
    <Prop name={t("reports.steps")}>
      <Segmented
        block
        value={cut ? "bins" : "each"}
        aria-label={t("reports.steps")}
        options={[
          { value: "each", label: t("reports.each_value") },
          { value: "bins", label: t("reports.in_steps") },
        ]}
        onChange={(way) => set({ bins: way === "bins" ? [0, 100, 500, 1000, 5000] : undefined })}
      />
      {cut && <Input value={text} aria-label={t("reports.bounds")} data-testid="bins" onChange={(event) => setText(event.target.value)} onBlur={write} onPressEnter={write} />}
      {cut && <small className="faint">{t("reports.bounds_text")}</small>}
    </Prop>
  );
}

function Top({ one, set }: PanelProps) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const measures = (doc.measures ?? []).filter((measure) => !measure.window);
  const { top } = one;
  const first = measures[0]?.key;
  if (!first) return null;
  return (
    <div className="dz-prop">
      <Checkbox checked={top !== undefined} data-testid="top" onChange={(event) => set({ top: event.target.checked ? { n: 10, by: first, other: true } : undefined })}>
        {t("reports.top")}
      </Checkbox>
      {top && (
        <div className="dz-sub">
          <div className="row">
            <span>{t("reports.top_by")}</span>
            <Select className="grow" value={top.by} aria-label={t("reports.top_by")} options={measures.map((measure) => ({ value: measure.key, label: words.measure(measure) }))} onChange={(by) => set({ top: { ...top, by } })} />
          </div>
          <div className="row">
            <span>{t("reports.top_n")}</span>
            <InputNumber min={1} max={1000} precision={0} value={top.n} aria-label={t("reports.top_n")} onChange={(n) => n && set({ top: { ...top, n } }, "top")} />
            <span>{t("reports.top_unit")}</span>
          </div>
          <Checkbox checked={top.other !== false} onChange={(event) => set({ top: { ...top, other: event.target.checked } })}>
            {t("reports.top_other")}
          </Checkbox>
        </div>
      )}
    </div>
  );
}

type Derive = NonNullable<DimensionDoc["derive"]>;

/** What the fields of a source hold, by their path. */
function useValues(source: string): (path: string | undefined) => Values & { hours: boolean } {
  const { place } = useSource(source);
  const documents = useDocuments();
  const { numeric, dated, hours } = useFieldTypes();
  return (path) => {
    const type = (path && resolve({ ...place, documents }, path)?.field.type) || "";
    return { numeric: numeric(type), dated: dated(type), hours: hours(type) };
  };
}

/** 「每位会员的首次消费时间」: which record, and what of its rows. */
function Derived({ one, set }: PanelProps) {
  const { t } = useTranslation("designer");
  const { doc } = useEditing();
  const documents = useDocuments();
  const { numeric } = useFieldTypes();
  const valuesAt = useValues(doc.source);
  const { derive } = one;
  if (!derive) return null;
  const write = (change: Partial<Derive>) => {
    const next = { ...derive, ...change };
    set(derived(one, next, valuesAt(next.field)));
  };
  /** What is added up is a number; the first and the last are of a date where nothing else is said. */
  const choose = (agg: Derive["agg"]) => {
    if (agg === "count") return write({ agg, field: undefined });
    const number = activeFields(documents.forms[doc.source]?.fields).find((field) => numeric(field.type))?.key;
    if (agg === "sum") return write({ agg, field: valuesAt(derive.field).numeric ? derive.field : number });
    write({ agg, field: derive.field ?? mainDate(documents, doc.source) });
  };
  return (
    <>
      <Prop name={t("reports.derive_per")}>
        <FieldPath form={doc.source} value={derive.per} label={t("reports.derive_per")} onChange={(per) => write({ per })} />
      </Prop>
      <Prop name={t("reports.derive_what")}>
        <Select value={derive.agg} aria-label={t("reports.derive_what")} options={(["min", "max", "sum", "count"] as const).map((agg) => ({ value: agg, label: t(`reports.derive_agg.${agg}`) }))} onChange={choose} />
        {derive.agg !== "count" && <FieldPath form={doc.source} value={derive.field ?? ""} label={t("reports.field")} onChange={(field) => write({ field })} />}
      </Prop>
      <Prop name={t("reports.ntile")}>
        <div className="row">
          <InputNumber min={2} max={100} precision={0} value={derive.ntile ?? null} placeholder={t("reports.ntile_none")} aria-label={t("reports.ntile")} onChange={(ntile) => write({ ntile: ntile ?? undefined })} />
          <span className="muted">{t("reports.ntile_text")}</span>
        </div>
      </Prop>
    </>
  );
}

export function DimensionPanel({ one }: { one: DimensionDoc }) {
  const { t } = useTranslation("designer");
  const { doc, words, edit } = useEditing();
  const valuesAt = useValues(doc.source);
  const values = valuesAt(one.derive?.field ?? one.field);
  const set: PanelProps["set"] = (change, typing) => edit((now) => withDimension(now, one.key, change), typing && `dimension/${one.key}/${typing}`);
  const time = (one.derive ? isDay(one.derive, values) : values.dated) || one.grain !== undefined || one.part !== undefined;
  const steps = !time && ((one.derive ? isAmount(one.derive, values) : values.numeric) || Boolean(one.bins?.length));
  return (
    <>
      <Prop name={t("reports.shown_as")}>
        <LabelInput value={one.label} name={t("reports.shown_as")} placeholder={words.plainDimension(one)} testId="dimension-label" onChange={(label) => set({ label: label || undefined }, "label")} />
      </Prop>
      {one.derive ? <Derived one={one} set={set} /> : (
        <Prop name={t("reports.field")}>
          <FieldPath form={doc.source} value={one.field ?? ""} label={t("reports.field")} onChange={(field) => set(overField(field, valuesAt(field).dated))} />
        </Prop>
      )}
      {time && <Time one={one} set={set} hours={values.hours} />}
      {steps && <Bins one={one} set={set} />}
      {!time && <Top one={one} set={set} />}
    </>
  );
}
