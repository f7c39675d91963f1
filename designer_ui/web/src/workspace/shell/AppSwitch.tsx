import { Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { AppDef, AppEntry } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { paths, useGo } from "../../app/routing";

/** The app one is in, and the way to the others. */
export default function AppSwitch({ app, apps }: { app: AppDef; apps: AppEntry[] }) {
  const { t } = useTranslation();
  const go = useGo();
  const items = apps.map((entry) => ({ key: entry.key, label: entry.label, icon: <Tile icon={entry.icon} color={entry.color} size={24} /> }));
  return (
    <Dropdown trigger={["click"]} menu={{ items, selectedKeys: [app.key], onClick: ({ key }) => go(paths.app(key)) }}>
      <button type="button" className="app-switch" aria-label={`${t("nav.switch")}: ${app.label}`}>
        <Tile icon={app.icon} color={app.color} size={34} />
        <span className="ellipsis grow">{app.label}</span>
        <Icon name="down" size={14} className="faint" />
      </button>
    </Dropdown>
  );
}
