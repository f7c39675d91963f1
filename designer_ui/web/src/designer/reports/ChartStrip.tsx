/** How the rows are shown: the charts of the report, and the kinds a chart can be; those that suit stand first, the others say why not. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { ChartDoc } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import { withChart } from "../../commands/report_parts";
import { builder, type ChartOffer, type ConfigKind } from "../builder_api";
import { useApp, useDraft, useKinds, useLabel } from "../draft/DraftProvider";
import { ChartIcon } from "./ChartIcon";
import { useEditing } from "./editing";
import { best, fit } from "./slots";

/** What the server says each kind could show of this report. */
function useOffers(): ChartOffer[] {
  const app = useApp();
  const { doc } = useEditing();
  const saved = useDraft((state) => state.saving === "saved");
  const asked = JSON.stringify([doc.source, doc.dimensions, doc.measures, doc.funnel]);
  const query = useQuery<ChartOffer[]>({
    queryKey: ["builder", "offer_chart", app, asked],
    queryFn: ({ signal }) => builder.offerCharts(app, doc, signal).then((answer) => answer.charts),
    enabled: saved && Boolean(doc.measures?.length || doc.funnel),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  return query.data ?? [];
}

interface Way {
  kind: ConfigKind;
  chart: ChartDoc | null;
  why: string;
}

function useWays(): Way[] {
  const { t } = useTranslation("designer");
  const { doc } = useEditing();
  const { charts: kinds } = useKinds();
  const offers = useOffers();
  const asked = new Map(offers.map((one, at) => [one.type, { ...one, at }]));
  const ways = kinds.map((kind) => {
    const offer = asked.get(kind.name);
    const own = fit(kind, doc.dimensions ?? [], doc.measures ?? []);
    const chart = offer ? (offer.suits ? { type: kind.name, ...offer.config } : null) : doc.measures?.length ? own : null;
    return { kind, chart, why: offer?.why || t("reports.does_not_suit") };
  });
  const place = (way: Way) => asked.get(way.kind.name)?.at ?? kinds.indexOf(way.kind);
  return ways.sort((a, b) => Number(b.chart !== null) - Number(a.chart !== null) || place(a) - place(b));
}

function KindButton({ way, on, choose }: { way: Way; on: boolean; choose(): void }) {
  const say = useLabel();
  const { t } = useTranslation("designer");
  const name = say(way.kind.label);
  const told = (text: string) => name + t("parts.colon") + text;
  return (
    <Tooltip title={told(way.chart ? say(way.kind.help) : way.why)} mouseEnterDelay={0.3}>
      <button
        type="button"
        className={`dz-kind${on ? " on" : ""}`}
        aria-pressed={on}
        aria-disabled={!way.chart && !on}
        aria-label={way.chart ? name : told(way.why)}
        data-testid={`kind-${way.kind.name}`}
        onClick={() => way.chart && choose()}
      >
        <ChartIcon type={way.kind.name} />
        <span>{name}</span>
      </button>
    </Tooltip>
  );
}

/** The charts of the report as tabs, where there is more than one. */
function Tabs() {
  const { t, i18n } = useTranslation("designer");
  const { doc, chart: shown, showChart, select, edit } = useEditing();
  const { charts: kinds } = useKinds();
  const all = doc.charts ?? [];
  const nameOf = (one: ChartDoc) => textOf(one.title, i18n.language) || textOf(kinds.find((kind) => kind.name === one.type)?.label, i18n.language);
  const add = () => {
    edit((now) => ({ ...now, charts: [...(now.charts ?? []), best(kinds, { ...now, charts: [] })] }));
    showChart(all.length);
  };
  return (
    <div className="dz-chart-tabs" role="group" aria-label={t("reports.charts")}>
      {all.map((one, at) => (
        <button key={at} type="button" className={`dz-chart-tab${at === shown ? " on" : ""}`} aria-pressed={at === shown} data-testid={`chart-${at}`} onClick={() => showChart(at)}>
          <ChartIcon type={one.type} size={16} />
          {nameOf(one)}
        </button>
      ))}
      {all.length > 0 && !doc.funnel && (
        <>
          <Button size="small" type="text" icon={<Icon name="plus" size={14} />} data-testid="add-chart" onClick={add}>
            {t("reports.add_chart")}
          </Button>
          <span className="grow" />
          <Button size="small" type="text" icon={<Icon name="settings" size={15} />} data-testid="chart-settings" onClick={() => select({ part: "chart", key: String(shown) })}>
            {t("reports.chart_settings")}
          </Button>
        </>
      )}
    </div>
  );
}

export function ChartStrip() {
  const { t } = useTranslation("designer");
  const { doc, chart: shown, edit } = useEditing();
  const ways = useWays();
  const now = doc.charts?.[shown];
  const choose = (chart: ChartDoc) =>
    edit((report) => (report.charts?.[shown] ? withChart(report, shown, { ...(now?.title === undefined ? {} : { title: now.title }), ...chart }) : { ...report, charts: [chart] }));
  return (
    <div className="dz-charts">
      {!doc.funnel && (
        <div className="dz-kinds" role="group" aria-label={t("reports.kinds")}>
          {ways.map((way) => (
            <KindButton key={way.kind.name} way={way} on={now?.type === way.kind.name} choose={() => way.chart && choose(way.chart)} />
          ))}
        </div>
      )}
      <Tabs />
    </div>
  );
}
