/** A number, in words: how it is counted, of which records, how it is written, and what is made of it in one click. */
import { Button, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { Aggregate, FieldDoc, MeasureDoc } from "../../commands/documents";
import { asTexts, textsOf, withMeasure } from "../../commands/report_parts";
import { allOf } from "../../views/all_of";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { ChipInput } from "../expressions/ChipInput";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { FieldPath } from "../expressions/FieldPath";
import { resolve, type Place } from "../expressions/paths";
import { useSource } from "../expressions/use_source";
import { useFieldTypes, type FieldTypes } from "../parts/field_types";
import { LabelInput } from "../parts/LabelInput";
import { formatOf } from "./dropped";
import { ComputedFrom, ConditionsOf, useEditing, useParamNames } from "./editing";
import { FormatEditor } from "./FormatEditor";
import { HomeEditor } from "./HomeEditor";
import { COMPARISONS, ratioOf, ratioText, WINDOWS, withComparison, withRatio, withWindow } from "./offsets";
import { Prop } from "./Prop";
import { homePlace } from "./use_report_words";

export interface MeasureProps {
  one: MeasureDoc;
  set(change: Partial<MeasureDoc>, typing?: string): void;
}

const NUMERIC: readonly Aggregate[] = ["sum", "avg", "max", "min", "count_distinct"];
const OTHER: readonly Aggregate[] = ["count_distinct", "max", "min"];
const NEITHER: readonly Aggregate[] = ["count_distinct"];

/** How the values of a type of field may be counted. */
const waysOf = (types: FieldTypes, type: string): readonly Aggregate[] => (types.numeric(type) ? NUMERIC : types.dated(type) ? OTHER : NEITHER);

function Counted({ one, set }: MeasureProps) {
  const { t } = useTranslation("designer");
  const { doc } = useEditing();
  const say = useLabel();
  const documents = useDocuments();
  const { place } = useSource(doc.source);
  const home = homePlace({ ...place, documents } as Place, doc.source, one.home);
  const types = useFieldTypes();
  const typeOf = (field: string | undefined) => (field && resolve(home, field)?.field.type) || "";
  const form = say(documents.forms[home.form]?.label);
  const ways: readonly Aggregate[] = one.field ? [...waysOf(types, typeOf(one.field)), "count"] : ["count", "count_distinct", "sum", "avg", "max", "min"];
  const choose = (agg: Aggregate) => set(agg === "count" ? { agg, field: undefined, format: undefined } : agg === "count_distinct" ? { agg, format: undefined } : { agg });
  const put = (field: string) => {
    const type = typeOf(field);
    const ways = waysOf(types, type);
    const agg = one.agg && ways.includes(one.agg) ? one.agg : ways[0];
    set({ field, agg, ...(type === typeOf(one.field) && agg === one.agg ? {} : { format: agg === "count_distinct" ? undefined : formatOf(type) }) });
  };
  return (
    <>
      <Prop name={t("reports.how")}>
        <Select value={one.agg ?? "count"} aria-label={t("reports.how")} data-testid="aggregate" options={ways.map((agg) => ({ value: agg, label: t(`reports.agg.${agg}`, { form }) }))} onChange={choose} />
      </Prop>
      {one.agg !== "count" && (
        <Prop name={t("reports.field")}>
          <FieldPath form={home.form} {...(home.subtable ? { subtable: home.subtable } : {})} value={one.field ?? ""} label={t("reports.field")} onChange={put} />
        </Prop>
      )}
      <HomeEditor one={one} set={set} />
      <Where one={one} set={set} form={home.form} {...(home.subtable ? { subtable: home.subtable } : {})} />
    </>
  );
}

/** 只算满足这些条件的: conditions on the rows this number counts. */
function Where({ one, set, form, subtable }: MeasureProps & { form: string; subtable?: string }) {
  const { t } = useTranslation("designer");
  const { doc } = useEditing();
  const names = useParamNames();
  return (
    <Prop name={t("reports.where")}>
      <ConditionsOf form={form} path={`report/${doc.key}/measures/${one.key}/where`} names={names}>
        <ConditionEditor key={one.key} form={form} {...(subtable ? { subtable } : {})} value={allOf(...textsOf(one.where))} label={t("reports.where")} empty={t("reports.where_all")} testId="measure-where" onChange={(next) => set({ where: asTexts([next]) }, "where")} />
      </ConditionsOf>
    </Prop>
  );
}

const SIGNS = ["/", "-", "+", "*"];

/** Two numbers by one another; what is more than that as a formula of chips. */
function Computed({ one, set }: MeasureProps) {
  const { t, i18n } = useTranslation("designer");
  const { doc, words } = useEditing();
  const others = (doc.measures ?? []).filter((other) => other.key !== one.key);
  const expr = one.expr ?? "";
  const ratio = ratioOf(expr);
  const names = useMemo<FieldDoc[]>(() => others.map((other) => ({ key: other.key, type: "number", label: words.measure(other) })), [doc.measures, i18n.language]); // words follow the measures
  const options = others.map((other) => ({ value: other.key, label: words.measure(other) }));
  return (
    <>
      {ratio && (
        <Prop name={t("reports.computed_as")}>
          <div className="dz-ratio">
            <Select value={ratio.left} aria-label={t("reports.left")} options={options} popupMatchSelectWidth={false} onChange={(left) => set({ expr: ratioText({ ...ratio, left }) })} />
            <Select value={ratio.sign} aria-label={t("reports.sign")} options={SIGNS.map((sign) => ({ value: sign, label: t(`reports.signs.${sign}`) }))} onChange={(sign) => set({ expr: ratioText({ ...ratio, sign }) })} />
            <Select value={ratio.right} aria-label={t("reports.right")} options={options} popupMatchSelectWidth={false} onChange={(right) => set({ expr: ratioText({ ...ratio, right }) })} />
          </div>
        </Prop>
      )}
      <Prop name={t("reports.formula")} help={t("reports.formula_text")}>
        <ComputedFrom names={names} path={`report/${doc.key}/measures/${one.key}/expr`}>
          <Formula value={expr} write={(text) => set({ expr: text }, "expr")} label={t("reports.formula")} />
        </ComputedFrom>
      </Prop>
    </>
  );
}

function Formula({ value, write, label }: { value: string; write(text: string): void; label: string }) {
  const source = useSource("");
  return <ChipInput value={value} onChange={write} source={source} label={label} testId="measure-formula" />;
}

function Windowed({ one, set }: MeasureProps) {
  const { t } = useTranslation("designer");
  const { doc, words } = useEditing();
  const measures = (doc.measures ?? []).filter((other) => !other.window);
  const dimensions = (doc.dimensions ?? []).map((dimension) => ({ value: dimension.key, label: words.dimension(dimension) }));
  return (
    <>
      <Prop name={t("reports.window")}>
        <Select value={one.window} aria-label={t("reports.window")} options={WINDOWS.map((name) => ({ value: name, label: t(`reports.windows.${name}`) }))} onChange={(window) => set({ window })} />
      </Prop>
      <Prop name={t("reports.window_value")}>
        <Select value={one.of} aria-label={t("reports.window_value")} options={measures.map((measure) => ({ value: measure.key, label: words.measure(measure) }))} onChange={(of) => set({ of })} />
      </Prop>
      <Prop name={t("reports.within")} help={t("reports.within_text")}>
        <Select mode="multiple" value={one.within ?? []} aria-label={t("reports.within")} options={dimensions} onChange={(within: string[]) => set({ within })} />
      </Prop>
      {one.window === "running" && (
        <Prop name={t("reports.along")}>
          <Select value={one.along} aria-label={t("reports.along")} options={dimensions} onChange={(along) => set({ along })} />
        </Prop>
      )}
    </>
  );
}

/** What can be made of this number in one click. */
function Further({ one }: { one: MeasureDoc }) {
  const { t } = useTranslation("designer");
  const { doc, words, edit, select } = useEditing();
  const name = words.measure(one);
  const timed = (doc.dimensions ?? []).some((dimension) => dimension.grain) || (doc.params ?? []).some((param) => param.type === "daterange");
  const ratio = () => {
    const made = withRatio(doc, one, (key) => t(`reports.made.${key}`, { name }));
    edit((now) => ({ ...now, measures: made.doc.measures }));
    select({ part: "measure", key: made.key });
  };
  return (
    <div className="dz-prop" data-testid="further">
      <span>{t("reports.further")}</span>
      <div className="dz-further">
        {timed && one.agg && !one.offset && COMPARISONS.map((way) => (
          <Button key={way.name} size="small" data-testid={`compare-${way.name}`} onClick={() => edit((now) => withComparison(now, one, way, t(`reports.before.${way.name}`, { name }), t(`reports.rate.${way.name}`, { name })))}>
            {t(`reports.compare.${way.name}`)}
          </Button>
        ))}
        {WINDOWS.map((window) => (
          <Button key={window} size="small" data-testid={`window-${window}`} onClick={() => edit((now) => withWindow(now, one, window, t(`reports.window_of.${window}`, { name })))}>
            {t(`reports.windows.${window}`)}
          </Button>
        ))}
        <Button size="small" icon={<Icon name="formula" size={14} />} data-testid="make-ratio" onClick={ratio}>
          {t("reports.make_ratio")}
        </Button>
      </div>
      {!timed && one.agg && <small className="faint">{t("reports.compare_needs")}</small>}
    </div>
  );
}

export function MeasurePanel({ one }: { one: MeasureDoc }) {
  const { t } = useTranslation("designer");
  const { words, edit } = useEditing();
  const set: MeasureProps["set"] = (change, typing) =>
    edit((now) => withMeasure(now, one.key, "label" in change || one.label === undefined ? change : { ...change, ...relabelled(one, { ...one, ...change }) }), typing && `measure/${one.key}/${typing}`);
  /** A name that was given by itself goes along. */
  const relabelled = (before: MeasureDoc, after: MeasureDoc): Partial<MeasureDoc> => (before.label === words.plainMeasure(before) ? { label: words.plainMeasure(after) } : {});
  return (
    <>
      <Prop name={t("reports.shown_as")}>
        <LabelInput value={one.label} name={t("reports.shown_as")} placeholder={words.plainMeasure(one)} testId="measure-label" onChange={(label) => set({ label: label || undefined }, "label")} />
      </Prop>
      {one.window ? <Windowed one={one} set={set} /> : one.expr !== undefined ? <Computed one={one} set={set} /> : <Counted one={one} set={set} />}
      {one.offset && <p className="dz-note">{t("reports.is_before", { n: one.offset[0], unit: t(`reports.units.${one.offset[1]}`) })}</p>}
      <FormatEditor one={one} set={set} />
      {!one.window && <Further one={one} />}
    </>
  );
}
