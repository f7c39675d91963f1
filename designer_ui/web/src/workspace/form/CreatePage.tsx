import { useEffect, useMemo } from "react";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useAppDef, useSession } from "../../api/queries";
import type { AppDef, FormDef, RecordData, Values } from "../../api/types";
import { Tile } from "../../app/Icon";
import { Failure, NotFoundPage, Waiting } from "../../app/outcomes";
import { paths, useGo, useParam, useQueryValues } from "../../app/routing";
import { startValues } from "../../renderer/defaults";
import { RecordPlace } from "../RecordPlace";
import { FormEditor } from "./FormEditor";

/** What a new record starts with: its defaults, then what the address brings (`?member=<id>` from a record page). */
export function useStart(definition: AppDef, form: FormDef, given: Record<string, string | undefined>): Values {
  const me = useSession().data?.user.id ?? "";
  return useMemo(() => {
    const known = { today: definition.today, now: new Date().toISOString(), me };
    const asked = Object.entries(given).filter(([key, value]) => value && form.fields.some((field) => field.key === key));
    return { ...startValues(form, known), ...(Object.fromEntries(asked) as Values) };
  }, [definition.today, form, given, me]);
}

function Create({ definition, form }: { definition: AppDef; form: FormDef }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const go = useGo();
  const { from, title, ...given } = useQueryValues();
  const start = useStart(definition, form, given);
  const label = form.new_label || t("record.new", { form: form.label });
  const list = paths.list(definition.key, form.key);
  const refs = useMemo(() => presetRefs(form, given, title), [form, given, title]);
  useEffect(() => {
    document.title = `${label} · ${definition.label}`;
  }, [label, definition.label]);
  const saved = (record: RecordData) => {
    message.success(t("record.created", { title: record.title || form.label }));
    go(from ?? paths.record(definition.key, form.key, record.id), { replace: true });
  };
  return (
    <div className="page form-page">
      <header className="form-head">
        <Tile icon={form.icon} color={form.color} size={40} />
        <h1>{label}</h1>
      </header>
      <RecordPlace definition={definition} form={form.key} refs={refs}>
        <FormEditor form={form} start={start} submitLabel={label} onSaved={saved} onCancel={() => go(from ?? list)} drafts={Object.keys(given).length === 0} />
      </RecordPlace>
    </div>
  );
}

/** The title of the record a new one is made for, so that its picker can show it. */
function presetRefs(form: FormDef, given: Record<string, string | undefined>, title: string | undefined) {
  const field = form.fields.find((one) => one.type === "relation" && given[one.key]);
  const target = String(field?.look.form ?? "");
  return field && title ? { [target]: { [given[field.key]!]: { title } } } : undefined;
}

export default function CreatePage() {
  const app = useParam("app");
  const key = useParam("form");
  const definition = useAppDef(app);
  if (definition.error) return <Failure error={definition.error} retry={() => void definition.refetch()} />;
  if (!definition.data) return <Waiting />;
  const form = definition.data.forms[key];
  return form?.actions.includes("create") ? <Create key={key} definition={definition.data} form={form} /> : <NotFoundPage />;
}
