/** A rule as one sentence with slots: 当 … 时，如果 …，就 …. */
import { Button, Input, InputNumber, Radio, Select, Switch } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { RuleDoc, TriggerDoc } from "../../commands/documents";
import { setActions, setEvent, setOn, setRule } from "../../commands/edit_rules";
import { ActionList } from "../config/ActionList";
import { ConfigForm } from "../config/ConfigForm";
import { ExpressionInput } from "../config/ExpressionInput";
import { startConfig, type Config } from "../config/properties";
import { Deeper, InScope } from "../config/Spot";
import { useDocuments, useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import type { Scope } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { LabelInput } from "../parts/LabelInput";
import { knowsOld } from "./knows_old";
import { useRuleForm } from "./use_rule_words";

/** The names the expressions of a rule may use. */
export function useRuleScope(rule: RuleDoc): Scope {
  const { t } = useTranslation("designer");
  const form = useRuleForm()(rule);
  const { triggers } = useKinds();
  const old = knowsOld(triggers.find((kind) => kind.name === rule.on.event));
  const ask = rule.on.ask;
  return useMemo(() => ({ form, old, bindings: Array.isArray(ask) && ask.length ? [{ key: "ask", label: t("scope.ask"), fields: ask }] : [] }), [form, old, ask, t]);
}

interface EditorProps {
  rule: RuleDoc;
}

/** [消费] [新增]: the form and the event, in words. */
function When({ rule }: EditorProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const forms = Object.values(useDocuments().forms);
  const { triggers } = useKinds();
  const kind = triggers.find((one) => one.name === rule.on.event);
  const { event: _, ...config } = rule.on;
  const properties = kind?.config_schema.properties ?? {};
  const groups = [...new Set(triggers.map((one) => one.group))];
  const write = (next: Config) => {
    for (const name of new Set([...Object.keys(config), ...Object.keys(next)])) if (next[name] !== config[name]) execute(setOn(rule.key, name, next[name]));
  };
  const choose = (name: string) => {
    const found = triggers.find((one) => one.name === name);
    if (found) execute(setEvent(rule.key, name, startConfig(found.config_schema)));
  };
  const takesForm = properties.form !== undefined;
  return (
    <div className="dz-slots">
      <div className="dz-slot-line">
        <b>{t("sentence.when")}</b>
        {takesForm && (
          <Select
            value={config.form || undefined}
            aria-label={t("sentence.form")}
            placeholder={t("sentence.form")}
            className="dz-slot"
            popupMatchSelectWidth={false}
            showSearch={{ optionFilterProp: "label" }}
            allowClear={!kind?.config_schema.required?.includes("form")}
            data-testid="slot-form"
            options={forms.map((form) => ({ value: form.key, label: say(form.label) }))}
            onChange={(form: string | undefined) => execute(setEvent(rule.key, rule.on.event, { ...startConfig(kind?.config_schema ?? {}), form } as Partial<TriggerDoc>))}
          />
        )}
        <Select
          value={rule.on.event}
          aria-label={t("sentence.event")}
          className="dz-slot"
          popupMatchSelectWidth={false}
          data-testid="slot-event"
          options={groups.map((group) => ({ label: t(`triggers.${group}`, { defaultValue: t("triggers.other") }), options: triggers.filter((one) => one.group === group).map((one) => ({ value: one.name, label: say(one.label), title: say(one.help) })) }))}
          onChange={choose}
        />
        <b>{t("sentence.when_end")}</b>
      </div>
      <Deeper name="on">
        <div className="dz-slot-own">
          <ConfigForm properties={properties} config={config} set={write} without={["form"]} />
        </div>
        <SpotProblems path={`rule/${rule.key}/on`} exact />
        <SpotProblems path={`rule/${rule.key}/on/form`} />
        <SpotProblems path={`rule/${rule.key}/on/event`} />
      </Deeper>
    </div>
  );
}

function If({ rule, form }: EditorProps & { form: string }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  return (
    <div className="dz-slots">
      <div className="dz-slot-line">
        <b>{t("sentence.if")}</b>
      </div>
      <Deeper name="when">
        {form ? (
          <ConditionEditor key={form} form={form} value={rule.when ?? ""} label={t("sentence.if")} empty={t("sentence.always")} testId="slot-condition" onChange={(text) => execute(setRule(rule.key, "when", text || undefined))} />
        ) : (
          <p className="muted">{t("sentence.no_form")}</p>
        )}
        <SpotProblems path={`rule/${rule.key}/when`} />
      </Deeper>
    </div>
  );
}

function Then({ rule }: EditorProps) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  return (
    <div className="dz-slots">
      <div className="dz-slot-line">
        <b>{t("sentence.then")}</b>
      </div>
      <Deeper name="actions">
        <ActionList actions={rule.actions} set={(change, typing) => execute(setActions(rule.key, change, typing))} label={t("sentence.then")} />
        <SpotProblems path={`rule/${rule.key}/actions`} exact />
      </Deeper>
    </div>
  );
}

const ONCE = ["ever", "year", "month", "day", "basis"] as const;

/** How often one record may set it off. */
function OncePer({ rule }: EditorProps) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const kind = useKinds().triggers.find((one) => one.name === rule.on.event);
  const now = typeof rule.once_per === "object" ? "expression" : (rule.once_per ?? "default");
  const fallback = kind?.period ? t("once.default_of", { how: t(`once.${kind.period}`) }) : t("once.default");
  const choose = (next: string) => execute(setRule(rule.key, "once_per", next === "default" ? undefined : next === "expression" ? { expression: "id" } : next));
  const ways = ["default", ...ONCE.filter((one) => one !== "basis" || kind?.timed !== false), "expression"];
  return (
    <div className="dz-prop">
      <span>{t("once.title")}</span>
      <Select value={now} aria-label={t("once.title")} data-testid="once-per" options={ways.map((way) => ({ value: way, label: way === "default" ? fallback : t(`once.${way}`) }))} onChange={choose} />
      {typeof rule.once_per === "object" && (
        <Deeper name="once_per/expression">
          <ExpressionInput value={rule.once_per.expression} label={t("once.expression")} onChange={(expression) => expression && execute(setRule(rule.key, "once_per", { expression }))} />
        </Deeper>
      )}
      <SpotProblems path={`rule/${rule.key}/once_per`} />
    </div>
  );
}

function Timing({ rule }: EditorProps) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  return (
    <div className="dz-prop">
      <span>{t("timing.title")}</span>
      <Radio.Group className="dz-radio" value={rule.timing ?? "after_commit"} onChange={(event) => execute(setRule(rule.key, "timing", event.target.value === "after_commit" ? undefined : event.target.value))}>
        {["after_commit", "in_transaction"].map((way) => (
          <Radio key={way} value={way} data-testid={`timing-${way}`}>
            <strong>{t(`timing.${way}`)}</strong>
            <small className="muted">{t(`timing.${way}_text`)}</small>
          </Radio>
        ))}
      </Radio.Group>
      <SpotProblems path={`rule/${rule.key}/timing`} />
    </div>
  );
}

function More({ rule }: EditorProps) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  return (
    <>
      <label className="dz-prop">
        <span>{t("rules.priority")}</span>
        <InputNumber min={-1000} max={1000} precision={0} value={rule.priority ?? 0} onChange={(value) => execute(setRule(rule.key, "priority", value || undefined))} />
        <small className="faint">{t("rules.priority_text")}</small>
      </label>
      <label className="dz-toggle">
        <span>{t("rules.stop")}</span>
        <Switch size="small" checked={Boolean(rule.stop)} onChange={(on) => execute(setRule(rule.key, "stop", on || undefined))} />
      </label>
      <label className="dz-toggle">
        <span>
          {t("rules.enabled")}
          <small className="faint">{t("rules.enabled_text")}</small>
        </span>
        <Switch size="small" checked={rule.enabled !== false} onChange={(on) => execute(setRule(rule.key, "enabled", on ? undefined : false))} />
      </label>
      <label className="dz-prop">
        <span>{t("rules.help")}</span>
        <Input.TextArea rows={2} value={typeof rule.help === "string" ? rule.help : (rule.help?.["zh-CN"] ?? "")} onChange={(event) => execute(setRule(rule.key, "help", event.target.value))} />
      </label>
      <label className="dz-prop">
        <span>{t("parts.other_language")}</span>
        <LabelInput other name={t("rules.name")} value={rule.label} onChange={(text) => text && execute(setRule(rule.key, "label", text))} />
      </label>
    </>
  );
}

export default function RuleEditor({ rule }: EditorProps) {
  const { t } = useTranslation("designer");
  const scope = useRuleScope(rule);
  const [more, setMore] = useState(false);
  return (
    <InScope scope={scope} path={`rule/${rule.key}`}>
      <section className="panel dz-block dz-sentence-editor" aria-label={t("sentence.label")}>
        <When rule={rule} />
        <If rule={rule} form={scope.form} />
        <Then rule={rule} />
      </section>
      <section className="panel dz-block dz-props">
        <OncePer rule={rule} />
        <Timing rule={rule} />
        <Button type="link" size="small" className="dz-more" aria-expanded={more} icon={<Icon name={more ? "up" : "down"} size={14} />} onClick={() => setMore(!more)}>
          {t("config.more")}
        </Button>
        {more && <More rule={rule} />}
      </section>
    </InScope>
  );
}
