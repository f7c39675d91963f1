/** One rule: the sentence left; whether it acts, a try and the last runs right. */
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome, Waiting } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import type { RuleDoc } from "../../commands/documents";
import { setRule } from "../../commands/edit_rules";
import { textOf, withText } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { Block } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { useRemoveRule } from "./remove_rule";
import { useRunningRules } from "./running";
import { Runs } from "./Runs";
import { StateButtons, StateTag } from "./StateButtons";
import { useRuleForm, useSentence } from "./use_rule_words";
import { WhyNot } from "./WhyNot";
import "./rules.css";

const RuleEditor = lazy(() => import("./RuleEditor"));
const TryOut = lazy(() => import("./TryOut"));

function Head({ rule }: { rule: RuleDoc }) {
  const { t, i18n } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const remove = useRemoveRule();
  const sentence = useSentence(rule);
  const back = () => go(`/design/${app}/rules`);
  useScreenCommands([{ id: "remove-rule", label: t("rules.remove_ok"), run: () => remove(rule, back) }]);
  return (
    <header className="dz-rule-head">
      <div className="row">
        <Link to={`/design/${app}/rules`} className="dz-back" aria-label={t("nav.rules")} title={t("nav.rules")}>
          <Icon name="back" />
        </Link>
        <h1 className="sr-only">{textOf(rule.label, i18n.language)}</h1>
        <Input
          variant="borderless"
          className="dz-title-input"
          value={textOf(rule.label, i18n.language)}
          aria-label={t("rules.name")}
          data-testid="rule-label"
          onChange={(event) => event.target.value && execute(setRule(rule.key, "label", withText(rule.label, i18n.language, i18n.language, event.target.value)))}
        />
        <Button icon={<Icon name="trash" size={16} />} aria-label={t("rules.remove_ok")} title={t("rules.remove_ok")} onClick={() => remove(rule, back)} />
      </div>
      <p className="dz-sentence" data-testid="sentence">
        {sentence}
      </p>
    </header>
  );
}

function State({ rule }: { rule: RuleDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const running = useRunningRules().get(rule.key);
  return (
    <Block>
      <div className="row between">
        <StateTag running={running} />
        <StateButtons rule={rule.key} name={say(rule.label)} running={running} />
      </div>
      <p className="muted">{running?.reason || t(`rules.state_text.${running?.state ?? "draft"}`)}</p>
    </Block>
  );
}

export default function RulePage() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const key = useParam("rule");
  const rule = useDocuments().rules[key];
  const formOf = useRuleForm();
  const running = useRunningRules().has(key);
  if (!rule) {
    return (
      <Outcome
        icon="bolt"
        title={t("rules.gone")}
        text={t("rules.gone_text")}
        action={
          <Link to={`/design/${app}/rules`}>
            <Button icon={<Icon name="back" />}>{t("nav.rules")}</Button>
          </Link>
        }
      />
    );
  }
  return (
    <main className="dz-screen wide dz-rule-page" key={key}>
      <Head rule={rule} />
      <div className="dz-rule-columns">
        <div className="stack">
          <Suspense fallback={<Waiting />}>
            <RuleEditor rule={rule} />
          </Suspense>
        </div>
        <div className="stack">
          <State rule={rule} />
          <Suspense fallback={null}>
            <TryOut rule={rule} form={formOf(rule)} />
          </Suspense>
          {running && (
            <Block title={t("run.title")}>
              <Runs rule={key} />
              {formOf(rule) && <WhyNot rule={key} form={formOf(rule)} />}
            </Block>
          )}
        </div>
      </div>
    </main>
  );
}
