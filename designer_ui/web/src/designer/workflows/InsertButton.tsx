/** The + on a line. */
import { Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { Insert } from "./use_insert";

export function InsertButton({ way, inserts, label, testId }: { way: string; inserts: readonly Insert[]; label: string; testId: string }) {
  const { t } = useTranslation("designer");
  const items = inserts.map((one) => ({
    key: one.key,
    label: (
      <span className="dz-palette-item" data-testid={`insert-${one.key}`}>
        <Icon name={one.icon} size={16} />
        <span>
          <strong>{one.label}</strong>
          <small className="muted">{one.help}</small>
        </span>
      </span>
    ),
    onClick: () => one.run(way),
  }));
  return (
    <Dropdown menu={{ items, className: "dz-palette-menu" }} trigger={["click"]} autoFocus>
      <button type="button" className="dz-insert nodrag nopan" aria-label={t("way.insert", { name: label })} title={t("way.insert", { name: label })} data-testid={testId}>
        <Icon name="plus" size={14} />
      </button>
    </Dropdown>
  );
}
