import { Link, useLocation } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { AppDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { paths } from "../../app/routing";
import { useBackClose } from "../../app/back_close";
import { Count } from "./Count";
import { useTaskCounts } from "./counts";

const AppsDrawer = lazy(() => import("./AppsDrawer"));

function Tab({ to, icon, label, active, children }: { to: string; icon: string; label: string; active: boolean; children?: ReactNode }) {
  return (
    <Link to={to} className="bottom-tab" data-active={active} aria-current={active ? "page" : undefined}>
      <span className="bottom-icon">
        <Icon name={icon} size={22} />
        {children}
      </span>
      {label}
    </Link>
  );
}

/** The phone's bar: home, tasks with their number, apps (with the menu of the current one), me. */
export function BottomBar({ appKey, app }: { appKey: string; app: AppDef | undefined }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const drawer = useBackClose();
  const counts = useTaskCounts();
  const home = appKey ? paths.app(appKey) : "/app";
  return (
    <>
      <nav className="bottom" aria-label={t("nav.main")}>
        <Tab to={home} icon="home" label={t("nav.home")} active={!drawer.isOpen && pathname === home} />
        <Tab to="/tasks" icon="task" label={t("nav.tasks")} active={!drawer.isOpen && pathname.startsWith("/tasks")}>
          <Count n={counts?.open ?? 0} late={Boolean(counts?.overdue)} label={t("nav.tasks_open", { n: counts?.open ?? 0 })} />
        </Tab>
        <button type="button" className="bottom-tab" data-active={drawer.isOpen} aria-expanded={drawer.isOpen} onClick={drawer.open}>
          <Icon name="app" size={22} />
          {t("nav.apps")}
        </button>
        <Tab to="/me" icon="user" label={t("nav.me")} active={!drawer.isOpen && pathname.startsWith("/me")} />
      </nav>
      {drawer.isOpen && (
        <Suspense>
          <AppsDrawer appKey={appKey} app={app} onClose={drawer.close} onLeave={drawer.leave} />
        </Suspense>
      )}
    </>
  );
}
