/** 并且在 [近 30 天] 的 [消费] 里，[次数] [不少于] [3]，只算 […]. */
import { Button, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { activeFields, type Aggregate, type MeasureDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { allOf } from "../../views/all_of";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { FieldPath } from "../expressions/FieldPath";
import { SpotProblems } from "../expressions/SpotProblems";
import { useFieldTypes } from "../parts/field_types";
import { ConditionsOf } from "../reports/editing";
import { RangeInput } from "../reports/RangeInput";
import { clausesOf, onlyOf, periodOf, SIGNS, sourcesOf, waysTo, withClauses, withFilter, withoutSource, withSource, type Clause } from "./sentence";
import type { SegmentProps } from "./SegmentPage";

const AGGREGATES: readonly Aggregate[] = ["count", "sum", "avg", "max", "min", "count_distinct"];

interface ClauseProps {
  source: string;
  clause: Clause;
  at: number;
  set(clause: Clause): void;
  remove?: (() => void) | undefined;
}

function ClauseRow({ source, clause, at, set, remove }: ClauseProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { forms } = useDocuments();
  const { numeric } = useFieldTypes();
  const { measure, sign, number } = clause;
  const fields = activeFields(forms[source]?.fields);
  const first = fields.find((field) => numeric(field.type))?.key;
  const choose = (agg: Aggregate) => {
    const { field, ...rest } = measure;
    const wanted = agg === "count_distinct" ? field : (field ?? first);
    set({ ...clause, measure: { ...rest, agg, ...(agg === "count" || !wanted ? {} : { field: wanted }) } });
  };
  return (
    <div className="dz-slot-line" role="group" aria-label={t("segments.nth", { n: at + 1 })} data-testid={`clause-${at}`}>
      {at > 0 && <b>{t("segments.and_word")}</b>}
      <Select value={measure.agg ?? "count"} aria-label={t("reports.how")} popupMatchSelectWidth={false} options={AGGREGATES.map((agg) => ({ value: agg, label: t(`segments.how.${agg}`, { source: say(forms[source]?.label) }) }))} onChange={choose} />
      {measure.agg !== "count" && (
        <ConditionsOf form={source} path="">
          <FieldPath form={source} value={measure.field ?? ""} label={t("reports.field")} onChange={(field) => set({ ...clause, measure: { ...measure, field } as MeasureDoc })} />
        </ConditionsOf>
      )}
      <Select value={sign} aria-label={t("condition.operator")} popupMatchSelectWidth={false} options={SIGNS.map((one) => ({ value: one, label: t(`reports.compares.${one}`) }))} onChange={(next) => set({ ...clause, sign: next })} />
      <InputNumber stringMode value={number} aria-label={t("condition.value")} data-testid={`clause-number-${at}`} onChange={(next) => next !== null && next !== "" && set({ ...clause, number: String(next) })} />
      {remove && (
        <button type="button" className="plain-button faint" aria-label={t("condition.remove", { n: at + 1 })} onClick={remove}>
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}

function Only({ segment, edit }: SegmentProps) {
  const { t } = useTranslation("designer");
  const source = segment.source ?? "";
  return (
    <div className="dz-slots">
      <b>{t("segments.only")}</b>
      <ConditionsOf form={source} path={`segment/${segment.key}/filter`}>
        <ConditionEditor key={source} form={source} value={allOf(...onlyOf(segment))} label={t("segments.only")} empty={t("segments.only_all")} testId="segment-only" onChange={(next) => edit((now) => withFilter(now, periodOf(now), next.trim() ? [next] : []), "filter")} />
        <SpotProblems path={`segment/${segment.key}/filter`} />
      </ConditionsOf>
    </div>
  );
}

export function Counted({ segment, edit }: SegmentProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const { forms } = documents;
  const sources = sourcesOf(documents, segment.entity);
  const { source } = segment;
  if (!source) {
    if (!sources.length) return null;
    return (
      <div className="dz-slots">
        <div className="dz-slot-line">
          <b>{t("segments.also")}</b>
          <Select value={null} className="dz-slot" popupMatchSelectWidth={false} placeholder={t("segments.add_counted")} aria-label={t("segments.add_counted")} data-testid="add-counted" options={sources.map((form) => ({ value: form, label: t("segments.count_in", { form: say(forms[form]?.label) }) }))} onChange={(form: string | null) => form && edit((now) => withSource(documents, now, form))} />
        </div>
      </div>
    );
  }
  const clauses = clausesOf(segment);
  const period = periodOf(segment);
  const ways = waysTo(documents, source, segment.entity);
  const dates = activeFields(forms[source]?.fields).filter((field) => ["date", "datetime"].includes(field.type));
  const path = period?.path ?? dates[0]?.key ?? "created_at";
  const put = (next: Clause[]) => edit((now) => withClauses(now, next));
  return (
    <>
      <div className="dz-slots" data-testid="counted">
        <div className="dz-slot-line">
          <b>{t("segments.also_in")}</b>
          <RangeInput optional value={period?.param.default} label={t("reports.period")} onChange={(value) => edit((now) => withFilter(now, value === undefined ? null : { param: { key: "period", type: "daterange", ...period?.param, default: value }, path }, onlyOf(now)))} />
          <b>{t("segments.of")}</b>
          <Select value={source} aria-label={t("segments.source")} popupMatchSelectWidth={false} options={sources.map((form) => ({ value: form, label: say(forms[form]?.label) }))} onChange={(form) => edit((now) => withSource(documents, now, form))} />
          <b>{t("segments.inside")}</b>
          <Button type="text" size="small" aria-label={t("segments.drop_counted")} title={t("segments.drop_counted")} icon={<Icon name="close" size={14} />} onClick={() => edit(withoutSource)} />
        </div>
        {(ways.length > 1 || (period && dates.length > 1)) && (
          <div className="dz-slot-line dz-small">
            {ways.length > 1 && (
              <>
                <span className="muted">{t("segments.via")}</span>
                <Select size="small" value={segment.via} aria-label={t("segments.via")} popupMatchSelectWidth={false} options={ways.map((key) => ({ value: key, label: say(forms[source]?.fields.find((field) => field.key === key)?.label) }))} onChange={(via) => edit((now) => ({ ...now, via }))} />
              </>
            )}
            {period && dates.length > 1 && (
              <>
                <span className="muted">{t("segments.by_date")}</span>
                <Select size="small" value={path} aria-label={t("segments.by_date")} popupMatchSelectWidth={false} options={dates.map((field) => ({ value: field.key, label: say(field.label) }))} onChange={(next) => edit((now) => withFilter(now, { param: period.param, path: next }, onlyOf(now)))} />
              </>
            )}
          </div>
        )}
        {clauses ? (
          <>
            {clauses.map((clause, at) => (
              <ClauseRow key={clause.measure.key} source={source} clause={clause} at={at} set={(next) => put(clauses.map((one, i) => (i === at ? next : one)))} remove={clauses.length > 1 ? () => put(clauses.filter((_, i) => i !== at)) : undefined} />
            ))}
            <Button size="small" type="dashed" className="dz-more-clause" icon={<Icon name="plus" size={14} />} data-testid="add-clause" onClick={() => put([...clauses, { measure: { key: newKey("number", clauses.map((one) => one.measure.key)), agg: "count" }, sign: ">=", number: "1" }])}>
              {t("segments.add_clause")}
            </Button>
          </>
        ) : (
          <p className="muted">{t("segments.by_hand")}</p>
        )}
        <SpotProblems path={`segment/${segment.key}/measures`} />
        <SpotProblems path={`segment/${segment.key}/having`} />
      </div>
      <Only segment={segment} edit={edit} />
    </>
  );
}
