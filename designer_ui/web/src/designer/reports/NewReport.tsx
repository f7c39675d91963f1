/** Starting a report: which records are counted. */
import { Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Tile } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { activeFields } from "../../commands/documents";
import { addReport } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { freeText } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { startFunnel } from "./funnels";

/** Makes an empty report over a form and opens it. */
function useNewReport(): (source: string, funnel: boolean) => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const documents = useDocuments();
  const { reports, forms } = documents;
  return (source, funnel) => {
    const key = newKey("report", Object.keys(reports));
    const taken = Object.values(reports).map((one) => say(one.label));
    const label = freeText(t(funnel ? "funnels.default_label" : "reports.default_label", { form: say(forms[source]?.label) }), taken);
    execute(addReport({ key, label, source, ...(funnel ? { funnel: startFunnel(documents, source), charts: [{ type: "funnel" }, { type: "table" }] } : {}) }));
    go(`/design/${app}/reports/${key}`);
  };
}

export function NewReportDialog({ close }: { close(): void }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const create = useNewReport();
  const { forms } = useDocuments();
  const [words, setWords] = useState("");
  const [way, setWay] = useState("split");
  const shown = Object.values(forms).filter((form) => say(form.label).toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <Modal open width={760} footer={null} title={t("reports.new_title")} onCancel={close}>
      <div className="stack">
        <Segmented
          value={way}
          aria-label={t("funnels.way")}
          options={[
            { value: "split", label: t("funnels.way_split") },
            { value: "funnel", label: t("funnels.way_funnel") },
          ]}
          onChange={setWay}
        />
        <Input value={words} autoFocus allowClear placeholder={t("reports.find_form")} aria-label={t("reports.find_form")} onChange={(event) => setWords(event.target.value)} />
        <div className="dz-recipes dz-sources">
          {shown.map((form) => (
            <button
              key={form.key}
              type="button"
              className="dz-recipe dz-source"
              data-testid={`source-${form.key}`}
              onClick={() => {
                close();
                create(form.key, way === "funnel");
              }}
            >
              <Tile icon={form.icon ?? "form"} color={form.color ?? null} size={34} />
              <span>
                <strong>{say(form.label)}</strong>
                <span className="muted">{t("forms.fields", { count: activeFields(form.fields).length })}</span>
              </span>
            </button>
          ))}
          {!shown.length && <p className="muted">{t("commands.none")}</p>}
        </div>
      </div>
    </Modal>
  );
}
