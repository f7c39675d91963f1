/** A form being filled in: live logic, draft kept, faults beside fields, conflicts settled. */
import { Alert, Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormDef, Json, RecordData, Values } from "../../api/types";
import { useRun } from "./use_run";
import { WIDGETS } from "../../fields";
import { usePlace } from "../../fields/place";
import { isEmpty } from "../../fields/widget";
import { changedValues } from "../../renderer/defaults";
import { FormRenderer } from "../../renderer/FormRenderer";
import { failedChecks, type Live } from "../../renderer/live";
import { ConflictDialog } from "./ConflictDialog";
import { keepDraft, readDraft } from "./drafts";
import { FaultSummary } from "./FaultSummary";
import { focusField } from "./focus";
import { givenValues, useLive } from "./useLive";
import { useSave } from "./useSave";
import "./form.css";

interface Props {
  form: FormDef;
  start: Values;
  record?: RecordData;
  /** the words of the main button */
  submitLabel: string;
  onSaved: (record: RecordData) => void;
  onCancel: () => void;
  /** keeps what is typed across reloads; off in drawers */
  drafts?: boolean;
  prefix?: string;
}

const KEEP_AFTER = 400;

/** A new record has no running number and no totals yet: their places stay away. */
function withoutFuture(form: FormDef, live: Live): Live {
  const later = form.fields.filter((field) => field.computed && !field.expression && isEmpty(live.values[field.key]));
  return { ...live, hidden: new Set([...live.hidden, ...later.map((field) => field.key)]) };
}

/** A new record is filled in also where its values may not be read or changed afterwards: a phone number that is masked from then on. */
const forNew = (form: FormDef): FormDef => ({ ...form, fields: form.fields.map((field) => (field.creates ? { ...field, rights: "write" } : field)) });

export function FormEditor({ form: given, start, record, submitLabel, onSaved, onCancel, drafts = true, prefix = "f" }: Props) {
  const { t } = useTranslation();
  const place = usePlace();
  const form = useMemo(() => (record ? given : forNew(given)), [record, given]);
  const kept = useMemo(() => (drafts ? readDraft(place.app, form.key, record?.id) : null), [drafts, place.app, form.key, record?.id]);
  const [values, setValues] = useState<Values>(() => ({ ...start, ...kept?.values }));
  const [restored, setRestored] = useState(kept !== null);
  const [local, setLocal] = useState<Record<string, string>>({});
  const run = useRun(form, place);
  const { live: full } = useLive(place.app, form, values, run, record?.id);
  const live = useMemo(() => (record ? full : withoutFuture(form, full)), [record, full, form]);
  const changed = useMemo(() => givenValues(form, record ? changedValues(start, values) : values), [form, record, start, values]);
  const dirty = Object.keys(changedValues(start, values)).length > 0;
  const saved = useCallback(
    (fresh: RecordData) => {
      keepDraft(place.app, form.key, record?.id, null);
      onSaved(fresh);
    },
    [place.app, form.key, record?.id, onSaved],
  );
  const outcome = useSave({ app: place.app, form: form.key, record }, saved);
  const summary = useRef<HTMLDivElement>(null);
  const faults = { ...outcome.faults, ...local };

  useEffect(() => {
    if (!drafts) return;
    const timer = setTimeout(() => {
      const draft = dirty ? { values: changedValues(start, values), version: record?.version, at: new Date().toISOString() } : null;
      keepDraft(place.app, form.key, record?.id, draft);
    }, KEEP_AFTER);
    return () => clearTimeout(timer);
  }, [drafts, dirty, values, start, place.app, form.key, record]);

  useEffect(() => {
    const first = Object.keys(outcome.faults)[0];
    if (first) focusField(prefix, first);
    else if (outcome.refusal) summary.current?.focus();
  }, [outcome.faults, outcome.refusal, prefix]);

  const change = useCallback(
    (key: string, value: Json) => {
      setValues((old) => ({ ...old, [key]: value }));
      setLocal({});
      outcome.clearFault(key);
    },
    [outcome.clearFault],
  );
  const submit = () => {
    const failed = failedChecks(form, live, run, (label) => t("form.check_failed", { label }));
    setLocal(failed);
    const first = Object.keys(failed)[0];
    if (first) focusField(prefix, first);
    else if (record && Object.keys(changed).length === 0) onSaved(record);
    else outcome.save(changed);
  };
  const discard = () => {
    keepDraft(place.app, form.key, record?.id, null);
    setValues(start);
    setRestored(false);
  };
  return (
    <form
      className="editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // a form in a drawer opened from a picker stands inside this one for React
        event.stopPropagation();
        submit();
      }}
    >
      <div className="editor-body">
        {restored && dirty && (
          <Alert
            type="info"
            title={t("form.draft_restored")}
            action={
              <Button size="small" onClick={discard}>
                {t("form.draft_discard")}
              </Button>
            }
          />
        )}
        {outcome.state === "offline" && <Alert type="warning" showIcon title={t("state.offline")} role="status" />}
        <div ref={summary} tabIndex={-1} className="editor-summary">
          <FaultSummary form={form} faults={faults} refusal={outcome.refusal} prefix={prefix} />
        </div>
        <FormRenderer form={form} values={values} onChange={change} live={live} widgets={WIDGETS} faults={faults} prefix={prefix} />
      </div>
      <div className="editor-foot">
        <Button onClick={onCancel}>{t("action.cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={outcome.state === "saving"} data-testid="save">
          {submitLabel}
        </Button>
      </div>
      {outcome.clash && <ConflictDialog form={form} clash={outcome.clash} onSettle={outcome.settle} />}
    </form>
  );
}
