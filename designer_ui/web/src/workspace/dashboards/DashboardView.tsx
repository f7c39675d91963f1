/** The tiles of a dashboard with what they share: parameters above, groups that narrow them as chips. */
import { Grid } from "antd";
import { lazy, Suspense, useState } from "react";
import { dashboardValues, type DashboardDef, type TileDef } from "../../api/numbers";
import type { AppDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useNumberTexts } from "../../i18n";
import { cellsOf, GAP, inOrder, phoneHeight, phoneOrder, ROW } from "./order";
import { ReportTile } from "./ReportTile";
import { TextTile } from "./TextTile";
import { type DashboardState, GateProvider, newGate } from "./use_dashboard";
import "../reports/reports.css";
import "./dashboards.css";

const Params = lazy(() => import("../reports/Params"));

function CrossChips({ state }: { state: DashboardState }) {
  const { t } = useNumberTexts();
  if (state.cross.length === 0) return null;
  return (
    <div className="chips" role="group" aria-label={t("cross.title")}>
      {state.cross.map((one) => (
        <span key={`${one.tile}-${one.dimension}`} className="chip">
          {one.text}
          <button type="button" className="plain-button" aria-label={t("cross.remove", { name: one.text })} onClick={() => state.toggle(one)}>
            <Icon name="close" size={13} />
          </button>
        </span>
      ))}
      <button type="button" className="plain-button link" onClick={state.clearCross}>
        {t("cross.clear")}
      </button>
    </div>
  );
}

export function DashboardView({ app, dashboard, state }: { app: AppDef; dashboard: DashboardDef; state: DashboardState }) {
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const [gate] = useState(newGate);
  const one = (tile: TileDef) =>
    tile.kind === "text" ? <TextTile tile={tile} /> : <ReportTile app={app} dashboard={dashboard.key} tile={tile} state={state} seconds={tile.refresh ?? dashboard.refresh} />;
  return (
    <GateProvider value={gate}>
      <div className="dashboard" data-testid="dashboard">
        {dashboard.params.length > 0 && (
          <Suspense fallback={<div className="params" />}>
            <Params
              place={[app.key, "dashboard", dashboard.key]}
              params={dashboard.params}
              values={state.params}
              onChange={state.setParam}
              onClear={state.clear}
              ask={(asked, signal) => dashboardValues(app.key, dashboard.key, asked, signal)}
            />
          </Suspense>
        )}
        <CrossChips state={state} />
        {wide ? (
          <div className="tiles" style={{ gridAutoRows: ROW, gap: GAP }}>
            {inOrder(dashboard.tiles).map((tile) => (
              <div key={tile.key} className="tile-place" style={cellsOf(tile.grid)} data-testid={`tile-${tile.key}`}>
                {one(tile)}
              </div>
            ))}
          </div>
        ) : (
          <div className="tiles-phone">
            {phoneOrder(dashboard.tiles).map(({ tile, half }) => (
              <div key={tile.key} className="tile-place" data-half={half} style={{ height: phoneHeight(tile) }} data-testid={`tile-${tile.key}`}>
                {one(tile)}
              </div>
            ))}
          </div>
        )}
      </div>
    </GateProvider>
  );
}
