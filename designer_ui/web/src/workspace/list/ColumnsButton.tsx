import { Button, Checkbox, Popover } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { ToolbarProps } from "./Toolbar";

/** Which columns a list shows. */
export default function ColumnsButton({ form, listing }: Omit<ToolbarProps, "definition">) {
  const { t } = useTranslation();
  const shown = listing.columns.map((field) => field.key);
  const toggle = (key: string, on: boolean) => listing.set({ columns: (on ? [...shown, key] : shown.filter((one) => one !== key)).join(",") });
  const content = (
    <div className="columns-list">
      {form.fields
        .filter((field) => field.type !== "subtable")
        .map((field) => (
          <Checkbox key={field.key} checked={shown.includes(field.key)} disabled={shown.length === 1 && shown.includes(field.key)} onChange={(event) => toggle(field.key, event.target.checked)}>
            {field.label}
          </Checkbox>
        ))}
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content} title={t("list.columns")}>
      <Button icon={<Icon name="columns" size={16} />}>
        {t("list.columns")}
      </Button>
    </Popover>
  );
}
