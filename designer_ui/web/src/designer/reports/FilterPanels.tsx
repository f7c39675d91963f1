/** Of which records: the period, what viewers may choose from, and what always holds. */
import { Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ParameterDoc, ReportDoc } from "../../commands/documents";
import { changed } from "../../commands/report_parts";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { FieldPath } from "../expressions/FieldPath";
import { resolve } from "../expressions/paths";
import { SpotProblems } from "../expressions/SpotProblems";
import { useSource } from "../expressions/use_source";
import { LabelInput } from "../parts/LabelInput";
import { useDatePaths } from "./dates";
import { ConditionsOf, useEditing, useParamNames } from "./editing";
import { fixedText, paramType, pathOfParam, RANGE, withFixed, withParamPath } from "./filters";
import { Prop } from "./Prop";
import { RangeInput } from "./RangeInput";

export function ParamPanel({ one }: { one: ParameterDoc }) {
  const { t } = useTranslation("designer");
  const { doc, words, edit } = useEditing();
  const dates = useDatePaths(doc.source);
  const path = pathOfParam(doc, one.key);
  const set = (change: Partial<ParameterDoc>, typing?: string) => edit((now) => ({ ...now, params: changed(now.params, one.key, change) }), typing && `param/${one.key}/${typing}`);
  const range = one.type === RANGE;
  const { place } = useSource(doc.source);
  const typeAt = (next: string) => {
    const type = paramType(resolve(place, next)?.field.type ?? "");
    return type && type !== RANGE ? type : undefined;
  };
  return (
    <>
      <Prop name={t("reports.shown_as")}>
        <LabelInput value={one.label} name={t("reports.shown_as")} placeholder={range ? t("reports.period") : words.path(path ?? undefined)} testId="param-label" onChange={(label) => set({ label: label || undefined }, "label")} />
      </Prop>
      <Prop name={t(range ? "reports.which_date" : "reports.field")}>
        {range ? (
          <Select value={path ?? undefined} aria-label={t("reports.which_date")} options={dates} popupMatchSelectWidth={false} data-testid="which-date" onChange={(next) => edit((now) => withParamPath(now, one.key, next))} />
        ) : (
          <FieldPath form={doc.source} value={path ?? ""} label={t("reports.field")} onChange={(next) => edit((now) => withParamPath(now, one.key, next, typeAt(next)))} />
        )}
      </Prop>
      {range && (
        <Prop name={t("reports.starts_with")} help={t("reports.starts_text")}>
          <RangeInput value={one.default} label={t("reports.starts_with")} {...(one.optional ? { optional: true } : {})} onChange={(value) => set({ default: value })} />
        </Prop>
      )}
      {!range && <p className="muted">{t("reports.chosen_text")}</p>}
      {!range && one.type !== "boolean" && (
        <Checkbox checked={one.multi ?? false} onChange={(event) => edit((now) => multiple(now, one.key, event.target.checked, path))}>
          {t("reports.several")}
        </Checkbox>
      )}
      <Checkbox checked={one.optional ?? false} onChange={(event) => set({ optional: event.target.checked || undefined })}>
        {t("reports.optional")}
      </Checkbox>
    </>
  );
}

/** A parameter of one value or of several; the filter says "is" or "among" accordingly. */
function multiple(doc: ReportDoc, key: string, many: boolean, path: string | null): ReportDoc {
  const next = { ...doc, params: changed(doc.params, key, { multi: many || undefined }) };
  return path ? withParamPath(next, key, path) : next;
}

export function FilterPanel() {
  const { t } = useTranslation("designer");
  const { doc, edit } = useEditing();
  const names = useParamNames();
  return (
    <Prop name={t("reports.always")} help={t("reports.always_text")}>
      <ConditionsOf form={doc.source} path={`report/${doc.key}/filter`} names={names}>
        <ConditionEditor form={doc.source} value={fixedText(doc)} label={t("reports.always")} empty={t("reports.all_records")} testId="report-filter" onChange={(text) => edit((now) => withFixed(now, text), "filter")} />
        <SpotProblems path={`report/${doc.key}/filter`} />
      </ConditionsOf>
    </Prop>
  );
}

