/** A report: what one chooses above, the figure, the numbers below it, and the way down to the records. */
import { lazy, Suspense } from "react";
import type { AppDef } from "../../api/types";
import { paramValues, recordsBehind, type ReportDef } from "../../api/numbers";
import { useParam } from "../../app/routing";
import ChartView from "../../charts/ChartView";
import { Choose, Failed, Shimmer } from "../../charts/states";
import { useNumberTexts } from "../../i18n";
import { missing } from "./address";
import { AsOf } from "./AsOf";
import { Breadcrumb } from "./Breadcrumb";
import { ChartSwitch } from "./ChartSwitch";
import { NumbersHead, Opened } from "./NumbersPage";
import { PointMenu } from "./PointMenu";
import { ReportTools } from "./ReportTools";
import { useAnswer, useAsked, useReportDef } from "./use_report";
import { usePoints } from "./use_points";
import "./reports.css";

const Params = lazy(() => import("./Params"));

// what shows its numbers itself needs no table below
const OWN_ROWS = new Set(["table", "pivot"]);

function Report({ app, report }: { app: AppDef; report: ReportDef }) {
  const { t } = useNumberTexts();
  const { asked, setParam, clear, setChart, drillTo } = useAsked(report.params);
  const needed = missing(report.params, asked.params);
  const { run, answer, faults } = useAnswer(app.key, report.key, asked, needed.length === 0);
  const failed = run.error && !run.isFetching && !answer;
  const points = usePoints({ app: app.key, params: asked.params, answer, behind: (cell, measure) => recordsBehind(app.key, report.key, { ...asked, cell, measure }), drillTo, direct: true });
  const icon = app.reports?.find((one) => one.key === report.key)?.icon;
  const type = answer?.chart?.type ?? "table";
  return (
    <div className="page report-page">
      <NumbersHead app={app} icon={icon ?? "chart"} label={report.label} help={report.help}>
        <ReportTools app={app.key} report={report} asked={asked} answer={answer} zone={app.timezone} refresh={() => void run.refetch()} busy={run.isFetching} />
      </NumbersHead>
      <Suspense fallback={<div className="params" />}>
        <Params place={[app.key, "report", report.key]} params={report.params} values={asked.params} onChange={setParam} onClear={clear} faults={faults} ask={(given, signal) => paramValues(app.key, report.key, given, signal)} />
      </Suspense>
      <div className="row between wrap report-bar">
        <div className="grow">
          <Breadcrumb drill={answer?.drill} onGo={drillTo} />
        </div>
        <ChartSwitch charts={report.charts} at={asked.chart} onChange={setChart} />
      </div>
      <section className="panel report-panel" aria-busy={run.isFetching} data-stale={run.isPlaceholderData || Boolean(faults)} data-type={type} data-testid="report-chart">
        {needed.length > 0 ? <Choose names={needed.map((param) => param.label)} /> : failed ? <Failed error={run.error} text={faults && Object.values(faults).join(" ")} retry={() => void run.refetch()} /> : answer ? <ChartView answer={answer} onCell={points.hear} /> : <Shimmer />}
      </section>
      {answer && (
        <div className="row between wrap report-foot">
          <AsOf answer={answer} zone={app.timezone} />
          {answer.drill?.records && (
            <button type="button" className="plain-button link" onClick={() => void points.openRecords({})} data-testid="all-records">
              {t("point.all_records")}
            </button>
          )}
        </div>
      )}
      {answer && answer.rows.length > 0 && !OWN_ROWS.has(type) && (
        <section className="panel report-rows" aria-label={t("chart.numbers")}>
          <ChartView answer={answer} onCell={points.hear} asTable />
        </section>
      )}
      <PointMenu at={points.at} onClose={points.close} />
    </div>
  );
}

export default function ReportPage() {
  const app = useParam("app");
  const key = useParam("report");
  return (
    <Opened app={app} name={key} use={useReportDef}>
      {(definition, report) => <Report key={`${app}/${key}`} app={definition} report={report} />}
    </Opened>
  );
}
