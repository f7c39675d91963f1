/** A workflow under way: who has it, what it is about, the way so far, and what one may do. */
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import type { AppDef, FormDef, Json, Values } from "../../api/types";
import type { ActName, Instance } from "../../api/work";
import { Icon } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";
import { paths } from "../../app/routing";
import { useMoment } from "../../fields/formats";
import { withTexts } from "../../i18n";
import { changedValues } from "../../renderer/defaults";
import { keepDraft, readDraft } from "../form/drafts";
import { focusField } from "../form/focus";
import { givenValues } from "../form/useLive";
import { RecordPlace } from "../RecordPlace";
import { Due } from "../tasks/Due";
import { useActing } from "../tasks/useActing";
import { ActBar } from "./ActBar";
import { InstanceHistory } from "./InstanceHistory";
import { appAtStep, formAtStep, isEditable, signersOf, stepsBehind, useInstance } from "./instances";
import { StateTag } from "./StateTag";
import { StepForm } from "./StepForm";
import { useInstanceActs } from "./use_instance_acts";
import "./instance.css";

const FlowView = lazy(withTexts(() => import("../../flow/FlowView").then(({ FlowView }) => ({ default: FlowView }))));

const PREFIX = "step";
const KEEP_AFTER = 400;

interface Props {
  app: string;
  workflow: string;
  id: string;
  /** the task this is opened for; else the person's own open one */
  task?: string;
  /** a page of its own: room for the drawing */
  roomy?: boolean;
  onDone?: () => void;
}

function Head({ instance, zone }: { instance: Instance; zone: string }) {
  const { t } = useTranslation("work");
  const moment = useMoment(zone);
  const task = instance.my_task;
  return (
    <header className="flow-head">
      <div className="row wrap">
        <h1 className="flow-title">{instance.title}</h1>
        <StateTag state={instance.state} outcome={instance.state === "running" ? null : instance.result} />
      </div>
      <p className="muted">
        {instance.label} · <Link to={paths.record(instance.app, instance.form, instance.record)}>{t("flow.record", { form: instance.form_label, title: instance.record_title })}</Link>
      </p>
      <p className="muted num">{instance.initiator ? t("flow.started", { name: instance.initiator.title, at: moment(instance.started_at) }) : t("flow.started_auto", { at: moment(instance.started_at) })}</p>
      {instance.waiting_for && instance.state === "running" && (
        <p className="flow-waiting">
          <Icon name="clock" size={15} /> {instance.waiting_for}
        </p>
      )}
      {task && (
        <p className="flow-mine">
          <strong>{task.step_label ?? task.title}</strong>
          {task.text && <span>{task.text}</span>}
          {task.due_at && <Due at={task.due_at} zone={zone} />}
        </p>
      )}
    </header>
  );
}

/** What is typed at a step stays until it is sent. */
function useStepValues(instance: Instance, start: Values, editable: boolean) {
  const slot = `step-${instance.my_task?.id ?? ""}`;
  const [typed, setTyped] = useState<Values>(() => (editable ? (readDraft(instance.app, instance.form, slot)?.values ?? {}) : {}));
  useEffect(() => {
    if (!editable) return;
    const timer = setTimeout(() => keepDraft(instance.app, instance.form, slot, Object.keys(typed).length ? { values: typed, at: new Date().toISOString() } : null), KEEP_AFTER);
    return () => clearTimeout(timer);
  }, [typed, editable, instance.app, instance.form, slot]);
  const values = useMemo(() => ({ ...start, ...typed }), [start, typed]);
  const set = (key: string, value: Json) => setTyped((old) => ({ ...old, [key]: value }));
  const forget = () => keepDraft(instance.app, instance.form, slot, null);
  return { values, set, forget };
}

/** Acts that carry what was filled in. */
const CARRIES = new Set<ActName>(["approve", "submit"]);

function Body({ instance, definition, form, roomy, onDone }: { instance: Instance; definition: AppDef | undefined; form: FormDef | undefined; roomy: boolean; onDone?: () => void }) {
  const { t } = useTranslation("work");
  const editable = isEditable(instance) && form !== undefined;
  const start = instance.record_values?.values ?? {};
  const shape = useMemo(() => form && formAtStep(form, instance.fields, instance.record_values?.values ?? {}, editable), [form, instance.fields, instance.record_values, editable]);
  const { values, set, forget } = useStepValues(instance, start, editable);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState("");
  const own = useInstanceActs(instance);
  const acting = useActing({
    onDone: (_task, name) => {
      if (CARRIES.has(name)) forget();
      onDone?.();
    },
    onFaults: (found, text) => {
      setFaults(found);
      setRefusal(text);
      const first = Object.keys(found)[0];
      if (first) focusField(PREFIX, first);
    },
  });
  const change = (key: string, value: Json) => {
    set(key, value);
    setFaults(({ [key]: _gone, ...rest }) => rest);
    setRefusal("");
  };
  const onAct = (name: ActName) => {
    const task = instance.my_task;
    if (!task) return;
    setFaults({});
    setRefusal("");
    const given = shape && editable && CARRIES.has(name) ? givenValues(shape, changedValues(start, values)) : undefined;
    acting.start({ task, name, values: given && Object.keys(given).length ? given : undefined, steps: task.return_to ?? stepsBehind(instance), signers: signersOf(instance, task) });
  };
  const zone = definition?.timezone ?? "Asia/Shanghai";
  const fields = shape && <StepForm form={shape} record={instance.record} values={values} onChange={change} faults={faults} refusal={refusal} prefix={PREFIX} editable={editable} alone={Boolean(instance.definition)} />;
  const way = (
    <section className="panel flow-part" aria-label={t("flow.way")}>
      <h2>{t("flow.way")}</h2>
      <Suspense fallback={<Waiting rows={3} />}>
        <FlowView steps={instance.graph.steps} transitions={instance.graph.transitions} label={instance.title} list={!roomy} />
      </Suspense>
    </section>
  );
  return (
    <div className="flow-page" data-roomy={roomy || undefined}>
      <div className="panel flow-part">
        <Head instance={instance} zone={zone} />
      </div>
      {roomy && way}
      {fields}
      {!roomy && way}
      <section className="panel flow-part" aria-label={t("flow.history")}>
        <h2>{t("flow.history")}</h2>
        <InstanceHistory items={instance.history} zone={zone} />
      </section>
      <ActBar instance={instance} onAct={onAct} onInstance={own.act} onUrge={own.urge} />
      {acting.sheet}
    </div>
  );
}

export function InstanceView({ app, workflow, id, task, roomy = false, onDone }: Props) {
  const found = useInstance(app, workflow, id);
  const definition = useAppDef(app);
  const instance = useMemo(() => found.data && forTask(found.data, task), [found.data, task]);
  if (found.error && !found.data) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!instance || (definition.isPending && !instance.definition)) return <Waiting />;
  const whole = appAtStep(definition.data, instance.definition);
  const form = whole?.forms[instance.form];
  const body = <Body key={instance.my_task?.id ?? ""} instance={instance} definition={whole} form={form} roomy={roomy} onDone={onDone} />;
  if (!whole || !form) return body;
  return (
    <RecordPlace definition={whole} form={instance.form} record={instance.record} refs={instance.record_values?.refs}>
      {body}
    </RecordPlace>
  );
}

/** Somebody may hold two tasks of one workflow: the one asked for counts. */
function forTask(instance: Instance, task: string | undefined): Instance {
  const wanted = instance.tasks.find((one) => one.id === task && one.actions.length > 0);
  return wanted && instance.my_task?.id !== wanted.id ? { ...instance, my_task: wanted } : instance;
}
