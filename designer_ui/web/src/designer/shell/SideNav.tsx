/** The parts of an app, one address each. */
import { Link, useLocation } from "@tanstack/react-router";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { useApp, useDraft, useLabel } from "../draft/DraftProvider";
import { useNewForm } from "../overview/new_form";
import { useScreenCommands } from "./command_list";

interface Entry {
  to: string;
  icon: string;
  label: string;
  test: string;
}

function NavLink({ entry, narrow, exact }: { entry: Entry; narrow: boolean; exact?: boolean }) {
  const { pathname } = useLocation();
  const on = exact ? pathname === entry.to : pathname === entry.to || pathname.startsWith(`${entry.to}/`);
  const link = (
    <Link to={entry.to} className={`dz-nav-link${on ? " on" : ""}`} aria-current={on ? "page" : undefined} data-testid={entry.test} aria-label={entry.label}>
      <Icon name={entry.icon} />
      {!narrow && <span className="ellipsis">{entry.label}</span>}
    </Link>
  );
  return narrow ? (
    <Tooltip title={entry.label} placement="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

/** What an app does by itself: above its forms, of which there may be many. */
function useRooms(app: string): Entry[] {
  const { t } = useTranslation("designer");
  const root = `/design/${app}`;
  return [
    { to: `${root}/rules`, icon: "bolt", label: t("nav.rules"), test: "nav-rules" },
    { to: `${root}/workflows`, icon: "tree", label: t("nav.workflows"), test: "nav-workflows" },
    { to: `${root}/messages`, icon: "chat", label: t("nav.messages"), test: "nav-messages" },
    { to: `${root}/reports`, icon: "chart", label: t("nav.reports"), test: "nav-reports" },
    { to: `${root}/dashboards`, icon: "cards", label: t("nav.dashboards"), test: "nav-dashboards" },
    { to: `${root}/segments`, icon: "users", label: t("nav.segments"), test: "nav-segments" },
  ];
}

/** Fixed parts of every app, in their order. */
function useParts(app: string): Entry[] {
  const { t } = useTranslation("designer");
  const root = `/design/${app}`;
  return [
    { to: `${root}/roles`, icon: "shield", label: t("nav.roles"), test: "nav-roles" },
    { to: `${root}/menu`, icon: "menu", label: t("nav.menu"), test: "nav-menu" },
    { to: `${root}/check`, icon: "check", label: t("nav.check"), test: "nav-check" },
    { to: `${root}/versions`, icon: "history", label: t("nav.versions"), test: "nav-versions" },
    { to: `${root}/settings`, icon: "settings", label: t("nav.settings"), test: "nav-settings" },
  ];
}

/** Rooms whose editors need the width. */
const WIDE = ["forms", "workflows", "reports", "dashboards"];

export function SideNav() {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const go = useGo();
  const { pathname } = useLocation();
  const forms = useDraft((state) => state.documents.forms);
  const newForm = useNewForm();
  const parts = useParts(app);
  const rooms = useRooms(app);
  const root = `/design/${app}`;
  const narrow = WIDE.some((room) => pathname.startsWith(`${root}/${room}/`));
  const overview: Entry = { to: root, icon: "home", label: t("nav.overview"), test: "nav-overview" };
  const entries = Object.values(forms).map((form) => ({
    to: `${root}/forms/${form.key}`, icon: form.icon ?? "form", label: label(form.label), test: `nav-form-${form.key}`,
  }));
  useScreenCommands([
    ...[overview, ...rooms, ...parts, ...entries].map((entry) => ({ id: `go-${entry.test}`, label: t("commands.go", { name: entry.label }), run: () => go(entry.to) })),
    { id: "new-form", label: t("forms.new"), run: newForm },
    { id: "publish", label: t("draft.publish"), run: () => go(`${root}/publish`, { search: { now: "1" } }) },
    { id: "impact", label: t("draft.impact"), run: () => go(`${root}/publish`) },
  ]);
  return (
    <nav className={`dz-nav${narrow ? " narrow" : ""}`} aria-label={t("nav.label")}>
      <NavLink entry={overview} narrow={narrow} exact />
      {rooms.map((entry) => (
        <NavLink key={entry.to} entry={entry} narrow={narrow} />
      ))}
      {!narrow && (
        <div className="dz-nav-head">
          <span>{t("nav.forms")}</span>
          <button type="button" className="plain-button" aria-label={t("forms.new")} title={t("forms.new")} data-testid="nav-new-form" onClick={newForm}>
            <Icon name="plus" size={16} />
          </button>
        </div>
      )}
      {narrow && <hr />}
      <div className="dz-nav-forms">
        {entries.map((entry) => (
          <NavLink key={entry.to} entry={entry} narrow={narrow} />
        ))}
      </div>
      <hr />
      {parts.map((entry) => (
        <NavLink key={entry.to} entry={entry} narrow={narrow} />
      ))}
    </nav>
  );
}
