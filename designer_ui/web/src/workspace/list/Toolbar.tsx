import { Badge, Button, Checkbox, Dropdown, Input, Popover } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { address as apiAddress } from "../../api/client";
import type { AppDef, FormDef } from "../../api/types";
import { useBackClose } from "../../app/back_close";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import { paths, useGo } from "../../app/routing";
import { readFilter } from "../../views/conditions";
import { FilterDrawer } from "./FilterDrawer";
import type { Listing } from "./ListPage";

interface Props {
  definition: AppDef;
  form: FormDef;
  listing: Listing;
}

function Search({ listing }: { listing: Listing }) {
  const { t } = useTranslation();
  const [text, setText] = useState(listing.address.q ?? "");
  const asked = useDebounced(text.trim(), 300);
  const { q = "" } = listing.address;
  const { set } = listing;
  useEffect(() => {
    if (asked !== q) set({ q: asked || undefined });
    // only what is typed leads; the address follows
  }, [asked]);
  useEffect(() => {
    if (!q) setText("");
  }, [q]);
  return (
    <Input className="list-search" allowClear prefix={<Icon name="search" size={16} className="faint" />} placeholder={t("list.search")} aria-label={t("list.search")} inputMode="search" value={text} onChange={(event) => setText(event.target.value)} />
  );
}

function Columns({ form, listing }: Omit<Props, "definition">) {
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
      <Button className="wide-only" icon={<Icon name="columns" size={16} />}>
        {t("list.columns")}
      </Button>
    </Popover>
  );
}

function More({ definition, form, listing }: Props) {
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

export function Toolbar(props: Props) {
  const { t } = useTranslation();
  const { listing, form } = props;
  const drawer = useBackClose();
  const active = readFilter(listing.address.filter, form.fields)?.length ?? 1;
  if (listing.address.bin) {
    return (
      <div className="list-tools">
        <Button icon={<Icon name="back" size={16} />} onClick={() => listing.set({ bin: undefined })}>
          {t("list.bin_close")}
        </Button>
      </div>
    );
  }
  return (
    <div className="list-tools">
      <Search listing={listing} />
      <Badge count={listing.address.filter ? active : 0} color="var(--accent)" size="small">
        <Button icon={<Icon name="filter" size={16} />} onClick={drawer.open} data-testid="filter">
          {t("list.filter")}
        </Button>
      </Badge>
      <Columns form={form} listing={listing} />
      <More {...props} />
      {drawer.isOpen && <FilterDrawer {...props} onClose={drawer.close} />}
    </div>
  );
}
