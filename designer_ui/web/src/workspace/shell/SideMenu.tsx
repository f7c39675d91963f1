import { Link, useLocation } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import type { AppDef, AppEntry } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { Logo } from "../../app/Logo";
import { paths } from "../../app/routing";
import { Count } from "./Count";
import { useTaskCounts } from "./counts";
import { Menu } from "./menu";

const AppSwitch = lazy(() => import("./AppSwitch"));

/** Which app this is; with several, the way to another. */
function AppName({ app, apps }: { app: AppDef; apps: AppEntry[] }) {
  const name = (
    <span className="app-switch">
      <Tile icon={app.icon} color={app.color} size={34} />
      <span className="ellipsis grow">{app.label}</span>
    </span>
  );
  if (apps.length < 2) return name;
  return (
    <Suspense fallback={name}>
      <AppSwitch app={app} apps={apps} />
    </Suspense>
  );
}

function Fixed({ to, icon, label, exact = false, children }: { to: string; icon: string; label: string; exact?: boolean; children?: ReactNode }) {
  const { pathname } = useLocation();
  const active = exact ? pathname === to : pathname.startsWith(to);
  return (
    <Link to={to} className="menu-entry" data-active={active} aria-current={active ? "page" : undefined}>
      <Icon name={icon} />
      <span className="ellipsis">{label}</span>
      {children}
    </Link>
  );
}

export function SideMenu({ appKey, app }: { appKey: string; app: AppDef | undefined }) {
  const { t } = useTranslation();
  const session = useSession().data;
  const { pathname } = useLocation();
  const apps = session?.apps ?? [];
  const counts = useTaskCounts();
  return (
    <nav className="side" aria-label={t("nav.main")}>
      <div className="side-head">
        {app ? (
          <AppName app={app} apps={apps} />
        ) : (
          <Link to="/app" aria-label={t("nav.home")}>
            <Logo />
          </Link>
        )}
      </div>
      <div className="side-menu">
        <Fixed to={appKey ? paths.app(appKey) : "/app"} icon="home" label={t("nav.home")} exact />
        <Fixed to="/tasks" icon="task" label={t("nav.tasks")}>
          <Count n={counts?.open ?? 0} late={Boolean(counts?.overdue)} label={t("nav.tasks_open", { n: counts?.open ?? 0 })} />
        </Fixed>
        {app && <Menu app={app} />}
        {app?.reports?.length ? <Fixed to={paths.reports(app.key)} icon="chart" label={t("nav.reports")} /> : null}
        {app?.outbox && app.forms[app.outbox.form] && <Fixed to={`/app/${app.key}/outbox`} icon="chat" label={t("nav.outbox")} />}
        {!appKey && apps.map((entry) => <Fixed key={entry.key} to={paths.app(entry.key)} icon={entry.icon ?? "app"} label={entry.label} />)}
      </div>
      <div className="side-foot">
        {session?.can.people && <Fixed to="/people" icon="users" label={t("nav.people")} />}
        {session?.user.admin && <Fixed to="/jobs" icon="layers" label={t("nav.jobs")} />}
        {session?.can.design && <Fixed to={appKey ? `/design/${appKey}` : "/design"} icon="design" label={t("nav.design")} />}
        <Link to="/me" className="menu-entry" data-active={pathname === "/me"} aria-current={pathname === "/me" ? "page" : undefined}>
          <span className="avatar side-avatar" aria-hidden="true">
            {session?.user.name.slice(0, 1)}
          </span>
          <span className="ellipsis">{session?.user.name}</span>
        </Link>
      </div>
    </nav>
  );
}
