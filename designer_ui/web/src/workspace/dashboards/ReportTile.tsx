/** A tile with a chart of a report: points narrow the other tiles, go down, or end at records. */
import { App, Button, Dropdown } from "antd";
import { useId, useState } from "react";
import { type Answer, exportTile, isAnswer, isRecords, recordsBehindTile, type TileDef } from "../../api/numbers";
import type { AppDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { paths, useGo } from "../../app/routing";
import ChartView from "../../charts/ChartView";
import { isDimension, place, restOf } from "../../charts/rows";
import { Failed, Locked, Shimmer } from "../../charts/states";
import type { Pointed } from "../../charts/types";
import { useNumberTexts } from "../../i18n";
import { passParams, writeDrill } from "../reports/address";
import { AsOf } from "../reports/AsOf";
import { Breadcrumb } from "../reports/Breadcrumb";
import { PointMenu, type PointAction } from "../reports/PointMenu";
import { usePicture } from "../reports/ReportTools";
import { usePoints } from "../reports/use_points";
import { RecordsTable } from "./RecordsTile";
import { TileFrame } from "./TileFrame";
import { askedOf, type DashboardState, useTile } from "./use_dashboard";

export interface TileProps {
  app: AppDef;
  dashboard: string;
  tile: TileDef;
  state: DashboardState;
  seconds: number | null | undefined;
}

/** The groups of a point that may narrow the other tiles, with their words. */
export function crossable(answer: Answer, pointed: Pointed): { dimension: string; label: string; text: string }[] {
  if (!("row" in pointed)) return [];
  const rest = restOf(answer, pointed);
  return answer.columns
    .filter((column) => isDimension(column) && !column.grain && !rest.includes(column.key))
    .map((column) => ({ dimension: column.key, label: column.label, text: answer.texts[pointed.row]?.[place(answer, column.key)] ?? "" }));
}

function Body({ answer, tile, asTable, hear, retry, app }: { answer: ReturnType<typeof useTile>["data"]; tile: TileDef; asTable: boolean; hear: Parameters<typeof ChartView>[0]["onCell"]; retry: () => void; app: AppDef }) {
  if (tile.locked) return <Locked text={tile.locked} />;
  if (!answer) return <Shimmer />;
  if ("locked" in answer) return <Locked text={answer.locked} />;
  if ("error" in answer) return <Failed text={answer.error.detail} retry={retry} />;
  if (isRecords(answer)) return <RecordsTable app={app} answer={answer} />;
  return <ChartView answer={answer} onCell={hear} asTable={asTable} compact />;
}

export function ReportTile({ app, dashboard, tile, state, seconds }: TileProps) {
  const { t } = useNumberTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const picture = usePicture(app.timezone);
  const go = useGo();
  const id = useId();
  const [asTable, setTable] = useState(false);
  const asked = askedOf(state, tile.key);
  const run = useTile(app.key, dashboard, tile, asked, seconds);
  const answer = run.data && isAnswer(run.data) ? run.data : undefined;
  const params = answer?.params ?? state.params;
  const drillTo = (steps: Parameters<DashboardState["drillTo"]>[1]) => state.drillTo(tile.key, steps);
  const openReport = () => go(paths.report(app.key, tile.report!), { search: { ...passParams(params), drill: writeDrill(state.drillOf(tile.key)) } });
  const narrow = (groups: Record<string, unknown>, pointed: Pointed): PointAction[] =>
    answer
      ? crossable(answer, pointed).map(({ dimension, label, text }) => ({
          key: `only-${dimension}`,
          icon: "filter",
          label: t(state.cross.some((one) => one.tile === tile.key && one.dimension === dimension && one.value === groups[dimension]) ? "cross.not_only" : "cross.only", { name: text }),
          act: () => state.toggle({ tile: tile.key, dimension, value: groups[dimension] as never, text: t("cross.chip", { label, name: text }) }),
        }))
      : [];
  const points = usePoints({
    app: app.key,
    params,
    answer,
    behind: (cell, measure) => recordsBehindTile(app.key, dashboard, tile.key, { ...asked, cell, measure }),
    drillTo,
    more: narrow,
  });
  const take = (work: () => Promise<void>) => void work().catch((error: unknown) => message.error(failure(error)));
  const drawn = Boolean(answer?.figure && answer.rows.length && answer.chart?.type !== "number");
  const items = [
    ...(tile.report ? [{ key: "open", icon: <Icon name="chart" size={16} />, label: t("tile.open"), onClick: openReport }] : []),
    ...(answer?.drill?.records ? [{ key: "records", icon: <Icon name="view" size={16} />, label: t("point.all_records"), onClick: () => void points.openRecords({}) }] : []),
    ...(drawn ? [{ key: "numbers", icon: <Icon name="subtable" size={16} />, label: t(asTable ? "tile.figure" : "tile.numbers"), onClick: () => setTable(!asTable) }] : []),
    ...(drawn ? [{ key: "png", icon: <Icon name="image" size={16} />, label: t("export.png"), onClick: () => take(() => picture(answer!)) }] : []),
    ...(answer?.exports ?? []).map((format) => ({ key: format, icon: <Icon name="download" size={16} />, label: t(`export.${format}`), onClick: () => take(() => exportTile(app.key, dashboard, tile.key, format, asked)) })),
  ];
  const menu = items.length > 0 && !tile.locked && (
    <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items }}>
      <Button type="text" size="small" className="tile-menu" aria-label={t("tile.menu", { name: tile.label })} icon={<Icon name="more" size={16} />} />
    </Dropdown>
  );
  // a list says of when it is, too
  const told = answer ?? (run.data && isRecords(run.data) ? { period: null, as_of: new Date(run.dataUpdatedAt).toISOString() } : null);
  const failed = run.error && !run.data;
  return (
    <TileFrame
      id={id}
      label={tile.label || answer?.label || ""}
      menu={menu}
      busy={run.isPlaceholderData}
      chosen={state.cross.some((one) => one.tile === tile.key)}
      type={tile.chart?.type ?? tile.kind}
      foot={told && <AsOf answer={told} zone={app.timezone} short />}
    >
      <Breadcrumb drill={answer?.drill} onGo={drillTo} compact />
      <div className="tile-chart">{failed ? <Failed error={run.error} retry={() => void run.refetch()} /> : <Body answer={run.data} tile={tile} asTable={asTable} hear={points.hear} retry={() => void run.refetch()} app={app} />}</div>
      <PointMenu at={points.at} onClose={points.close} />
    </TileFrame>
  );
}
