import { Link, useLocation } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { AppDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { paths } from "../../app/routing";
import { useBackClose } from "../../app/back_close";

const AppsDrawer = lazy(() => import("./AppsDrawer"));

function Tab({ to, icon, label, active }: { to: string; icon: string; label: string; active: boolean }) {
  return (
    <Link to={to} className="bottom-tab" data-active={active} aria-current={active ? "page" : undefined}>
      <Icon name={icon} size={22} />
      {label}
    </Link>
  );
}

/** The phone's bar: home, apps (with the menu of the current one), me. */
export function BottomBar({ appKey, app }: { appKey: string; app: AppDef | undefined }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const drawer = useBackClose();
  const home = appKey ? paths.app(appKey) : "/app";
  return (
    <>
      <nav className="bottom" aria-label={t("nav.main")}>
        <Tab to={home} icon="home" label={t("nav.home")} active={!drawer.isOpen && pathname === home} />
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
