/** All reports this person may run, by what they are about. */
import { Link } from "@tanstack/react-router";
import { Input } from "antd";
import { useEffect, useState } from "react";
import { useAppDef } from "../../api/queries";
import type { AppDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { Failure, Outcome, Waiting } from "../../app/outcomes";
import { paths, useParam } from "../../app/routing";
import { useNumberTexts } from "../../i18n";
import "./reports.css";

type Entry = NonNullable<AppDef["reports"]>[number];

export interface ReportGroup {
  key: string;
  label: string;
  color: string | null;
  reports: Entry[];
}

/** Reports by the form they count, the form with most of them first; those that say what was typed. */
export function groupReports(app: AppDef, typed: string, rest: string): ReportGroup[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const found = (app.reports ?? []).filter((report) => `${report.label} ${report.help ?? ""}`.toLocaleLowerCase().includes(wanted));
  const forms = Object.values(app.forms).map((form) => ({ key: form.key, label: form.label, color: form.color ?? null, reports: found.filter((report) => report.form === form.key) }));
  const others = found.filter((report) => !report.form || !app.forms[report.form]);
  forms.sort((one, other) => other.reports.length - one.reports.length);
  return [...forms, { key: "", label: rest, color: null, reports: others }].filter((group) => group.reports.length > 0);
}

function Card({ app, report, color }: { app: AppDef; report: Entry; color: string | null }) {
  return (
    <Link to={paths.report(app.key, report.key)} className="panel report-card">
      <Tile icon={report.icon ?? "chart"} color={color} size={38} />
      <span className="grow">
        <strong className="ellipsis">{report.label}</strong>
        {report.help && <span className="faint report-card-help">{report.help}</span>}
      </span>
    </Link>
  );
}

export default function ReportsPage() {
  const { t } = useNumberTexts();
  const key = useParam("app");
  const definition = useAppDef(key);
  const [typed, setTyped] = useState("");
  const app = definition.data;
  useEffect(() => {
    if (app) document.title = `${t("reports.title")} · ${app.label}`;
  }, [app, t]);
  if (definition.error) return <Failure error={definition.error} retry={() => void definition.refetch()} />;
  if (!app) return <Waiting />;
  const groups = groupReports(app, typed, t("reports.others"));
  return (
    <div className="page report-page">
      <header className="row between wrap">
        <h1>{t("reports.title")}</h1>
        <Input className="report-search" allowClear prefix={<Icon name="search" size={15} className="faint" />} placeholder={t("reports.search")} aria-label={t("reports.search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </header>
      {groups.length === 0 && <Outcome icon="chart" title={t("reports.none")} text={t(typed ? "reports.none_found" : "reports.none_text")} />}
      {groups.map((group) => (
        <section key={group.key} aria-label={group.label}>
          <h2 className="report-group">{group.label}</h2>
          <div className="report-cards">
            {group.reports.map((report) => (
              <Card key={report.key} app={app} report={report} color={group.color} />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
