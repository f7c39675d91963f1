/** The automatic rules of an app: each as a sentence, whether it acts, how often it did. */
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { RuleDoc } from "../../commands/documents";
import type { RuleState } from "../builder_api";
import { useApp, useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { useWhen } from "../parts/when";
import { Block, Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { NewRuleDialog, RecipeCards, useNewRule } from "./NewRule";
import { useRemoveRule } from "./remove_rule";
import { useRunningRules } from "./running";
import { StateButtons, StateTag } from "./StateButtons";
import { useRuleForm, useSentence } from "./use_rule_words";
import "./rules.css";

function Counts({ running }: { running: RuleState | undefined }) {
  const { t } = useTranslation("designer");
  const when = useWhen();
  if (!running) return <span className="faint">{t("rules.not_published")}</span>;
  return (
    <span className="muted dz-counts">
      {t("rules.fired", { count: running.fired })}
      {running.failed > 0 && <span className="dz-fault">{t("rules.failed", { count: running.failed })}</span>}
      {running.last_at && <span className="faint">{t("rules.last", { when: when(running.last_at) })}</span>}
      {running.reason && <span className="dz-warn">{running.reason}</span>}
    </span>
  );
}

function RuleRow({ rule, running }: { rule: RuleDoc; running: RuleState | undefined }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const sentence = useSentence(rule);
  const remove = useRemoveRule();
  const icon = useKinds().triggers.find((kind) => kind.name === rule.on.event)?.icon ?? "bolt";
  const name = say(rule.label);
  return (
    <li className="panel dz-rule-row" data-testid={`rule-${rule.key}`}>
      <span className="dz-rule-icon">
        <Icon name={icon} />
      </span>
      <div className="grow">
        <div className="row">
          <Link to={`/design/${app}/rules/${rule.key}`} className="dz-rule-name">
            {name}
          </Link>
          <StateTag running={running} />
        </div>
        <p className="dz-sentence">{sentence}</p>
        <Counts running={running} />
      </div>
      <div className="row">
        <StateButtons rule={rule.key} name={name} running={running} />
        <Button type="text" size="small" aria-label={t("rules.remove_name", { name })} icon={<Icon name="trash" size={16} />} onClick={() => remove(rule)} />
      </div>
    </li>
  );
}

export default function RulesPage() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const formOf = useRuleForm();
  const running = useRunningRules();
  const { create } = useNewRule();
  const [choosing, setChoosing] = useState(false);
  const rules = Object.values(documents.rules);
  const groups = [...new Set(rules.map(formOf))];
  useScreenCommands([{ id: "new-rule", label: t("rules.new"), run: () => setChoosing(true) }]);
  const add = (
    <Button type="primary" icon={<Icon name="plus" size={16} />} data-testid="rule-new" onClick={() => setChoosing(true)}>
      {t("rules.new")}
    </Button>
  );
  return (
    <Screen title={t("nav.rules")} lead={t("rules.lead")} actions={rules.length > 0 && add} wide>
      {!rules.length && (
        <Block title={t("rules.none")} note={t("rules.none_text")}>
          <RecipeCards choose={create} />
        </Block>
      )}
      <div className="stack">
        {groups.map((form) => (
          <section key={form} aria-label={say(documents.forms[form]?.label) || t("rules.whole_app")}>
            <h2 className="dz-group">{say(documents.forms[form]?.label) || t("rules.whole_app")}</h2>
            <ul className="dz-rule-list">
              {rules.filter((rule) => formOf(rule) === form).map((rule) => (
                <RuleRow key={rule.key} rule={rule} running={running.get(rule.key)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {choosing && <NewRuleDialog close={() => setChoosing(false)} />}
    </Screen>
  );
}
