import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Count } from "./Count";
import { useUnread } from "./counts";

/** Notices, with how many are unread. */
export function Bell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const unread = useUnread();
  return (
    <Link to="/notices" className="bell" title={t("nav.notices")} aria-current={pathname === "/notices" ? "page" : undefined} data-testid="bell">
      <span className="sr-only">{t("nav.notices")}</span>
      <Icon name="bell" size={20} />
      <Count n={unread} label={t("nav.unread", { n: unread })} />
    </Link>
  );
}
