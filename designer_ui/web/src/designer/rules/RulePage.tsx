/** One rule: the sentence left; whether it acts, a try and the last runs right. */
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Waiting } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import type { RuleDoc } from "../../commands/documents";
import { setRule } from "../../commands/edit_rules";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { Gone, Title } from "../parts/Titled";
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
  const { t } = useTranslation("designer");
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
        <Title room="rules" label={rule.label} name={t("rules.name")} testId="rule-label" write={(label) => execute(setRule(rule.key, "label", label))} />
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
  const key = useParam("rule");
  const rule = useDocuments().rules[key];
  const formOf = useRuleForm();
  const running = useRunningRules().has(key);
  if (!rule) return <Gone room="rules" icon="bolt" title={t("rules.gone")} text={t("rules.gone_text")} />;
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
