/** A dashboard on a page of its own; on a wall it fills the screen, with a clock. */
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect } from "react";
import { useAppDef } from "../../api/queries";
import type { DashboardDef } from "../../api/numbers";
import type { AppDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";
import { useParam } from "../../app/routing";
import { useNumberTexts } from "../../i18n";
import { Clock } from "./Clock";
import { DashboardView } from "./DashboardView";
import { useDashboardAsked, useDashboardDef } from "./use_dashboard";
import { useFullScreen } from "./full_screen";

function Dashboard({ app, dashboard }: { app: AppDef; dashboard: DashboardDef }) {
  const { t } = useNumberTexts();
  const state = useDashboardAsked(dashboard.params);
  const queries = useQueryClient();
  const tiles = ["numbers", app.key, "tile", dashboard.key];
  const busy = useIsFetching({ queryKey: tiles }) > 0;
  const screen = useFullScreen();
  useEffect(() => {
    document.title = `${dashboard.label} · ${app.label}`;
  }, [dashboard.label, app.label]);
  return (
    <div className="page dashboard-page" data-full={screen.full}>
      <header className="report-head">
        <Tile icon={dashboard.icon ?? "dashboard"} color={app.color} size={40} />
        <div className="grow">
          <h1>{dashboard.label}</h1>
          {dashboard.help && <p className="muted">{dashboard.help}</p>}
        </div>
        {screen.full && <Clock zone={app.timezone} />}
        <div className="row">
          <Button aria-label={t("refresh.now")} icon={<Icon name="repeat" size={16} />} loading={busy} onClick={() => void queries.invalidateQueries({ queryKey: tiles })} />
          {screen.able && (
            <Button aria-label={t(screen.full ? "screen.leave" : "screen.fill")} title={t(screen.full ? "screen.leave" : "screen.fill")} icon={<Icon name={screen.full ? "close" : "expand"} size={16} />} onClick={screen.toggle} className="full-button" />
          )}
        </div>
      </header>
      <DashboardView app={app} dashboard={dashboard} state={state} />
    </div>
  );
}

export default function DashboardPage() {
  const app = useParam("app");
  const key = useParam("dashboard");
  const definition = useAppDef(app);
  const dashboard = useDashboardDef(app, key);
  const error = definition.error ?? dashboard.error;
  if (error) return <Failure error={error} retry={() => void Promise.all([definition.refetch(), dashboard.refetch()])} />;
  if (!definition.data || !dashboard.data) return <Waiting />;
  return <Dashboard key={key} app={definition.data} dashboard={dashboard.data} />;
}
