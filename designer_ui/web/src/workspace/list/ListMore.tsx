/** What else may be done with a list: import, files, the bin. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { address as apiAddress } from "../../api/client";
import { Icon } from "../../app/Icon";
import { paths, useGo } from "../../app/routing";
import type { ToolbarProps } from "./Toolbar";

export default function ListMore({ definition, form, listing }: ToolbarProps) {
  const { t } = useTranslation();
  const go = useGo();
  const download = (format: string) => {
    const { filter, sort, q } = listing.query;
    location.assign(apiAddress(`/apps/${definition.key}/forms/${form.key}/records:export`, { format, filter, sort, q, fields: listing.columns.map((field) => field.key).join(",") }));
  };
  const may = (action: string): boolean => form.actions.includes(action);
  const items = [
    ...(may("import") ? [{ key: "import", icon: <Icon name="upload" size={16} />, label: t("list.import"), onClick: () => go(paths.import(definition.key, form.key)) }] : []),
    ...(may("export")
      ? [
          { key: "xlsx", icon: <Icon name="download" size={16} />, label: t("list.export_xlsx"), onClick: () => download("xlsx") },
          { key: "csv", icon: <Icon name="download" size={16} />, label: t("list.export_csv"), onClick: () => download("csv") },
        ]
      : []),
    ...(may("delete") ? [{ key: "bin", icon: <Icon name="trash" size={16} />, label: t("list.bin_open"), onClick: () => listing.set({ bin: "1", q: undefined, filter: undefined }) }] : []),
  ];
  if (items.length === 0) return null;
  return (
    <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items }}>
      <Button aria-label={t("action.more")} icon={<Icon name="more" size={18} />} data-testid="list-more" />
    </Dropdown>
  );
}
