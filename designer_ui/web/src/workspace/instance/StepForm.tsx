/** The record as a step of a workflow shows it; what the step allows is filled in right here. */
import { useMemo } from "react";
import type { FormDef, Json, Values } from "../../api/types";
import { WIDGETS } from "../../fields";
import { usePlace } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { FormRenderer } from "../../renderer/FormRenderer";
import type { Live } from "../../renderer/live";
import { FaultSummary } from "../form/FaultSummary";
import { useRun } from "../form/use_run";
import { useLive } from "../form/useLive";

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
}

/** A filled-in value is never kept from its reader by the form's logic; nothing is required of who only reads. */
function toRead(live: Live, form: FormDef): Live {
  const hidden = new Set([...live.hidden].filter((key) => isEmpty(live.values[key])));
  return { ...live, hidden, required: new Set(), readonly: new Set(form.fields.map((field) => field.key)) };
}

export function StepForm({ form, record, values, onChange, faults, refusal, prefix, editable }: Props) {
  const place = usePlace();
  const run = useRun(form, place);
  const { live: full } = useLive(editable ? place.app : "", form, values, run, record);
  const live = useMemo(() => (editable ? full : toRead(full, form)), [editable, full, form]);
  return (
    <div className={editable ? "step-form" : "step-form details"}>
      {editable && <FaultSummary form={form} faults={faults} refusal={refusal} prefix={prefix} />}
      <FormRenderer form={form} values={values} onChange={onChange} live={live} widgets={WIDGETS} faults={faults} prefix={prefix} />
    </div>
  );
}
