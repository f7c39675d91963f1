import { Link } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/queries";
import type { AppDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { paths } from "../../app/routing";
import { Menu } from "./menu";

/** All apps and the menu of the current one, from the bottom of a phone. */
export default function AppsDrawer({ appKey, app, onClose, onLeave }: { appKey: string; app: AppDef | undefined; onClose: () => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const session = useSession().data;
  return (
    <Drawer open onClose={onClose} placement="bottom" size="80%" title={t("nav.apps")} className="apps-drawer">
      <div className="apps-row">
        {session?.apps.map((entry) => (
          <Link key={entry.key} to={paths.app(entry.key)} className="apps-item" data-active={entry.key === appKey} onClick={onLeave}>
            <Tile icon={entry.icon} color={entry.color} size={48} />
            <span className="ellipsis">{entry.label}</span>
          </Link>
        ))}
      </div>
      {app && <Menu app={app} onChoose={onLeave} />}
      {app?.reports?.length ? (
        <Link to={paths.reports(app.key)} className="menu-entry" onClick={onLeave}>
          <Icon name="chart" /> {t("nav.reports")}
        </Link>
      ) : null}
      {app?.outbox && app.forms[app.outbox.form] && (
        <Link to={`/app/${app.key}/outbox`} className="menu-entry" onClick={onLeave}>
          <Icon name="chat" /> {t("nav.outbox")}
        </Link>
      )}
      {session?.user.admin && (
        <Link to="/jobs" className="menu-entry" onClick={onLeave}>
          <Icon name="layers" /> {t("nav.jobs")}
        </Link>
      )}
      {session?.can.people && (
        <Link to="/people" className="menu-entry" onClick={onLeave}>
          <Icon name="users" /> {t("nav.people")}
        </Link>
      )}
    </Drawer>
  );
}
