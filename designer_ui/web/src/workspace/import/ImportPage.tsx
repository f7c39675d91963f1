/** From a spreadsheet into a form: choose, match columns, look at ten rows, import, take back. */
import { Button, Steps, Upload } from "antd";
import { useEffect, useState } from "react";
import { useTexts } from "../../i18n";
import { useAppDef } from "../../api/queries";
import type { AppDef, FormDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { Failure, NotFoundPage, Waiting } from "../../app/outcomes";
import { paths, useGo, useParam } from "../../app/routing";
import { Finished } from "./Finished";
import { Preview } from "./Preview";
import { useImport } from "./useImport";
import "./import.css";

function Choose({ form, busy, onFile }: { form: FormDef; busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTexts();
  return (
    <Upload.Dragger
      accept=".xlsx,.xls,.csv"
      multiple={false}
      showUploadList={false}
      disabled={busy}
      beforeUpload={(file) => {
        onFile(file);
        return false;
      }}
      className="import-drop"
    >
      <span className="import-icon">
        <Icon name="upload" size={30} />
      </span>
      <h2>{busy ? t("import.reading") : t("import.choose")}</h2>
      <p className="muted">{t("import.choose_text", { form: form.label })}</p>
    </Upload.Dragger>
  );
}

function Wizard({ definition, form }: { definition: AppDef; form: FormDef }) {
  const { t } = useTexts();
  const go = useGo();
  const [file, setFile] = useState<File | null>(null);
  const work = useImport(definition.key, form.key, file);
  const list = paths.list(definition.key, form.key);
  const step = work.done ? 2 : work.look ? 1 : 0;
  useEffect(() => {
    document.title = `${t("import.title", { form: form.label })} · ${definition.label}`;
  }, [t, form.label, definition.label]);
  return (
    <div className="page import-page">
      <header className="form-head row">
        <Tile icon={form.icon} color={form.color} size={40} />
        <h1 className="grow">{t("import.title", { form: form.label })}</h1>
        <Button onClick={() => go(list)}>{t("action.back")}</Button>
      </header>
      <section className="panel import-body">
        <Steps size="small" current={step} items={[{ title: t("import.step_file") }, { title: t("import.step_check") }, { title: t("import.step_done") }]} />
        {work.error !== null && <Failure error={work.error} />}
        {step === 0 && (
          <Choose
            form={form}
            busy={work.busy}
            onFile={(chosen) => {
              setFile(chosen);
              void work.check(chosen, null);
            }}
          />
        )}
        {step === 1 && <Preview form={form} look={work.look!} busy={work.busy} onMap={(mapping) => file && void work.check(file, mapping)} onImport={() => void work.run()} onBack={work.reset} />}
        {step === 2 && <Finished form={form} done={work.done!} undone={work.undone} busy={work.busy} onUndo={() => void work.undo()} onList={() => go(list)} />}
      </section>
    </div>
  );
}

export default function ImportPage() {
  const app = useParam("app");
  const key = useParam("form");
  const definition = useAppDef(app);
  if (definition.error) return <Failure error={definition.error} retry={() => void definition.refetch()} />;
  if (!definition.data) return <Waiting />;
  const form = definition.data.forms[key];
  return form?.actions.includes("import") ? <Wizard key={key} definition={definition.data} form={form} /> : <NotFoundPage />;
}
