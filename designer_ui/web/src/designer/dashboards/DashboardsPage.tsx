/** The dashboards of an app: who sees each, and what stands on it. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import type { DashboardDoc } from "../../commands/documents";
import { addDashboard, removeDashboard } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { freeText } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { DocRow } from "../parts/DocRow";
import { Screen } from "../parts/Screen";
import { useTakeAway } from "../parts/take_away";
import { usesOfDashboard, useUsed } from "../reports/uses";
import { useScreenCommands } from "../shell/command_list";
import "../rules/rules.css";
import "./dashboards.css";

/** Makes an empty dashboard and opens it. */
function useNewDashboard(): () => void {
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
  const used = useUsed();
  return useTakeAway("dashboards", removeDashboard, ({ key }) => used((documents) => usesOfDashboard(documents, key)));
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
    <DocRow
      to={`/design/${app}/dashboards/${dashboard.key}`}
      name={name}
      testId={`dashboard-${dashboard.key}`}
      items={items}
      picture={<Tile icon={dashboard.icon ?? "dashboard"} color={dashboard.home ? "green" : "blue"} size={38} />}
      tag={dashboard.home && <span className="tag dz-chip">{t("dashboards.on_home")}</span>}
    >
      <span className="muted dz-counts">
        <span>{t("dashboards.tiles", { count: (dashboard.tiles ?? []).length })}</span>
        <span>{seen || t("dashboards.everyone")}</span>
      </span>
    </DocRow>
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
