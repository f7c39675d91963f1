/** The record as a step of a workflow shows it; what the step allows is filled in right here, first of all. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FormDef, Json, Values } from "../../api/types";
import { WIDGETS } from "../../fields";
import { usePlace } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { FormRenderer } from "../../renderer/FormRenderer";
import type { Live } from "../../renderer/live";
import { FaultSummary } from "../form/FaultSummary";
import { useRun } from "../form/use_run";
import { useLive } from "../form/useLive";
import { splitForm } from "./instances";

interface Props {
  form: FormDef;
  record: string;
  values: Values;
  onChange: (key: string, value: Json) => void;
  faults: Record<string, string>;
  refusal: string;
  prefix: string;
  /** whether anything may be filled in */
  editable: boolean;
  /** the step opens what one's own rights do not: the server, asked by those rights, could not answer for it */
  alone?: boolean;
}

/** To be read: what is filled in, whatever the form's logic says; nothing else takes up room. */
function toRead(live: Live, form: FormDef): Live {
  const empty = form.fields.filter((field) => isEmpty(live.values[field.key])).map((field) => field.key);
  return { ...live, hidden: new Set(empty), required: new Set(), readonly: new Set(form.fields.map((field) => field.key)) };
}

export function StepForm({ form, record, values, onChange, faults, refusal, prefix, editable, alone = false }: Props) {
  const { t } = useTranslation("work");
  const place = usePlace();
  const run = useRun(form, place);
  const { live } = useLive(editable && !alone ? place.app : "", form, values, run, record);
  const reading = useMemo(() => toRead(live, form), [live, form]);
  const { fill, read } = useMemo(() => splitForm(form), [form]);
  const shared = { values, onChange, widgets: WIDGETS };
  return (
    <>
      {editable && (
        <section className="panel flow-part step-form" aria-label={t("flow.fill")}>
          <h2>{t("flow.fill")}</h2>
          <FaultSummary form={form} faults={faults} refusal={refusal} prefix={prefix} />
          <FormRenderer {...shared} form={fill} live={live} faults={faults} prefix={prefix} />
        </section>
      )}
      {read.layout.length > 0 && (
        <section className="panel flow-part step-form details" aria-label={t("flow.fields")}>
          <h2>{form.label}</h2>
          <FormRenderer {...shared} form={editable ? read : form} live={reading} prefix={`${prefix}-read`} />
        </section>
      )}
    </>
  );
}
