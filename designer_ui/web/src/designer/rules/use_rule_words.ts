/** A rule as one sentence: 「当消费新增时，如果金额大于 1000，就给专属客服建待办」. */
import { useTranslation } from "react-i18next";
import { fieldOf, type RuleDoc, type TriggerDoc } from "../../commands/documents";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { useActionWords } from "../config/use_action_words";
import { MEMBERSHIP, operatorsAt } from "../expressions/operators";
import { conjuncts, parseCondition, type Row, type Value } from "../expressions/conditions";
import { resolve } from "../expressions/paths";
import { readable } from "../expressions/pieces";
import { useSource } from "../expressions/use_source";

const SIGNS = [["==", "eq"], ["!=", "ne"], [">=", "ge"], ["<=", "le"], [">", "gt"], ["<", "lt"]] as const;

/** A condition in words; "" where there is none. */
export function useConditionWords(form: string): (text: string | undefined) => string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { fields, operators } = useKinds();
  const { place, words } = useSource(form);
  const nameOf = (path: string) => resolve(place, path)?.full.replaceAll(".", t("who.of")) ?? t("word.unknown");
  const valueOf = (row: Row, value: Value): string => {
    if (value.kind === "field") return nameOf(value.path);
    if (value.kind === "me") return t("condition.me");
    if (value.kind === "today") return value.offset === 0 ? t("day.today") : t(value.offset < 0 ? "rules.ago" : "rules.ahead", { n: Math.abs(value.offset), unit: t(`unit.${value.unit}`) });
    if (MEMBERSHIP.includes(row.operator)) return say(place.documents.segments?.[value.text]?.label) || t("word.unknown");
    if (row.operator === "weekday") return t(`condition.weekday_n.${value.text}`);
    if (row.operator === "hour") return t("condition.hour_n", { n: value.text });
    const field = resolve(place, row.path)?.field;
    const option = field?.options?.find((one) => one.key === value.text);
    if (option) return say(option.label);
    return field?.form && !field.relation ? t("condition.record") : value.text;
  };
  /** Signs of comparison as words, arithmetic as people write it. */
  const spoken = (text: string): string =>
    SIGNS.reduce((now, [sign, operator]) => now.replaceAll(` ${sign} `, ` ${say(operators[operator]?.label) || sign} `), text).replaceAll(" * ", " × ").replaceAll(" / ", " ÷ ");
  const rowWords = (row: Row): string => [nameOf(row.path), say(operators[row.operator]?.label) || t(`operator.${row.operator}`), row.values.map((value) => valueOf(row, value)).join(t("parts.comma"))].filter(Boolean).join(" ");
  return (text) => {
    if (!text?.trim()) return "";
    const allowed = (path: string) => operatorsAt(place, fields, path);
    const whole = parseCondition(text, allowed);
    if (whole) return whole.rows.map(rowWords).join(t(`rules.${whole.join}`));
    const parts = conjuncts(text).map((part) => {
      const row = parseCondition(part, allowed)?.rows;
      return row?.length === 1 && row[0] ? rowWords(row[0]) : spoken(readable(part, place, words));
    });
    return parts.join(t("rules.and"));
  };
}

/** What sets it off, in words. */
export function useTriggerWords(): (on: TriggerDoc, label: string) => string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const { triggers } = useKinds();
  return (on, label) => {
    const form = documents.forms[on.form ?? ""];
    const field = (key: unknown) => say(fieldOf(form, String(key ?? ""))?.label) || t("rules.some_field");
    const kind = triggers.find((one) => one.name === on.event);
    const days = typeof on.days === "number" ? on.days : 0;
    const unquoted = typeof on.to === "string" ? on.to.replace(/^'|'$/g, "") : "";
    const to = say(fieldOf(form, String(on.field ?? ""))?.options?.find((one) => one.key === unquoted)?.label);
    const words = {
      form: say(form?.label) || t("rules.some_form"),
      field: field(on.field),
      fields: Array.isArray(on.fields) && on.fields.length ? t("rules.quoted", { text: on.fields.map(field).join(t("parts.comma")) }) : "",
      to,
      at: typeof on.at === "string" ? on.at : "",
      days: Math.abs(days),
      label,
      every: t(`every.${String(on.every ?? "day")}`),
      workflow: say(documents.workflows[String(on.workflow ?? "")]?.label) || t("rules.some_workflow"),
    };
    const variant = on.event === "date" ? (days === 0 ? "date_on" : days < 0 ? "date_before" : "date_after") : on.event === "changed" && to ? "changed_to" : on.event === "crossed" && on.direction === "down" ? "crossed_down" : on.event;
    return t(`on_say.${variant}`, { ...words, defaultValue: [words.form, say(kind?.label)].filter(Boolean).join(" ") });
  };
}

/** The form a rule is about: the one it names, or that of the workflow it waits for. */
export function useRuleForm(): (rule: RuleDoc) => string {
  const { workflows } = useDocuments();
  return (rule) => rule.on.form ?? workflows[String(rule.on.workflow ?? "")]?.on.form ?? "";
}

export function useSentence(rule: RuleDoc): string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const form = useRuleForm()(rule);
  const on = useTriggerWords()(rule.on, say(rule.label));
  const when = useConditionWords(form)(rule.when);
  const action = useActionWords(form);
  const then = rule.actions.length ? rule.actions.map(action).join(t("rules.then_and")) : t("rules.nothing");
  return when ? t("rules.sentence_when", { on, when, then }) : t("rules.sentence", { on, then });
}
