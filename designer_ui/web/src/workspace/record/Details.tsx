import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FormDef, RecordData } from "../../api/types";
import { WIDGETS } from "../../fields";
import { useMoment } from "../../fields/formats";
import { usePlace } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { FormRenderer } from "../../renderer/FormRenderer";
import { liveState } from "../../renderer/live";
import { useRun } from "../form/use_run";
import { explained, Why } from "./Why";

const nothing = (): void => undefined;

/** All values of a record: the same form, only to be read. */
export function Details({ form, record, app }: { form: FormDef; record: RecordData; app: string }) {
  const { t } = useTranslation();
  const place = usePlace();
  const moment = useMoment(place.zone);
  const run = useRun(form, place);
  const live = useMemo(() => {
    const state = liveState({ ...form, fields: form.fields.map((field) => ({ ...field, expression: null })) }, record.values, run);
    // a filled-in value is never kept from its reader by the form's logic
    const hidden = new Set([...state.hidden].filter((key) => isEmpty(record.values[key])));
    return { ...state, hidden, required: new Set<string>(), readonly: new Set(form.fields.map((field) => field.key)) };
  }, [form, record.values, run]);
  return (
    <div className="details">
      <FormRenderer
        form={form}
        values={record.values}
        onChange={nothing}
        live={live}
        widgets={WIDGETS}
        prefix="v"
        slots={{
          field: (field, node) => {
            if (live.hidden.has(field.key)) return null;
            return explained(field) && !isEmpty(record.values[field.key]) ? (
              <div className="details-computed">
                {node}
                <Why app={app} form={form.key} record={record.id} field={field} />
              </div>
            ) : (
              node
            );
          },
        }}
      />
      <p className="details-foot faint">
        {t("record.created_by", { by: record.created_by?.title ?? t("record.system"), at: moment(record.created_at) })}
        {record.updated_at !== record.created_at && ` · ${t("record.updated_by", { by: record.updated_by?.title ?? t("record.system"), at: moment(record.updated_at) })}`}
      </p>
    </div>
  );
}
