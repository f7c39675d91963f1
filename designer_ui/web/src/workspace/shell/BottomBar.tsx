import { Link, useLocation } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import type { AppDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { paths } from "../../app/routing";
import { useBackClose } from "../../app/back_close";
import { Menu } from "./menu";

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
  const session = useSession().data;
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
      <Drawer open={drawer.isOpen} onClose={drawer.close} placement="bottom" size="80%" title={t("nav.apps")} className="apps-drawer">
        <div className="apps-row">
          {session?.apps.map((entry) => (
            <Link key={entry.key} to={paths.app(entry.key)} className="apps-item" data-active={entry.key === appKey} onClick={drawer.leave}>
              <Tile icon={entry.icon} color={entry.color} size={48} />
              <span className="ellipsis">{entry.label}</span>
            </Link>
          ))}
        </div>
        {app && <Menu app={app} onChoose={drawer.leave} />}
        {session?.can.people && (
          <Link to="/people" className="menu-entry" onClick={drawer.leave}>
            <Icon name="users" /> {t("nav.people")}
          </Link>
        )}
      </Drawer>
    </>
  );
}
