import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AppDef } from "../../api/types";
import { Logo } from "../../app/Logo";
import { Tile } from "../../app/Icon";
import { paths } from "../../app/routing";
import { Bell } from "./Bell";
import { SearchBox } from "./SearchBox";

export function TopBar({ app, wide, search }: { app: AppDef | undefined; wide: boolean; search: boolean }) {
  const { t } = useTranslation();
  return (
    <header className="top">
      {!wide && (
        <Link to={app ? paths.app(app.key) : "/app"} aria-label={app?.label ?? t("nav.home")} className="top-logo">
          {app ? <Tile icon={app.icon} color={app.color} size={32} /> : <Logo compact />}
        </Link>
      )}
      {search ? <SearchBox app={app?.key} /> : !wide && <strong className="top-name ellipsis">{app?.label ?? t("product")}</strong>}
      <span className="top-gap" />
      <Bell />
    </header>
  );
}
