/** 「保存并放到首页」: the chart in sight as a tile of a dashboard, there or new. */
import { App, Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import type { DashboardDoc } from "../../commands/documents";
import { putOnDashboard } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { freeText } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { freeSpot, sizeOf } from "../dashboards/grid";
import { useEditing } from "./editing";
import { isShowable } from "./Preview";

export function PutOn() {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { message } = App.useApp();
  const { dashboards } = useDocuments();
  const { doc, chart } = useEditing();
  const all = Object.values(dashboards).sort((a, b) => Number(b.home ?? false) - Number(a.home ?? false));
  const put = (dashboard: DashboardDoc) => {
    const tiles = dashboard.tiles ?? [];
    const grid = freeSpot(tiles, sizeOf(doc.charts?.[chart]?.type));
    execute(putOnDashboard(dashboard, { key: newKey("tile", tiles.map((tile) => tile.key)), grid, report: doc.key, ...(chart ? { chart } : {}) }));
    void message.success(
      <span>
        {t("reports.put_done", { name: say(dashboard.label) })}{" "}
        <Button type="link" size="small" onClick={() => go(`/design/${app}/dashboards/${dashboard.key}`)}>
          {t("reports.put_look")}
        </Button>
      </span>,
      6,
    );
  };
  const fresh = (home: boolean): DashboardDoc => ({
    key: newKey("board", Object.keys(dashboards)),
    label: freeText(t(home ? "dashboards.home_label" : "dashboards.default_label"), all.map((one) => say(one.label))),
    ...(home ? { home } : {}),
  });
  const items = [
    ...all.map((one) => ({ key: one.key, label: one.home ? t("reports.put_on_home", { name: say(one.label) }) : say(one.label), onClick: () => put(one) })),
    ...(all.length ? [{ type: "divider" as const }] : []),
    ...(all.some((one) => one.home) ? [] : [{ key: "home", label: t("reports.put_new_home"), onClick: () => put(fresh(true)) }]),
    { key: "new", label: t("reports.put_new"), onClick: () => put(fresh(false)) },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} disabled={!isShowable(doc)} placement="bottomRight">
      <Button type="primary" data-testid="put-on" icon={<Icon name="home" size={16} />}>
        {t("reports.put_on")}
      </Button>
    </Dropdown>
  );
}
