/** 当…时,显示/隐藏/必填/只读…: what the form does while somebody fills it in. */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { activeFields, EFFECTS, type Effect, type FormDoc, type LogicDoc } from "../../commands/documents";
import { moved, setLogic } from "../../commands/edit_form";
import { useExecute, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { FormFrame } from "../form/FormFrame";
import { Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";

const ALWAYS = "true";

function EffectRow({ form, effect, keys, set }: { form: FormDoc; effect: Effect; keys: string[] | undefined; set(keys: string[]): void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  return (
    <div className="dz-effect">
      <span>{t(`logic.${effect}`)}</span>
      <Select
        mode="multiple"
        value={keys ?? []}
        aria-label={t(`logic.${effect}`)}
        placeholder={t("logic.fields")}
        data-testid={`effect-${effect}`}
        optionFilterProp="label"
        options={activeFields(form.fields).map((field) => ({ value: field.key, label: label(field.label) }))}
        onChange={set}
      />
    </div>
  );
}

interface RuleProps {
  form: FormDoc;
  rule: LogicDoc;
  index: number;
  count: number;
  edit(change: (rules: LogicDoc[]) => LogicDoc[], merge?: string): void;
}

function Rule({ form, rule, index, count, edit }: RuleProps) {
  const { t } = useTranslation("designer");
  const set = (change: Partial<LogicDoc>, merge?: string) => edit((rules) => rules.map((one, i) => (i === index ? clean({ ...one, ...change }) : one)), merge);
  return (
    <section className="panel dz-block dz-rule" data-testid={`logic-${index}`}>
      <header className="row">
        <strong>{t("logic.when")}</strong>
        <span className="grow" />
        <Button type="text" size="small" disabled={index === 0} aria-label={t("canvas.up")} icon={<Icon name="up" size={14} />} onClick={() => edit((rules) => moved(rules, index, index - 1))} />
        <Button type="text" size="small" disabled={index === count - 1} aria-label={t("canvas.down")} icon={<Icon name="down" size={14} />} onClick={() => edit((rules) => moved(rules, index, index + 1))} />
        <Button type="text" size="small" aria-label={t("logic.remove", { n: index + 1 })} icon={<Icon name="trash" size={14} />} onClick={() => edit((rules) => rules.filter((_, i) => i !== index))} />
      </header>
      <ConditionEditor form={form.key} value={rule.when === ALWAYS ? "" : rule.when} label={t("logic.when")} empty={t("logic.no_condition")} onChange={(when) => set({ when: when || ALWAYS }, `form/${form.key}/logic/${index}/when`)} />
      <strong>{t("logic.then")}</strong>
      <div className="dz-effects">
        {EFFECTS.map((effect) => (
          <EffectRow key={effect} form={form} effect={effect} keys={rule[effect]} set={(keys) => set({ [effect]: keys })} />
        ))}
      </div>
    </section>
  );
}

/** A rule without empty lists. */
function clean(rule: LogicDoc): LogicDoc {
  const kept = EFFECTS.filter((effect) => rule[effect]?.length).map((effect) => [effect, rule[effect]]);
  return { when: rule.when, ...Object.fromEntries(kept) };
}

function Logic({ form }: { form: FormDoc }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const rules = form.logic ?? [];
  const edit: RuleProps["edit"] = (change, merge) => execute(setLogic(form.key, change, merge));
  const first = activeFields(form.fields).at(-1);
  const add = () => edit((list) => [...list, { when: ALWAYS, ...(first ? { show: [first.key] } : {}) }]);
  useScreenCommands([{ id: "add-logic", label: t("logic.add"), run: add }]);
  const button = (
    <Button type="primary" icon={<Icon name="plus" size={16} />} data-testid="logic-add" onClick={add}>
      {t("logic.add")}
    </Button>
  );
  return (
    <Screen title={t("logic.title")} lead={t("logic.lead")} actions={rules.length > 0 && button}>
      {!rules.length && <Outcome icon="bolt" title={t("logic.none")} text={t("logic.none_text")} action={button} />}
      <div className="stack">
        {rules.map((rule, index) => (
          <Rule key={index} form={form} rule={rule} index={index} count={rules.length} edit={edit} />
        ))}
      </div>
    </Screen>
  );
}

export default function LogicPage() {
  return <FormFrame>{(form) => <Logic form={form} />}</FormFrame>;
}
