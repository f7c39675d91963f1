import { Button, Grid } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppDef, FormDef } from "../../api/types";
import { useBackClose } from "../../app/back_close";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import type { Listing } from "./ListPage";

const ColumnsButton = lazy(() => import("./ColumnsButton"));
const FilterCount = lazy(() => import("./FilterCount"));
const ListMore = lazy(() => import("./ListMore"));
const FilterDrawer = lazy(() => import("./FilterDrawer"));

export interface ToolbarProps {
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
    <label className="list-search">
      <Icon name="search" size={16} className="faint" />
      <input type="search" placeholder={t("list.search")} aria-label={t("list.search")} maxLength={100} value={text} onChange={(event) => setText(event.target.value)} />
    </label>
  );
}

export function Toolbar(props: ToolbarProps) {
  const { t } = useTranslation();
  const { listing, form } = props;
  const drawer = useBackClose();
  const wide = Grid.useBreakpoint().md ?? true;
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
      <Button icon={<Icon name="filter" size={16} />} onClick={drawer.open} data-testid="filter">
        {t("list.filter")}
        {listing.address.filter && (
          <Suspense>
            <FilterCount filter={listing.address.filter} fields={form.fields} />
          </Suspense>
        )}
      </Button>
      {wide && (
        <Suspense>
          <ColumnsButton form={form} listing={listing} />
        </Suspense>
      )}
      <Suspense>
        <ListMore {...props} />
      </Suspense>
      {drawer.isOpen && (
        <Suspense>
          <FilterDrawer {...props} onClose={drawer.close} />
        </Suspense>
      )}
    </div>
  );
}
