/** A segment as one sentence. */
import { useTranslation } from "react-i18next";
import type { Clause } from "./sentence";
import type { SegmentDoc } from "../../commands/documents";
import { textsOf } from "../../commands/report_parts";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { resolve, type Place } from "../expressions/paths";
import { rangeWords } from "../reports/ranges";
import { useConditionWords } from "../rules/use_rule_words";
import { homePlace } from "../reports/use_report_words";
import { clausesOf, onlyOf, periodOf } from "./sentence";

/** 「次数不少于 3」 */
export function useClauseWords(source: string | undefined): (clause: Clause) => string {
  const { t, i18n } = useTranslation("designer");
  const documents = useDocuments();
  return ({ measure, sign, number }) => {
    const place: Place = homePlace({ documents, form: source ?? "", locale: i18n.language }, source ?? "", measure.home);
    const name = measure.field ? (resolve(place, measure.field)?.label ?? t("word.unknown")) : "";
    return t("segments.clause", { what: t(`segments.agg.${measure.agg ?? "count"}`, { name }), sign: t(`reports.compares.${sign}`), number });
  };
}

export function useSegmentSentence(segment: SegmentDoc): string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const ownWords = useConditionWords(segment.entity);
  const sourceWords = useConditionWords(segment.source ?? "");
  const clauseWords = useClauseWords(segment.source);
  const entity = say(documents.forms[segment.entity]?.label);
  const own = textsOf(segment.where).map(ownWords);
  const clauses = clausesOf(segment);
  const period = periodOf(segment);
  const only = segment.source ? onlyOf(segment).map(sourceWords) : [];
  const counted =
    segment.source && clauses
      ? [
          t(period ? "segments.counted" : "segments.counted_always", {
            period: rangeWords(period?.param.default, t),
            source: say(documents.forms[segment.source]?.label),
            clauses: clauses.map(clauseWords).join(t("parts.comma")),
            only: only.length ? t("segments.counted_only", { only: only.join(t("parts.comma")) }) : "",
          }),
        ]
      : [];
  const all = [...own, ...counted];
  return all.length ? t("segments.sentence", { entity, all: all.join(t("segments.and")) }) : t("segments.sentence_all", { entity });
}
