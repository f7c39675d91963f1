/** A dashboard on a page of its own; on a wall it fills the screen, with a clock. */
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import type { DashboardDef } from "../../api/numbers";
import type { AppDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useParam } from "../../app/routing";
import { useNumberTexts } from "../../i18n";
import { NumbersHead, Opened } from "../reports/NumbersPage";
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
  return (
    <div className="page dashboard-page" data-full={screen.full}>
      <NumbersHead app={app} icon={dashboard.icon ?? "dashboard"} label={dashboard.label} help={dashboard.help}>
        {screen.full && <Clock zone={app.timezone} />}
        <div className="row">
          <Button aria-label={t("refresh.now")} icon={<Icon name="repeat" size={16} />} loading={busy} onClick={() => void queries.invalidateQueries({ queryKey: tiles })} />
          {screen.able && (
            <Button aria-label={t(screen.full ? "screen.leave" : "screen.fill")} title={t(screen.full ? "screen.leave" : "screen.fill")} icon={<Icon name={screen.full ? "close" : "expand"} size={16} />} onClick={screen.toggle} className="full-button" />
          )}
        </div>
      </NumbersHead>
      <DashboardView app={app} dashboard={dashboard} state={state} />
    </div>
  );
}

export default function DashboardPage() {
  const app = useParam("app");
  const key = useParam("dashboard");
  return (
    <Opened app={app} name={key} use={useDashboardDef}>
      {(definition, dashboard) => <Dashboard key={`${app}/${key}`} app={definition} dashboard={dashboard} />}
    </Opened>
  );
}
