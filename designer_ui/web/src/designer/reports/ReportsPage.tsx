/** The reports of an app: each in a sentence, with what it is drawn as. */
import { Link } from "@tanstack/react-router";
import { App, Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import type { ReportDoc } from "../../commands/documents";
import { addReport, removeReport } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { useApp, useDocuments, useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { Outcome } from "../../app/outcomes";
import { Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { ChartIcon } from "./ChartIcon";
import { NewReportDialog } from "./NewReport";
import { useReportSentence } from "./use_report_words";
import { usesOfReport, useUsed } from "./uses";
import "../rules/rules.css";
import "./reports.css";

export function useRemoveReport(): (report: ReportDoc, then?: () => void) => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const used = useUsed();
  const { modal } = App.useApp();
  return (report, then) => {
    modal.confirm({
      title: t("reports.remove_title", { name: say(report.label) }),
      content: used((documents) => usesOfReport(documents, report.key)) ?? t("reports.remove_text"),
      okText: t("reports.remove_ok"),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(removeReport(report.key));
        then?.();
      },
    });
  };
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
    <li className="panel dz-rule-row" data-testid={`report-${report.key}`}>
      <span className="dz-rule-icon">
        <ChartIcon type={report.charts?.[0]?.type ?? "table"} />
      </span>
      <div className="grow">
        <Link to={`/design/${app}/reports/${report.key}`} className="dz-rule-name">
          {name}
        </Link>
        <p className="dz-sentence">{sentence}</p>
        <span className="muted dz-counts">{drawn.map((type) => say(charts.find((kind) => kind.name === type)?.label)).filter(Boolean).join(" · ")}</span>
      </div>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <Button type="text" size="small" aria-label={t("parts.more_of", { name })} icon={<Icon name="more" />} />
      </Dropdown>
    </li>
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
