/** The dashboards of an app: who sees each, and what stands on it. */
import { Link } from "@tanstack/react-router";
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import type { DashboardDoc } from "../../commands/documents";
import { addDashboard, removeDashboard } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { freeText } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { Screen } from "../parts/Screen";
import { usesOfDashboard, useUsed } from "../reports/uses";
import { useScreenCommands } from "../shell/command_list";
import "../rules/rules.css";
import "./dashboards.css";

/** Makes an empty dashboard and opens it. */
export function useNewDashboard(): () => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { dashboards } = useDocuments();
  return () => {
    const key = newKey("board", Object.keys(dashboards));
    execute(addDashboard({ key, label: freeText(t("dashboards.default_label"), Object.values(dashboards).map((one) => say(one.label))) }));
    go(`/design/${app}/dashboards/${key}`);
  };
}

export function useRemoveDashboard(): (dashboard: DashboardDoc, then?: () => void) => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const used = useUsed();
  const { modal } = App.useApp();
  return (dashboard, then) =>
    modal.confirm({
      title: t("dashboards.remove_title", { name: say(dashboard.label) }),
      content: used((documents) => usesOfDashboard(documents, dashboard.key)) ?? t("dashboards.remove_text"),
      okText: t("dashboards.remove_ok"),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(removeDashboard(dashboard.key));
        then?.();
      },
    });
}

function Row({ dashboard }: { dashboard: DashboardDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { roles, dashboards } = useDocuments();
  const remove = useRemoveDashboard();
  const name = say(dashboard.label);
  const copy = () => {
    const key = newKey("board", Object.keys(dashboards));
    const { home: _, ...rest } = structuredClone(dashboard);
    execute(addDashboard({ ...rest, key, label: t("canvas.copy_of", { name }) }));
    go(`/design/${app}/dashboards/${key}`);
  };
  const items = [
    { key: "copy", label: t("canvas.duplicate"), onClick: copy },
    { key: "remove", label: t("dashboards.remove_ok"), onClick: () => remove(dashboard) },
  ];
  const seen = (dashboard.roles ?? []).map((role) => say(roles[role]?.label)).filter(Boolean).join(t("parts.comma"));
  return (
    <li className="panel dz-rule-row" data-testid={`dashboard-${dashboard.key}`}>
      <Tile icon={dashboard.home ? "home" : "app"} color={dashboard.home ? "green" : "blue"} size={38} />
      <div className="grow">
        <div className="row">
          <Link to={`/design/${app}/dashboards/${dashboard.key}`} className="dz-rule-name">
            {name}
          </Link>
          {dashboard.home && <span className="tag dz-chip">{t("dashboards.on_home")}</span>}
        </div>
        <span className="muted dz-counts">
          <span>{t("dashboards.tiles", { count: (dashboard.tiles ?? []).length })}</span>
          <span>{seen || t("dashboards.everyone")}</span>
        </span>
      </div>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <Button type="text" size="small" aria-label={t("parts.more_of", { name })} icon={<Icon name="more" />} />
      </Dropdown>
    </li>
  );
}

export default function DashboardsPage() {
  const { t } = useTranslation("designer");
  const { dashboards } = useDocuments();
  const create = useNewDashboard();
  const all = Object.values(dashboards).sort((a, b) => Number(b.home ?? false) - Number(a.home ?? false));
  useScreenCommands([{ id: "new-dashboard", label: t("dashboards.new"), run: create }]);
  const add = (
    <Button type="primary" icon={<Icon name="plus" size={16} />} data-testid="dashboard-new" onClick={create}>
      {t("dashboards.new")}
    </Button>
  );
  return (
    <Screen title={t("nav.dashboards")} lead={t("dashboards.lead")} actions={all.length > 0 && add}>
      {!all.length && <Outcome icon="app" title={t("dashboards.none")} text={t("dashboards.none_text")} action={add} />}
      <ul className="dz-rule-list">
        {all.map((one) => (
          <Row key={one.key} dashboard={one} />
        ))}
      </ul>
    </Screen>
  );
}
