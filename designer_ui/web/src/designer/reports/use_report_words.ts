/** Dimensions, measures and whole reports in the words of the screen. */
import { useTranslation } from "react-i18next";
import type { DimensionDoc, MeasureDoc, ParameterDoc, ReportDoc } from "../../commands/documents";
import { textsOf } from "../../commands/report_parts";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { readable } from "../expressions/pieces";
import { resolve, type Place } from "../expressions/paths";
import { useWords } from "../expressions/use_source";
import { useConditionWords } from "../rules/use_rule_words";
import { RANGE } from "./filters";
import { rangeWords } from "./ranges";

export interface ReportWords {
  /** The name of a path, with all its steps. */
  path(path: string | undefined): string;
  dimension(one: DimensionDoc): string;
  /** What a dimension is called where nobody named it. */
  plainDimension(one: DimensionDoc): string;
  measure(one: MeasureDoc): string;
  /** What a measure is called where nobody named it. */
  plainMeasure(one: MeasureDoc): string;
  /** A parameter, with the period it starts with. */
  param(one: ParameterDoc): string;
  condition(text: string): string;
}

/** The form a measure counts the rows of, and its subtable where it counts lines. */
export function homePlace(place: Place, source: string, home: string | undefined): Place {
  const [form = "", subtable] = (home ?? source).split(".");
  return subtable ? { ...place, form, subtable } : { ...place, form };
}

export function useReportWords(doc: Pick<ReportDoc, "source" | "measures" | "params">): ReportWords {
  const { t, i18n } = useTranslation("designer");
  const documents = useDocuments();
  const say = useLabel();
  const words = useWords();
  const condition = useConditionWords(doc.source);
  const extra = (doc.params ?? []).map((one) => ({ key: one.key, type: one.type, label: one.label ?? t("reports.period") }));
  const place: Place = { documents, form: doc.source, locale: i18n.language, extra };
  const at = (path: string | undefined, where: Place = place) => {
    if (!path) return "";
    const found = resolve(where, path);
    return found ? (found.path.includes(".") ? found.full.split(".").slice(-2).join(" · ") : found.label) : t("word.unknown");
  };
  const homed = (one: MeasureDoc) => at(one.field, homePlace(place, doc.source, one.home));
  const measureBy = (key: string | undefined): string => {
    const found = doc.measures?.find((one) => one.key === key);
    return found ? measure(found) : t("word.unknown");
  };
  const plainDimension = (one: DimensionDoc): string => {
    if (one.derive) return t(`reports.derived.${one.derive.agg}`, { per: at(one.derive.per), name: at(one.derive.field) });
    const name = at(one.field);
    if (one.part) return t(`reports.part_of.${one.part}`, { name });
    if (one.grain) return t("reports.grain_of", { name, grain: t(`reports.grain.${one.grain}`) });
    return one.bins?.length ? t("reports.bins_of", { name }) : name;
  };
  const plainMeasure = (one: MeasureDoc): string => {
    if (one.window) return t(`reports.window_of.${one.window}`, { name: measureBy(one.of) });
    if (one.expr !== undefined) return readable(one.expr, { documents, form: "", locale: i18n.language, extra: (doc.measures ?? []).filter((other) => other.key !== one.key).map((other) => ({ key: other.key, type: "number", label: measure(other) })) }, words) || t("reports.computed");
    const form = say(documents.forms[(one.home ?? doc.source).split(".")[0] ?? ""]?.label);
    return t(`reports.agg_of.${one.agg ?? "count"}`, { name: homed(one), form });
  };
  const measure = (one: MeasureDoc): string => say(one.label) || plainMeasure(one);
  return {
    path: at,
    dimension: (one) => say(one.label) || plainDimension(one),
    plainDimension,
    measure,
    plainMeasure,
    param: (one) => (one.type === RANGE ? `${say(one.label) || t("reports.period")}${t("parts.colon")}${rangeWords(one.default, t)}` : say(one.label) || at(one.field)),
    condition,
  };
}

/** 「按消费时间（月）、门店，看销售额」 */
export function useReportSentence(doc: ReportDoc): string {
  const { t } = useTranslation("designer");
  const words = useReportWords(doc);
  const say = useLabel();
  const { forms } = useDocuments();
  const comma = t("parts.comma");
  if (doc.funnel) return t("reports.sentence_funnel", { steps: doc.funnel.steps.map((step) => say(step.label) || say(forms[step.form]?.label)).join(" → ") });
  const measures = (doc.measures ?? []).map(words.measure).join(comma);
  const dimensions = (doc.dimensions ?? []).map(words.dimension).join(comma);
  const filters = textsOf(doc.filter).length;
  const source = say(forms[doc.source]?.label);
  if (!measures) return t("reports.sentence_empty", { source });
  const head = dimensions ? t("reports.sentence", { source, dimensions, measures }) : t("reports.sentence_total", { source, measures });
  return filters ? `${head}${t("reports.sentence_filters", { count: filters })}` : head;
}
