/** What is chosen on the canvas, in words: a step, a line, or the workflow itself. */
import { Button, Checkbox, Input, Radio, Select, Switch } from "antd";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { activeFields, type ActionDoc, type Label, type RoleDoc, type StepDoc, type TransitionDoc, type WorkflowDoc } from "../../commands/documents";
import { addWay, changeGraph, leaving, orderWays, setErrorWay, setStep, setWay, setWorkflow } from "../../commands/edit_workflows";
import { moved } from "../../commands/edit_form";
import { SortableList } from "../../dnd/SortableList";
import { ActionList } from "../config/ActionList";
import { ConfigForm } from "../config/ConfigForm";
import { startConfig, type Config } from "../config/properties";
import { Deeper, InScope } from "../config/Spot";
import { useHumanSteps, WorkflowContext } from "../config/step_widgets";
import { TextWithPlaces } from "../config/TextWithPlaces";
import type { Drawn } from "../config/widgets";
import { useDocuments, useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import type { Scope } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { LabelInput } from "../parts/LabelInput";
import { knowsOld } from "../rules/knows_old";
import { useChosen, useStepKind, useStepName, useWayName } from "./use_graph";
import { newStep } from "./use_insert";

/** The panel of a step in sections; a section shows what the kind of the step has of it. */
const SECTIONS: readonly { id: string; names: readonly string[]; open?: boolean }[] = [
  { id: "who", names: ["who"], open: true },
  { id: "decide", names: ["mode", "pct", "order", "settle", "settle_reject"], open: true },
  { id: "wait", names: ["for", "calendar", "until"], open: true },
  { id: "result", names: ["result", "terminate"], open: true },
  { id: "reject", names: ["on_reject"] },
  { id: "fields", names: ["fields", "submit_label"] },
  { id: "powers", names: ["actions", "return_to", "resume"] },
  { id: "time", names: ["timeout", "due_field"] },
  { id: "copy", names: ["cc"] },
  { id: "special", names: ["on_self", "dedupe"] },
  { id: "error", names: ["retry"] },
];
/** Drawn by hand, or the affair of the canvas. */
const ELSEWHERE = ["join", "on_error", "action"];

const has = (config: Config, name: string, value: string): boolean => Array.isArray(config[name]) && (config[name] as unknown[]).includes(value);
/** Questions that only some answers raise. */
const ASKED: Record<string, (config: Config) => boolean> = {
  pct: (config) => config.mode === "vote",
  settle: (config) => config.mode !== "any",
  settle_reject: (config) => config.mode === "any",
  return_to: (config) => has(config, "actions", "return"),
  resume: (config) => has(config, "actions", "return"),
  calendar: (config) => config.until === undefined,
  for: (config) => config.until === undefined,
  until: (config) => config.for === undefined,
};

/** To which steps one may send it back: any, or these. */
function ReturnTo({ value, write, label }: Drawn) {
  const { t } = useTranslation("designer");
  const steps = useHumanSteps();
  const some = Array.isArray(value);
  return (
    <div className="dz-props">
      <Select value={some ? "some" : "any"} aria-label={label} options={["any", "some"].map((way) => ({ value: way, label: t(`return.${way}`) }))} onChange={(way) => write(way === "any" ? undefined : steps.slice(0, 1).map((step) => step.value))} />
      {some && <Select mode="multiple" value={value as string[]} aria-label={`${label}${t("parts.colon")}${t("return.some")}`} options={steps} onChange={write} />}
    </div>
  );
}

const RESULTS = ["approved", "rejected", "done", "closed"];

function Result({ value, write, label, property }: Drawn) {
  const { t } = useTranslation("designer");
  const now = String(value ?? property.default ?? "approved");
  const known = RESULTS.includes(now) ? RESULTS : [...RESULTS, now];
  return <Select value={now} aria-label={label} options={known.map((one) => ({ value: one, label: RESULTS.includes(one) ? t(`result.${one}`) : t("result.other") }))} onChange={write} />;
}

const INSTEAD = { return_to: ReturnTo, result: Result };

function Section({ id, open, children }: { id: string; open: boolean; children: ReactNode }) {
  const { t } = useTranslation("designer");
  return (
    <details className="dz-section" open={open} data-testid={`section-${id}`}>
      <summary>{t(`step.${id}`)}</summary>
      {children}
    </details>
  );
}

/** What an action step does, in order; one that holds a single action is read as a list of it. */
function StepActions({ workflow, step }: { workflow: string; step: StepDoc }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const single = step.action as ActionDoc | undefined;
  const actions = (step.actions as ActionDoc[] | undefined) ?? (single ? [single] : []);
  const set = (change: (list: ActionDoc[]) => ActionDoc[]) => {
    if (single) execute(setStep(workflow, step.key, "action", undefined));
    execute(setStep(workflow, step.key, "actions", change(actions)));
  };
  return (
    <Deeper name={single ? "action" : "actions"}>
      <ActionList actions={actions} set={set} label={t("step.do")} />
    </Deeper>
  );
}

function Ways({ workflow, step, role }: { workflow: WorkflowDoc; step: StepDoc; role: string | undefined }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const say = useLabel();
  const { steps: kinds } = useKinds();
  const { choose } = useChosen();
  const nameOf = useStepName();
  const wayName = useWayName(workflow.on.form, workflow);
  const out = leaving(workflow.transitions, step.key);
  const target = (way: TransitionDoc) => workflow.steps.find((one) => one.key === way.to);
  const human = kinds.find((kind) => kind.human);
  const text = (way: TransitionDoc) => [wayName(way), target(way) && nameOf(target(way) as StepDoc)].filter(Boolean).join(" → ");
  return (
    <div className="dz-prop">
      <span>{t("branch.ways")}</span>
      <small className="faint">{t(`branch.${String(step.mode ?? "first")}_order`)}</small>
      <SortableList
        label={t("branch.ways")}
        items={out}
        idOf={(way) => way.key}
        nameOf={text}
        onMove={(from, to) => execute(orderWays(workflow.key, moved(out, from, to).map((way) => way.key)))}
        render={(way) => (
          <button type="button" className="plain-button link grow ellipsis" onClick={() => choose({ way: way.key })}>
            {text(way)}
          </button>
        )}
      />
      {human && (
        <Button size="small" icon={<Icon name="plus" size={14} />} data-testid="way-add" onClick={() => execute(changeGraph(workflow.key, "add_way", (graph) => addWay(graph, step.key, newStep(human, workflow, `${say(human.label)} ${out.length + 1}`, role))))}>
          {t("branch.add_way")}
        </Button>
      )}
    </div>
  );
}

interface PanelProps {
  workflow: WorkflowDoc;
}

export function StepPanel({ workflow, step, remove }: PanelProps & { step: StepDoc; remove(step: string): void }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const kind = useStepKind()(step.type);
  const role = (Object.values(useDocuments().roles)[0] as RoleDoc | undefined)?.key;
  const path = `workflow/${workflow.key}/steps/${step.key}`;
  const { key: _, type: __, label: ___, ...config } = step;
  const properties = kind?.config_schema.properties ?? {};
  const lists = properties.actions?.widget === "actions";
  const set = (next: Config) => {
    for (const name of new Set([...Object.keys(config), ...Object.keys(next)])) if (next[name] !== config[name]) execute(setStep(workflow.key, step.key, name, next[name]));
  };
  const gate = properties.join !== undefined; // how a branch goes is settled when it is put in: its join depends on it
  const shown = (name: string) => properties[name] !== undefined && !(gate && name === "mode") && !ELSEWHERE.includes(name) && !(name === "actions" && lists) && (ASKED[name]?.(config) ?? true);
  const sections = SECTIONS.map((section) => ({ ...section, names: section.names.filter(shown) })).filter((section) => section.names.length > 0);
  const rest = Object.keys(properties).filter((name) => shown(name) && !SECTIONS.some((section) => section.names.includes(name)));
  return (
    <div className="dz-props" data-testid="step-panel">
      <header className="row">
        <Icon name={kind?.icon ?? "form"} />
        <strong className="grow">{say(kind?.label)}</strong>
        {step.type !== "start" && <Button size="small" icon={<Icon name="trash" size={14} />} aria-label={t("workflow.remove_this")} title={t("workflow.remove_this")} data-testid="step-remove" onClick={() => remove(step.key)} />}
      </header>
      {kind && <small className="muted">{say(kind.help)}</small>}
      <SpotProblems path={path} exact />
      <label className="dz-prop">
        <span>{t("step.label")}</span>
        <LabelInput name={t("step.label")} value={step.label} testId="step-label" onChange={(text) => execute(setStep(workflow.key, step.key, "label", text))} />
        <LabelInput other name={t("step.label")} value={step.label} onChange={(text) => execute(setStep(workflow.key, step.key, "label", text))} />
      </label>
      {kind?.name === "branch" && <Ways workflow={workflow} step={step} role={role} />}
      {lists && (
        <div className="dz-prop">
          <span>{t("step.do")}</span>
          <StepActions workflow={workflow.key} step={step} />
        </div>
      )}
      {sections.map((section) => (
        <Section key={section.id} id={section.id} open={Boolean(section.open) || section.names.some((name) => config[name] !== undefined)}>
          <ConfigForm properties={properties} config={config} set={set} only={section.names} instead={INSTEAD} />
        </Section>
      ))}
      {rest.length > 0 && <ConfigForm properties={properties} config={config} set={set} only={rest} instead={INSTEAD} />}
    </div>
  );
}

export function WayPanel({ workflow, way, remove }: PanelProps & { way: TransitionDoc; remove(way: string): void }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const nameOf = useStepName();
  const steps = new Map(workflow.steps.map((step) => [step.key, step]));
  const [from, to] = [steps.get(way.from), steps.get(way.to)];
  const gate = from?.type === "branch" && from.mode !== "all";
  const fails = useStepKind()(from?.type ?? "")?.config_schema.properties?.on_error !== undefined;
  const rejects = (from?.on_reject as { do?: string } | undefined)?.do === "branch";
  const path = `workflow/${workflow.key}/transitions/${way.key}`;
  return (
    <div className="dz-props" data-testid="way-panel">
      <header className="row">
        <Icon name="right" />
        <strong className="grow">{t("way.title", { from: from ? nameOf(from) : "", to: to ? nameOf(to) : "" })}</strong>
        <Button size="small" icon={<Icon name="trash" size={14} />} aria-label={t("way.remove")} title={t("way.remove")} data-testid="way-remove" onClick={() => remove(way.key)} />
      </header>
      <SpotProblems path={path} />
      <label className="dz-prop">
        <span>{t("way.label")}</span>
        <LabelInput name={t("way.label")} value={way.label} placeholder={t("way.label_hint")} testId="way-label" onChange={(text) => execute(setWay(workflow.key, way.key, "label", text))} />
        <LabelInput other name={t("way.label")} value={way.label} onChange={(text) => execute(setWay(workflow.key, way.key, "label", text))} />
      </label>
      {gate && (
        <label className="dz-toggle">
          <span>
            {t("way.default")}
            <small className="faint">{t("way.default_text")}</small>
          </span>
          <Switch size="small" checked={Boolean(way.default)} data-testid="way-default" onChange={(on) => execute(setWay(workflow.key, way.key, "default", on))} />
        </label>
      )}
      {gate && !way.default && (
        <div className="dz-prop">
          <span>{t("way.when")}</span>
          <Deeper name={`transitions/${way.key}/when`}>
            <ConditionEditor key={way.key} form={workflow.on.form} value={way.when ?? ""} label={t("way.when")} empty={t("way.no_condition")} testId="way-condition" onChange={(text) => execute(setWay(workflow.key, way.key, "when", text))} />
          </Deeper>
        </div>
      )}
      {fails && (
        <label className="dz-toggle">
          <span>
            {t("way.on_error")}
            <small className="faint">{t("way.on_error_text")}</small>
          </span>
          <Switch size="small" checked={from?.on_error === way.key} data-testid="way-on-error" onChange={(on) => execute(setErrorWay(workflow.key, way.key, on))} />
        </label>
      )}
      {rejects && (
        <div className="dz-prop">
          <span>{t("way.outcome")}</span>
          <Radio.Group value={way.outcome ?? "approved"} onChange={(event) => execute(setWay(workflow.key, way.key, "outcome", event.target.value === "approved" ? undefined : event.target.value))}>
            <Radio value="approved">{t("way.approved")}</Radio>
            <Radio value="rejected">{t("way.rejected")}</Radio>
          </Radio.Group>
        </div>
      )}
    </div>
  );
}

const EVENTS = ["manual", "button", "created", "updated", "changed", "enters"];
const BY_HAND = ["manual"];
const WITHDRAW = ["until_first_decision", "until_end", "never"];

/** What starts it, how it is called, and what happens when it is refused or withdrawn. */
export function FlowPanel({ workflow }: PanelProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const forms = useDocuments().forms;
  const { triggers } = useKinds();
  const kind = triggers.find((one) => one.name === workflow.on.event);
  const { event: _, form: __, ...config } = workflow.on;
  const path = `workflow/${workflow.key}`;
  const set = <K extends keyof WorkflowDoc>(name: K, value: unknown) => execute(setWorkflow(workflow.key, name, value));
  const setOn = (on: Config) => set("on", { event: workflow.on.event, form: workflow.on.form, ...on });
  const by = BY_HAND.includes(workflow.on.event);
  return (
    <div className="dz-props" data-testid="flow-panel">
      <strong>{t("workflow.settings")}</strong>
      <SpotProblems path={path} exact />
      <div className="dz-prop">
        <span>{t("workflow.form")}</span>
        <Select value={workflow.on.form} aria-label={t("workflow.form")} data-testid="workflow-form" options={Object.values(forms).map((form) => ({ value: form.key, label: say(form.label) }))} onChange={(form) => set("on", { event: workflow.on.event, form })} />
      </div>
      <div className="dz-prop">
        <span>{t("workflow.start")}</span>
        <Select
          value={workflow.on.event}
          aria-label={t("workflow.start")}
          data-testid="workflow-event"
          options={EVENTS.map((event) => ({ value: event, label: BY_HAND.includes(event) ? t("workflow.manual") : say(triggers.find((one) => one.name === event)?.label) || t(`workflow.on_${event}`) }))}
          onChange={(event) => set("on", { ...startConfig(triggers.find((one) => one.name === event)?.config_schema ?? {}), event, form: workflow.on.form })}
        />
        <Deeper name="on">
          {kind && <ConfigForm properties={kind.config_schema.properties ?? {}} config={{ ...config, form: workflow.on.form }} set={setOn} without={["form"]} />}
          <SpotProblems path={`${path}/on`} exact />
        </Deeper>
      </div>
      {!by && (
        <div className="dz-prop">
          <span>{t("workflow.when")}</span>
          <Deeper name="when">
            <ConditionEditor key={workflow.on.form} form={workflow.on.form} value={workflow.when ?? ""} label={t("workflow.when")} empty={t("sentence.always")} onChange={(text) => set("when", text || undefined)} />
            <SpotProblems path={`${path}/when`} />
          </Deeper>
        </div>
      )}
      <div className="dz-prop">
        <span>{t("workflow.withdraw")}</span>
        <Select value={workflow.withdraw ?? "until_first_decision"} aria-label={t("workflow.withdraw")} options={WITHDRAW.map((one) => ({ value: one, label: t(`workflow.withdraw_${one}`) }))} onChange={(value) => set("withdraw", value)} />
      </div>
      <Checkbox checked={Boolean(workflow.one_at_a_time)} onChange={(event) => set("one_at_a_time", event.target.checked)}>
        {t("workflow.one_at_a_time")}
      </Checkbox>
      <Checkbox checked={Boolean(workflow.lock_record)} onChange={(event) => set("lock_record", event.target.checked)}>
        {t("workflow.lock_record")}
      </Checkbox>
      <div className="dz-prop">
        <span>{t("workflow.summary")}</span>
        <Select
          mode="multiple"
          maxCount={4}
          value={workflow.summary ?? []}
          aria-label={t("workflow.summary")}
          placeholder={t("workflow.summary_hint")}
          showSearch={{ optionFilterProp: "label" }}
          options={activeFields(forms[workflow.on.form]?.fields).filter((field) => !field.fields).map((field) => ({ value: field.key, label: say(field.label) }))}
          onChange={(keys) => set("summary", keys.length ? keys : undefined)}
        />
        <SpotProblems path={`${path}/summary`} />
      </div>
      <div className="dz-prop">
        <span>{t("workflow.title")}</span>
        <Deeper name="title">
          <TextWithPlaces value={workflow.title} onChange={(title: Label) => set("title", title)} label={t("workflow.title")} testId="workflow-title" />
          <SpotProblems path={`${path}/title`} />
        </Deeper>
      </div>
      {(["on_rejected", "on_withdrawn"] as const).map((name) => (
        <details key={name} className="dz-section" open={(workflow[name]?.length ?? 0) > 0}>
          <summary>{t(`workflow.${name}`)}</summary>
          <Deeper name={name}>
            <ActionList name={name} actions={workflow[name] ?? []} set={(change) => set(name, change(workflow[name] ?? []))} label={t(`workflow.${name}`)} />
          </Deeper>
        </details>
      ))}
      <label className="dz-prop">
        <span>{t("rules.help")}</span>
        <Input.TextArea rows={2} value={say(workflow.help)} onChange={(event) => set("help", event.target.value)} />
      </label>
      <label className="dz-prop">
        <span>{t("workflow.other_name")}</span>
        <LabelInput other name={t("workflow.name")} value={workflow.label} onChange={(text) => text && set("label", text)} />
      </label>
    </div>
  );
}

/** The panel of what is chosen, with the names the workflow's record gives. */
export default function Panel({ workflow, remove, removeWay }: PanelProps & { remove(step: string): void; removeWay(way: string): void }) {
  const { step, way } = useChosen();
  const { triggers } = useKinds();
  const chosen = workflow.steps.find((one) => one.key === step);
  const line = workflow.transitions.find((one) => one.key === way);
  const old = knowsOld(triggers.find((kind) => kind.name === workflow.on.event));
  const scope = useMemo<Scope>(() => ({ form: workflow.on.form, old: false, bindings: [] }), [workflow.on.form]);
  const own = useMemo<Scope>(() => ({ ...scope, old }), [scope, old]);
  const path = `workflow/${workflow.key}`;
  return (
    <WorkflowContext.Provider value={workflow}>
      <InScope scope={chosen || line ? scope : own} path={chosen ? `${path}/steps/${chosen.key}` : path}>
        {chosen ? <StepPanel key={chosen.key} workflow={workflow} step={chosen} remove={remove} /> : line ? <WayPanel key={line.key} workflow={workflow} way={line} remove={removeWay} /> : <FlowPanel workflow={workflow} />}
      </InScope>
    </WorkflowContext.Provider>
  );
}
