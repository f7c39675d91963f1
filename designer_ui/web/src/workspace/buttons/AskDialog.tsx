/** What a button asks before it acts: a question, and perhaps a few values. */
import { Button } from "antd";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import type { AppDef, ButtonDef, FormDef, Json, RecordData, Values } from "../../api/types";
import { Sheet } from "../../app/Sheet";
import { WIDGETS } from "../../fields";
import { PlaceContext } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { startValues } from "../../renderer/defaults";
import { FormRenderer } from "../../renderer/FormRenderer";
import { failedChecks, liveState } from "../../renderer/live";
import { useRun } from "../form/use_run";
import { useAskPlace } from "./ask_place";
import { askForm } from "./shown";

interface Props {
  definition: AppDef;
  form: FormDef;
  record: RecordData;
  button: ButtonDef;
  faults: Record<string, string>;
  busy: boolean;
  onSend: (values: Values) => void;
  onClose: () => void;
}

export default function AskDialog({ definition, record, button, faults, busy, onSend, onClose }: Props) {
  const { t } = useTranslation();
  const place = useAskPlace(definition);
  const me = useSession().data?.user.id ?? "";
  const form = useMemo(() => askForm(button), [button]);
  const run = useRun(form, place);
  const [values, setValues] = useState<Values>(() => startValues(form, { today: definition.today, now: new Date().toISOString(), me }));
  const [local, setLocal] = useState<Record<string, string>>({});
  const live = useMemo(() => liveState(form, values, run), [form, values, run]);
  const change = (key: string, value: Json) => {
    setLocal({});
    setValues((old) => ({ ...old, [key]: value }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const missing = Object.fromEntries(form.fields.filter((field) => live.required.has(field.key) && isEmpty(values[field.key])).map((field) => [field.key, t("button.missing", { label: field.label })]));
    const wrong = { ...failedChecks(form, live, run, (label) => t("form.check_failed", { label })), ...missing };
    setLocal(wrong);
    if (Object.keys(wrong).length === 0) onSend(values);
  };
  return (
    <Sheet title={button.label} onClose={onClose}>
      <form className="sheet-body" noValidate onSubmit={submit} data-testid={`ask-${button.key}`}>
        {button.confirm && <p>{button.confirm}</p>}
        {!button.confirm && <p className="muted">{record.title}</p>}
        {form.fields.length > 0 && (
          <PlaceContext.Provider value={place}>
            <FormRenderer form={form} values={values} onChange={change} live={live} widgets={WIDGETS} faults={{ ...faults, ...local }} prefix="ask" />
          </PlaceContext.Provider>
        )}
        <div className="sheet-foot">
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="ask-send">
            {button.label}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
