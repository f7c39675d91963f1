/** The dashboard of a role on its home page. */
import { Link } from "@tanstack/react-router";
import type { AppDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { paths } from "../../app/routing";
import { Failed, Shimmer } from "../../charts/states";
import { useNumberTexts } from "../../i18n";
import { DashboardView } from "./DashboardView";
import { useDashboardAsked, useDashboardDef } from "./use_dashboard";

export default function HomeDashboard({ app, dashboard }: { app: AppDef; dashboard: string }) {
  const { t } = useNumberTexts();
  const found = useDashboardDef(app.key, dashboard);
  const state = useDashboardAsked(found.data?.params ?? []);
  return (
    <section aria-labelledby="home-dashboard">
      <div className="row between home-dashboard-head">
        <h2 id="home-dashboard">{found.data?.label ?? ""}</h2>
        <Link to={paths.dashboard(app.key, dashboard)} className="row">
          {t("home.open")} <Icon name="right" size={14} />
        </Link>
      </div>
      {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : found.data ? <DashboardView app={app} dashboard={found.data} state={state} /> : <Shimmer />}
    </section>
  );
}
