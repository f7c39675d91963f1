/** What a tile shows, live: a chart, a list of records, a text. */
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { RecordPage } from "../../api/types";
import { useFailureText, Waiting } from "../../app/outcomes";
import { ChartView } from "../../charts";
import type { TileDoc } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import { useApp, useDocuments, useDraft, useLabel } from "../draft/DraftProvider";
import { isShowable, useAnswer } from "../reports/Preview";
import { useBoard } from "./board";

/** The name of a tile: its own, else of its chart, its report, its form. */
export function useTileName(tile: TileDoc): string {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const { reports, forms } = useDocuments();
  const report = reports[tile.report ?? ""];
  return say(tile.label) || textOf(report?.charts?.[tile.chart ?? 0]?.title, i18n.language) || say(report?.label) || say(forms[tile.form ?? ""]?.label) || t(tile.text === undefined ? "dashboards.missing" : "dashboards.text");
}

/** Values for a report here: its own in this tile, else of the dashboard's filter of the same name. */
function useTileParams(tile: TileDoc): Record<string, unknown> {
  const { doc } = useBoard();
  const report = useDocuments().reports[tile.report ?? ""];
  const known = new Set((report?.params ?? []).map((one) => one.key));
  const shared = (doc.params ?? []).filter((one) => known.has(one.key) && one.default !== undefined).map((one) => [one.key, one.default] as const);
  return { ...Object.fromEntries(shared), ...tile.params };
}

function ReportTile({ tile }: { tile: TileDoc }) {
  const { t } = useTranslation("designer");
  const failure = useFailureText();
  const report = useDocuments().reports[tile.report ?? ""];
  const params = useTileParams(tile);
  const answer = useAnswer(report && isShowable(report) ? report : null, tile.chart ?? 0, params, useBoard().gate);
  if (!report) return <p className="dz-tile-note">{t("dashboards.missing_text")}</p>;
  if (answer.error) return <p className="dz-tile-note">{failure(answer.error)}</p>;
  if (!answer.data) return <Waiting rows={2} />;
  return (
    <Suspense fallback={<Waiting rows={2} />}>
      <ChartView answer={answer.data} compact />
    </Suspense>
  );
}

function RecordsTile({ tile }: { tile: TileDoc }) {
  const { t } = useTranslation("designer");
  const failure = useFailureText();
  const app = useApp();
  const published = useDraft((state) => state.base !== null);
  const found = useQuery({
    queryKey: ["records", app, tile.form, "tile", tile.filter, tile.sort, tile.limit],
    queryFn: () => api.get<RecordPage>(`/apps/${app}/forms/${tile.form}/records`, { limit: tile.limit ?? 10, count: "none", ...(tile.filter ? { filter: tile.filter } : {}), ...(tile.sort?.length ? { sort: tile.sort.join(",") } : {}) }),
    enabled: published,
    retry: false,
  });
  if (found.error) return <p className="dz-tile-note">{failure(found.error)}</p>;
  if (!found.data) return <Waiting rows={2} />;
  if (!found.data.records.length) return <p className="dz-tile-note">{t("dashboards.no_records")}</p>;
  return (
    <ul className="dz-tile-list">
      {found.data.records.map((one) => (
        <li key={one.id} className="ellipsis">
          {one.title || t("record.untitled")}
        </li>
      ))}
    </ul>
  );
}

export function TileBody({ tile }: { tile: TileDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const published = useDraft((state) => state.base !== null);
  if (tile.text !== undefined) return <p className="dz-tile-text">{say(tile.text)}</p>;
  if (!published) return <p className="dz-tile-note">{t("reports.unpublished")}</p>;
  return tile.form ? <RecordsTile tile={tile} /> : <ReportTile tile={tile} />;
}
