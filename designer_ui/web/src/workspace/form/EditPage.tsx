import { App } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import type { AppDef, FormDef, RecordData } from "../../api/types";
import { Tile } from "../../app/Icon";
import { Failure, NotFoundPage, Waiting } from "../../app/outcomes";
import { paths, useGo, useParam } from "../../app/routing";
import { useRecord } from "../record/useRecord";
import { RecordPlace } from "../RecordPlace";
import { FormEditor } from "./FormEditor";

function Edit({ definition, form, record: fresh }: { definition: AppDef; form: FormDef; record: RecordData }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const go = useGo();
  // the record as it was when editing began: what changes meanwhile is a conflict to settle, not a surprise under one's hands
  const [record] = useState(fresh);
  const back = paths.record(definition.key, form.key, record.id);
  useEffect(() => {
    document.title = `${record.title} · ${definition.label}`;
  }, [record.title, definition.label]);
  const saved = () => {
    message.success(t("record.saved"));
    go(back, { replace: true });
  };
  return (
    <div className="page form-page">
      <header className="form-head">
        <Tile icon={form.icon} color={form.color} size={40} />
        <h1>{t("record.edit", { title: record.title || form.label })}</h1>
      </header>
      <RecordPlace definition={definition} form={form.key} record={record.id} refs={record.refs}>
        <FormEditor form={form} start={record.values} record={record} submitLabel={t("action.save")} onSaved={saved} onCancel={() => go(back)} />
      </RecordPlace>
    </div>
  );
}

export default function EditPage() {
  const app = useParam("app");
  const key = useParam("form");
  const id = useParam("record");
  const definition = useAppDef(app);
  const record = useRecord(app, key, id);
  const error = definition.error ?? record.error;
  if (error) return <Failure error={error} retry={() => void record.refetch()} />;
  if (!definition.data || !record.data) return <Waiting />;
  const form = definition.data.forms[key];
  return form ? <Edit key={id} definition={definition.data} form={form} record={record.data} /> : <NotFoundPage />;
}
