/** What a tile shows, live and as people will see it: a chart, a list of records, a text. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useAppDef } from "../../api/queries";
import type { FieldDef, RecordPage } from "../../api/types";
import { useFailureText, Waiting } from "../../app/outcomes";
import { ChartView } from "../../charts";
import type { TileDoc } from "../../commands/documents";
import { textOf } from "../../commands/labels";
import { useApp, useDocuments, useDraft, useLabel } from "../draft/DraftProvider";
import { isShowable, useAnswer } from "../reports/Preview";
import { Words } from "../../workspace/dashboards/TextTile";
import { useBoard } from "./board";

const RecordsTable = lazy(() => import("../../workspace/dashboards/RecordsTile").then((module) => ({ default: module.RecordsTable })));
const NO_FIELDS: readonly FieldDef[] = [];

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

/** The list as people will see it, of the published records. */
function RecordsTile({ tile, form }: { tile: TileDoc; form: string }) {
  const failure = useFailureText();
  const definition = useAppDef(useApp());
  const known = definition.data?.forms[form]?.fields ?? NO_FIELDS;
  const columns = (tile.columns ?? []).filter((key) => known.some((field) => field.key === key));
  const asked = { limit: tile.limit ?? 10, count: "exact", fields: columns.join(",") || undefined, filter: tile.filter || undefined, sort: tile.sort?.join(",") || undefined };
  const found = useQuery({
    queryKey: ["records", definition.data?.key, form, "tile", asked],
    queryFn: () => api.get<RecordPage>(`/apps/${definition.data?.key}/forms/${form}/records`, asked),
    enabled: definition.data !== undefined,
    retry: false,
  });
  const error = definition.error ?? found.error;
  if (error) return <p className="dz-tile-note">{failure(error)}</p>;
  if (!definition.data || !found.data) return <Waiting rows={2} />;
  return (
    <Suspense fallback={<Waiting rows={2} />}>
      <RecordsTable app={definition.data} answer={{ ...found.data, columns, form, filter: tile.filter ?? null }} />
    </Suspense>
  );
}

export function TileBody({ tile }: { tile: TileDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const published = useDraft((state) => state.base !== null);
  if (tile.text !== undefined) return <Words text={say(tile.text)} />;
  if (!published) return <p className="dz-tile-note">{t("reports.unpublished")}</p>;
  return tile.form ? <RecordsTile tile={tile} form={tile.form} /> : <ReportTile tile={tile} />;
}
