/** A funnel in words: who, through which steps in their order, within which time. */
import { Button, Checkbox, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { FunnelStepDoc } from "../../commands/documents";
import { moved } from "../../commands/edit_form";
import { changed, pruned } from "../../commands/report_parts";
import { SortableList } from "../../dnd/SortableList";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { SYSTEM_FIELDS } from "../expressions/paths";
import { SpotProblems } from "../expressions/SpotProblems";
import { LabelInput } from "../parts/LabelInput";
import { ConditionsOf, useEditing, useParamNames } from "./editing";
import { periodParam, RANGE } from "./filters";
import { datesOf, isBounded, ownText, stepForms, stepOf, waysOf, withConditions, type Funnel } from "./funnels";
import { RangeInput } from "./RangeInput";

interface StepProps {
  funnel: Funnel;
  step: FunnelStepDoc;
  at: number;
  set(step: FunnelStepDoc, typing?: string): void;
  remove?: (() => void) | undefined;
}

function Step({ funnel, step, at, set, remove }: StepProps) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const { forms } = documents;
  const { doc } = useEditing();
  const names = useParamNames();
  const period = (doc.params ?? []).find((one) => one.type === RANGE)?.key;
  const fields = [...(forms[step.form]?.fields ?? []), ...SYSTEM_FIELDS];
  const nameOf = (key: string) => say(fields.find((field) => field.key === key)?.label) || t("funnels.itself");
  const ways = waysOf(documents, step.form, funnel.entity);
  const dates = datesOf(documents, step.form);
  const bounded = period !== undefined && isBounded(step, period);
  const own = ownText(step, period ?? "period");
  const path = `report/${doc.key}/funnel/steps/${at}`;
  return (
    <div className="dz-funnel-step" data-testid={`step-${at}`}>
      <div className="dz-slot-line">
        <b>{t("funnels.nth", { n: at + 1 })}</b>
        <Select value={step.form} aria-label={t("funnels.form")} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: "label" }} options={stepForms(documents, funnel.entity).map((form) => ({ value: form, label: say(forms[form]?.label) }))} onChange={(form) => set({ ...stepOf(documents, form, funnel.entity), ...(step.label ? { label: step.label } : {}) })} />
        <LabelInput value={step.label} name={t("funnels.label")} placeholder={say(forms[step.form]?.label)} onChange={(label) => set(pruned({ ...step, label: label || undefined }), `${at}/label`)} />
        {remove && (
          <button type="button" className="plain-button faint" aria-label={t("funnels.remove", { n: at + 1 })} onClick={remove}>
            <Icon name="close" size={14} />
          </button>
        )}
      </div>
      <div className="dz-slot-line dz-small">
        <span className="muted">{t("funnels.at")}</span>
        <Select size="small" value={step.at ?? dates[0]} aria-label={t("funnels.at")} popupMatchSelectWidth={false} options={dates.map((key) => ({ value: key, label: nameOf(key) }))} onChange={(date) => set(withConditions({ ...step, at: date }, period ?? "period", bounded, own))} />
        {ways.length > 1 && (
          <>
            <span className="muted">{t("funnels.who")}</span>
            <Select size="small" value={step.entity ?? ""} aria-label={t("funnels.who")} popupMatchSelectWidth={false} options={ways.map((key) => ({ value: key, label: nameOf(key) }))} onChange={(way) => set(pruned({ ...step, entity: way || undefined }))} />
          </>
        )}
        {period && (
          <Checkbox checked={bounded} onChange={(event) => set(withConditions(step, period, event.target.checked, own))}>
            {t("funnels.bounded")}
          </Checkbox>
        )}
      </div>
      <ConditionsOf form={step.form} path={`${path}/filter`} names={names}>
        <ConditionEditor key={step.form} form={step.form} value={own} label={t("funnels.only")} empty={t("funnels.all")} onChange={(text) => set(withConditions(step, period ?? "period", bounded, text), `${at}/filter`)} />
      </ConditionsOf>
      <SpotProblems path={path} />
    </div>
  );
}

/** The time a viewer looks at: the first step lies in it. */
function Period({ funnel }: { funnel: Funnel }) {
  const { t } = useTranslation("designer");
  const { doc, edit } = useEditing();
  const param = (doc.params ?? []).find((one) => one.type === RANGE);
  const start = () => {
    const made = periodParam(doc);
    edit((now) => ({ ...now, params: [...(now.params ?? []), made], funnel: { ...funnel, steps: funnel.steps.map((step, at) => (at === 0 ? withConditions(step, made.key, true, ownText(step, made.key)) : step)) } }));
  };
  return (
    <div className="dz-slot-line">
      <b>{t("reports.period")}</b>
      {param ? (
        <RangeInput value={param.default} label={t("reports.starts_with")} onChange={(value) => edit((now) => ({ ...now, params: changed(now.params, param.key, { default: value }) }))} />
      ) : (
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={start}>
          {t("reports.add_period")}
        </Button>
      )}
    </div>
  );
}

const UNITS = ["hour", "day", "week", "month"];

export function FunnelEditor({ funnel }: { funnel: Funnel }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const { doc, edit } = useEditing();
  const set = (change: Partial<Funnel>, typing?: string) => edit((now) => ({ ...now, funnel: pruned({ ...(now.funnel ?? funnel), ...change }) }), typing && `funnel/${typing}`);
  const put = (steps: FunnelStepDoc[], typing?: string) => set({ steps }, typing);
  const { entity, steps } = funnel;
  const label = (step: FunnelStepDoc) => say(step.label) || say(documents.forms[step.form]?.label);
  const entities = Object.values(documents.forms).filter((form) => stepForms(documents, form.key).length > 1);
  const choose = (next: string) => {
    const form = stepForms(documents, next).find((one) => one !== next) ?? next;
    const step = stepOf(documents, form, next);
    edit((now) => ({ ...now, source: form, funnel: pruned({ ...funnel, entity: next, steps: [step, { ...step }] }) }));
  };
  return (
    <section className="panel dz-block dz-funnel" aria-label={t("funnels.title")}>
      <div className="dz-slot-line">
        <b>{t("funnels.each")}</b>
        <Select value={entity} aria-label={t("funnels.entity")} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: "label" }} data-testid="funnel-entity" options={entities.map((form) => ({ value: form.key, label: say(form.label) }))} onChange={choose} />
        <b>{t("funnels.within")}</b>
        <InputNumber min={1} max={1000} precision={0} value={funnel.within?.[0] ?? null} placeholder={t("funnels.any")} aria-label={t("funnels.within")} onChange={(n) => set({ within: n ? [n, funnel.within?.[1] ?? "day"] : undefined }, "within")} />
        <Select value={funnel.within?.[1] ?? "day"} disabled={!funnel.within} aria-label={t("day.unit")} popupMatchSelectWidth={false} options={UNITS.map((unit) => ({ value: unit, label: t(`reports.units.${unit}`) }))} onChange={(unit) => funnel.within && set({ within: [funnel.within[0], unit] })} />
        <b>{t("funnels.goes")}</b>
      </div>
      <Period funnel={funnel} />
      <SortableList
        label={t("funnels.steps")}
        items={steps}
        idOf={(_, at) => `step-${at}`}
        nameOf={label}
        onMove={(from, to) => put(moved(steps, from, to))}
        render={(step, at) => <Step funnel={funnel} step={step} at={at} set={(next, typing) => put(steps.map((one, i) => (i === at ? next : one)), typing)} remove={steps.length > 2 ? () => put(steps.filter((_, i) => i !== at)) : undefined} />}
      />
      <Button type="dashed" icon={<Icon name="plus" size={15} />} data-testid="add-step" disabled={steps.length > 11} onClick={() => put([...steps, { ...(steps.at(-1) as FunnelStepDoc), label: undefined as never }].map((one) => pruned(one)))}>
        {t("funnels.add")}
      </Button>
      <p className="muted">{t("funnels.text", { entity: say(documents.forms[entity]?.label), source: say(documents.forms[doc.source]?.label) })}</p>
    </section>
  );
}
