/** The report editor: fields left, what they are dropped into and the live figure in the middle, the piece that is selected in words on the right. */
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Waiting } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import type { ReportDoc } from "../../commands/documents";
import { editReport } from "../../commands/edit_reports";
import { DragArea } from "../../dnd/DragArea";
import { useProblems } from "../check/problems";
import { useApp, useDocuments, useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { Gone, Title } from "../parts/Titled";
import { useScreenCommands } from "../shell/command_list";
import { ChartStrip } from "./ChartStrip";
import { ReportEditing, useEditing, type Part } from "./editing";
import { Fields } from "./Fields";
import { problemsOf } from "./places";
import { Preview } from "./Preview";
import { PutOn } from "./PutOn";
import { useRemoveReport } from "./ReportsPage";
import { useZones } from "./use_zones";
import { Zones } from "./Zones";
import "../canvas/canvas.css";
import "./reports.css";

const PanelBody = lazy(() => import("./PanelBody"));
const FunnelEditor = lazy(() => import("./FunnelEditor").then((module) => ({ default: module.FunnelEditor })));

function Head() {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { doc, selected, select } = useEditing();
  const remove = useRemoveReport();
  const back = () => go(`/design/${app}/reports`);
  const settings = selected?.part === "report";
  return (
    <header className="dz-report-head">
      <Title room="reports" label={doc.label} name={t("reports.name")} testId="report-label" write={(label) => execute(editReport(doc.key, (now) => ({ ...now, label }), "label"))} />
      <Button icon={<Icon name="settings" size={16} />} aria-pressed={settings} data-testid="report-settings" onClick={() => select(settings ? null : { part: "report", key: "" })}>
        {t("reports.settings")}
      </Button>
      <Button icon={<Icon name="trash" size={16} />} aria-label={t("reports.remove_ok")} title={t("reports.remove_ok")} onClick={() => remove(doc, back)} />
      <PutOn />
    </header>
  );
}

const ICONS: Record<Part, string> = { dimension: "columns", measure: "number", filter: "filter", param: "filter", chart: "chart", report: "settings" };

function Panel() {
  const { t } = useTranslation("designer");
  const { doc, selected, select } = useEditing();
  const part = selected?.part ?? "report";
  const problems = problemsOf(useProblems(), doc, part, selected?.key ?? "");
  if (!selected && !doc.funnel) {
    return (
      <aside className="dz-panel" aria-label={t("panel.title")}>
        <div className="dz-panel-none">
          <Icon name="edit" size={28} />
          <strong>{t("reports.none_selected")}</strong>
          <span className="muted">{t("reports.none_selected_text")}</span>
        </div>
      </aside>
    );
  }
  return (
    <aside className="dz-panel" aria-label={t("panel.title")} data-testid="report-panel">
      <div className="dz-panel-head">
        <Icon name={ICONS[part]} />
        <h2 className="grow">{t(`reports.part.${part}`)}</h2>
        {selected && <Button type="text" size="small" aria-label={t("reports.close_panel")} icon={<Icon name="close" size={16} />} onClick={() => select(null)} />}
      </div>
      {problems.length > 0 && (
        <ul className={`dz-panel-problems${problems.some((one) => one.level === "error") ? "" : " doubtful"}`}>
          {problems.map((problem, at) => (
            <li key={at}>{problem.message}</li>
          ))}
        </ul>
      )}
      <Suspense fallback={<Waiting rows={4} />}>
        <PanelBody />
      </Suspense>
    </aside>
  );
}

function Designer() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { doc, chart, select } = useEditing();
  const zones = useZones();
  const { charts: kinds } = useKinds();
  const documents = useDocuments();
  const nameOf = (data: Record<string, unknown>) => (typeof data.name === "string" ? data.name : say(documents.forms[doc.source]?.label));
  useScreenCommands([
    { id: "report-count", label: t("reports.add_count"), run: () => zones.add(null, "measure") },
    { id: "report-period", label: t("reports.add_period"), run: zones.addPeriod },
    { id: "report-condition", label: t("reports.add_condition"), run: zones.addCondition },
    { id: "report-settings", label: t("reports.settings"), run: () => select({ part: "report", key: "" }) },
    { id: "report-chart", label: t("reports.chart_settings"), run: () => select({ part: "chart", key: String(chart) }) },
    ...kinds.map((kind) => ({ id: `kind-${kind.name}`, label: t("reports.show_as", { name: say(kind.label) }), run: () => document.querySelector<HTMLElement>(`[data-testid="kind-${kind.name}"]`)?.click() })),
  ]);
  return (
    <DragArea
      nameOf={nameOf}
      onDrop={zones.drop}
      overlay={(data) => (
        <div className="dz-overlay">
          <Icon name="grip" size={14} /> {nameOf(data)}
        </div>
      )}
    >
      <div className={`dz-canvas-frame dz-report-frame${doc.funnel ? " funnel" : ""}`}>
        {doc.funnel ? <span /> : <Fields form={doc.source} add={zones.add} />}
        <main className="dz-canvas-scroll dz-report-middle">
          <Head />
          {doc.funnel ? (
            <Suspense fallback={<Waiting rows={4} />}>
              <FunnelEditor funnel={doc.funnel} />
            </Suspense>
          ) : (
            <Zones actions={zones} />
          )}
          <section className="panel dz-figure-panel" aria-label={t("reports.figure")}>
            <ChartStrip />
            <Preview doc={doc} chart={chart} />
          </section>
        </main>
        <Panel />
      </div>
    </DragArea>
  );
}

export default function ReportPage() {
  const { t } = useTranslation("designer");
  const key = useParam("report");
  const doc: ReportDoc | undefined = useDocuments().reports[key];
  if (!doc) return <Gone room="reports" icon="chart" title={t("reports.gone")} text={t("reports.gone_text")} />;
  return (
    <ReportEditing doc={doc} key={key}>
      <Designer />
    </ReportEditing>
  );
}
