/** The reports of an app: each in a sentence, with what it is drawn as. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import type { ReportDoc } from "../../commands/documents";
import { addReport, removeReport } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { useApp, useDocuments, useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { Outcome } from "../../app/outcomes";
import { DocRow } from "../parts/DocRow";
import { Screen } from "../parts/Screen";
import { useTakeAway } from "../parts/take_away";
import { useScreenCommands } from "../shell/command_list";
import { ChartIcon } from "./ChartIcon";
import { NewReportDialog } from "./NewReport";
import { useReportSentence } from "./use_report_words";
import { usesOfReport, useUsed } from "./uses";
import "../rules/rules.css";
import "./reports.css";

export function useRemoveReport(): (report: ReportDoc, then?: () => void) => void {
  const used = useUsed();
  return useTakeAway("reports", removeReport, ({ key }) => used((documents) => usesOfReport(documents, key)));
}

function ReportRow({ report }: { report: ReportDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { charts } = useKinds();
  const { reports } = useDocuments();
  const remove = useRemoveReport();
  const sentence = useReportSentence(report);
  const name = say(report.label);
  const copy = () => {
    const key = newKey("report", Object.keys(reports));
    execute(addReport({ ...structuredClone(report), key, label: t("canvas.copy_of", { name }) }));
    go(`/design/${app}/reports/${key}`);
  };
  const items = [
    { key: "copy", label: t("canvas.duplicate"), onClick: copy },
    { key: "remove", label: t("reports.remove_ok"), onClick: () => remove(report) },
  ];
  const drawn = [...new Set((report.charts ?? []).map((chart) => chart.type))];
  return (
    <DocRow
      to={`/design/${app}/reports/${report.key}`}
      name={name}
      testId={`report-${report.key}`}
      items={items}
      picture={
        <span className="dz-rule-icon">
          <ChartIcon type={report.charts?.[0]?.type ?? "table"} />
        </span>
      }
    >
      <p className="dz-sentence">{sentence}</p>
      <span className="muted dz-counts">{drawn.map((type) => say(charts.find((kind) => kind.name === type)?.label)).filter(Boolean).join(" · ")}</span>
    </DocRow>
  );
}

export default function ReportsPage() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { reports, forms } = useDocuments();
  const [choosing, setChoosing] = useState(false);
  const all = Object.values(reports);
  const sources = [...new Set(all.map((one) => one.source))];
  useScreenCommands([{ id: "new-report", label: t("reports.new"), run: () => setChoosing(true) }]);
  const add = (
    <Button type="primary" icon={<Icon name="plus" size={16} />} data-testid="report-new" onClick={() => setChoosing(true)}>
      {t("reports.new")}
    </Button>
  );
  return (
    <Screen title={t("nav.reports")} lead={t("reports.lead")} actions={all.length > 0 && add} wide>
      {!all.length && <Outcome icon="chart" title={t("reports.none")} text={t("reports.none_text")} action={add} />}
      <div className="stack">
        {sources.map((source) => (
          <section key={source} aria-label={say(forms[source]?.label)}>
            <h2 className="dz-group">{say(forms[source]?.label)}</h2>
            <ul className="dz-rule-list">
              {all.filter((one) => one.source === source).map((one) => (
                <ReportRow key={one.key} report={one} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {choosing && <NewReportDialog close={() => setChoosing(false)} />}
    </Screen>
  );
}
