/** What can be put on a dashboard: charts of reports, lists of records, a text. Drag, double-click or Enter. */
import { Link } from "@tanstack/react-router";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { textOf } from "../../commands/labels";
import { useApp, useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { PaletteEntry } from "../parts/PaletteEntry";
import { ChartIcon } from "../reports/ChartIcon";
import { useBoard, type Made } from "./board";

interface EntryProps {
  id: string;
  icon: React.ReactNode;
  label: string;
  note?: string;
  made: Made;
}

function Entry({ id, icon, label, note, made }: EntryProps) {
  const { t } = useTranslation("designer");
  const { add } = useBoard();
  return <PaletteEntry id={id} icon={icon} label={label} {...(note ? { note } : {})} name={t("dashboards.put", { name: label })} hint={t("dashboards.put_hint")} data={{ made }} add={() => add(made)} />;
}

export function Palette() {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const { reports, forms } = useDocuments();
  const { charts: kinds } = useKinds();
  const [words, setWords] = useState("");
  const fits = (text: string) => text.toLowerCase().includes(words.trim().toLowerCase());
  const kindName = (type: string | undefined) => say(kinds.find((kind) => kind.name === type)?.label);
  const charts = Object.values(reports).flatMap((report) =>
    (report.charts?.length ? report.charts : [{ type: "table" }]).map((chart, at) => ({ report, chart, at, label: textOf(chart.title, i18n.language) || say(report.label) })),
  );
  const shown = charts.filter((one) => fits(`${one.label} ${say(one.report.label)}`));
  const lists = Object.values(forms).filter((form) => fits(say(form.label)));
  return (
    <aside className="dz-palette" aria-label={t("dashboards.palette")}>
      <Input size="small" allowClear value={words} prefix={<Icon name="search" size={14} />} placeholder={t("dashboards.find")} aria-label={t("dashboards.find")} onChange={(event) => setWords(event.target.value)} />
      <section aria-label={t("nav.reports")}>
        <h3>{t("dashboards.charts")}</h3>
        {shown.map(({ report, chart, at, label }) => (
          <Entry key={`${report.key}-${at}`} id={`${report.key}-${at}`} icon={<ChartIcon type={chart.type} size={18} />} label={label} note={label === say(report.label) ? kindName(chart.type) : `${say(report.label)} · ${kindName(chart.type)}`} made={{ report: report.key, ...(at ? { chart: at } : {}) }} />
        ))}
        {!charts.length && (
          <p className="faint">
            {t("dashboards.no_reports")} <Link to={`/design/${app}/reports`}>{t("reports.new")}</Link>
          </p>
        )}
      </section>
      <section aria-label={t("dashboards.lists")}>
        <h3>{t("dashboards.lists")}</h3>
        {lists.map((form) => (
          <Entry key={form.key} id={`list-${form.key}`} icon={<Icon name={form.icon ?? "form"} />} label={say(form.label)} made={{ form: form.key }} />
        ))}
      </section>
      {!words && (
        <section aria-label={t("dashboards.text")}>
          <h3>{t("dashboards.text")}</h3>
          <Entry id="text" icon={<Icon name="text" />} label={t("dashboards.text")} note={t("dashboards.text_note")} made={{ text: t("dashboards.text_start") }} />
        </section>
      )}
    </aside>
  );
}
