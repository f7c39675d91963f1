/** The dashboard editor: what can be put on it left, the grid with live tiles in the middle, the chosen tile in words on the right. */
import { Button, Segmented } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Waiting } from "../../app/outcomes";
import { useGo, useParam, useQueryValues, useSetQueryValues } from "../../app/routing";
import type { DashboardDoc } from "../../commands/documents";
import { editDashboard } from "../../commands/edit_reports";
import { DragArea } from "../../dnd/DragArea";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { Gone, Title } from "../parts/Titled";
import { useScreenCommands } from "../shell/command_list";
import { DashboardEditing, useBoard } from "./board";
import { useRemoveDashboard } from "./DashboardsPage";
import { BoardGrid } from "./BoardGrid";
import { Palette } from "./Palette";
import "../canvas/canvas.css";
import "../rules/rules.css";
import "../reports/reports.css";
import "./dashboards.css";

const TilePanel = lazy(() => import("./panels").then((module) => ({ default: module.TilePanel })));
const BoardPanel = lazy(() => import("./panels").then((module) => ({ default: module.BoardPanel })));

function Head({ phone, setPhone }: { phone: boolean; setPhone(on: boolean): void }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { doc, selected, select } = useBoard();
  const remove = useRemoveDashboard();
  return (
    <header className="dz-report-head">
      <Title room="dashboards" label={doc.label} name={t("dashboards.name")} testId="dashboard-label" write={(label) => execute(editDashboard(doc.key, (now) => ({ ...now, label }), "label"))} />
      <Segmented
        value={phone ? "phone" : "desk"}
        aria-label={t("dashboards.device")}
        options={[
          { value: "desk", label: t("dashboards.desk") },
          { value: "phone", label: t("dashboards.phone") },
        ]}
        onChange={(device) => setPhone(device === "phone")}
      />
      <Button icon={<Icon name="settings" size={16} />} aria-pressed={selected === null} data-testid="dashboard-settings" onClick={() => select(null)}>
        {t("reports.settings")}
      </Button>
      <Button icon={<Icon name="trash" size={16} />} aria-label={t("dashboards.remove_ok")} title={t("dashboards.remove_ok")} onClick={() => remove(doc, () => go(`/design/${app}/dashboards`))} />
    </header>
  );
}

function Designer() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const { doc, selected, select, add, addAt, remove } = useBoard();
  const [phone, setPhone] = useState(false);
  const tile = (doc.tiles ?? []).find((one) => one.key === selected);
  useScreenCommands([
    { id: "tile-text", label: t("dashboards.add_text"), run: () => add({ text: t("dashboards.text_start") }) },
    { id: "board-settings", label: t("reports.settings"), run: () => select(null) },
    ...(tile ? [{ id: "tile-remove", label: t("dashboards.tile_remove"), run: () => remove(tile.key) }] : []),
  ]);
  return (
    <DragArea
      nameOf={(data) => (typeof data.name === "string" ? data.name : say(doc.label))}
      onDrop={({ data, overData }) => {
        if (typeof data.made === "object" && data.made) addAt(data.made, typeof overData.tile === "string" ? overData.tile : null);
      }}
      overlay={(data) => (
        <div className="dz-overlay">
          <Icon name="grip" size={14} /> {String(data.name ?? "")}
        </div>
      )}
    >
      <div className="dz-canvas-frame dz-report-frame">
        <Palette />
        <main className="dz-canvas-scroll dz-report-middle">
          <Head phone={phone} setPhone={setPhone} />
          <BoardGrid phone={phone} />
        </main>
        <aside className="dz-panel" aria-label={t("panel.title")} data-testid="board-panel">
          <Suspense fallback={<Waiting rows={4} />}>{tile ? <TilePanel key={tile.key} tile={tile} /> : <BoardPanel />}</Suspense>
        </aside>
      </div>
    </DragArea>
  );
}

export default function DashboardPage() {
  const { t } = useTranslation("designer");
  const key = useParam("dashboard");
  const doc: DashboardDoc | undefined = useDocuments().dashboards[key];
  const { tile } = useQueryValues();
  const setQuery = useSetQueryValues();
  if (!doc) return <Gone room="dashboards" icon="app" title={t("dashboards.gone")} text={t("reports.gone_text")} />;
  return (
    <DashboardEditing doc={doc} key={key} selected={tile ?? null} select={(next) => setQuery({ tile: next ?? undefined })}>
      <Designer />
    </DashboardEditing>
  );
}
