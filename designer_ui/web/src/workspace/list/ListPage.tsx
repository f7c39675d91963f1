import { Button, Grid } from "antd";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import type { AppDef, FormDef } from "../../api/types";
import { Icon, Tile } from "../../app/Icon";
import { Failure, NotFoundPage, Outcome, Waiting } from "../../app/outcomes";
import { paths, useGo, useParam } from "../../app/routing";
import { mergeRefs, RecordPlace } from "../RecordPlace";
import { Toolbar } from "./Toolbar";
import { useListing } from "./useListing";
import { ViewTabs } from "./ViewTabs";
import "./list.css";

const FilterChips = lazy(() => import("./FilterChips"));
// the table of wide screens is half a page to load; a phone shows cards
const RecordTable = lazy(() => import("../../views/RecordTable"));
const RecordCards = lazy(() => import("../../views/RecordCards"));
const BinList = lazy(() => import("./BinList"));

export type Listing = ReturnType<typeof useListing>;

function Nothing({ definition, form, listing }: { definition: AppDef; form: FormDef; listing: Listing }) {
  const { t } = useTranslation();
  const go = useGo();
  if (listing.address.bin) return <Outcome icon="trash" title={t("list.bin_empty")} text={t("list.bin_empty_text")} />;
  if (listing.address.q || listing.address.filter) {
    return (
      <Outcome icon="search" title={t("list.no_match")} text={t("list.no_match_text")} action={<Button onClick={() => listing.set({ q: undefined, filter: undefined, behind: undefined })}>{t("list.clear_filter")}</Button>} />
    );
  }
  return (
    <Outcome
      icon={form.icon ?? "form"}
      title={t("list.empty", { form: form.label })}
      text={form.help ?? t("list.empty_text", { form: form.label })}
      action={
        form.actions.includes("create") && (
          <Button type="primary" onClick={() => go(paths.create(definition.key, form.key))}>
            {form.new_label || t("record.new", { form: form.label })}
          </Button>
        )
      }
    />
  );
}

function Records({ definition, form, listing }: { definition: AppDef; form: FormDef; listing: Listing }) {
  const { t } = useTranslation();
  const go = useGo();
  const wide = Grid.useBreakpoint().md ?? true;
  const { pages, records, columns, sort, set } = listing;
  if (pages.error && !pages.data) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  if (pages.isPending) return <Waiting rows={8} />;
  if (records.length === 0) return <Nothing definition={definition} form={form} listing={listing} />;
  const open = (record: { id: string }) => go(paths.record(definition.key, form.key, record.id));
  if (listing.address.bin) {
    return (
      <Suspense fallback={<Waiting rows={8} />}>
        <BinList definition={definition} form={form} records={records} />
      </Suspense>
    );
  }
  return (
    <>
      <Suspense fallback={<Waiting rows={8} />}>
        {wide ? (
          <div className="panel list-panel">
            <RecordTable form={form} columns={columns} records={records} sort={sort} onSort={(next) => set({ sort: next })} onOpen={open} loading={pages.isPlaceholderData} titleLabel={form.label} />
          </div>
        ) : (
          <RecordCards form={form} columns={columns} records={records} onOpen={open} />
        )}
      </Suspense>
      {pages.hasNextPage && (
        <div className="list-more">
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("list.more")}
          </Button>
        </div>
      )}
    </>
  );
}

function List({ definition, form }: { definition: AppDef; form: FormDef }) {
  const { t } = useTranslation();
  const go = useGo();
  const listing = useListing(definition, form);
  const refs = useMemo(() => mergeRefs(...(listing.pages.data?.pages.map((page) => page.refs) ?? [])), [listing.pages.data]);
  const label = form.new_label || t("record.new", { form: form.label });
  useEffect(() => {
    document.title = `${form.label} · ${definition.label}`;
  }, [form.label, definition.label]);
  return (
    <RecordPlace definition={definition} form={form.key} refs={refs}>
      <div className="page list-page">
        <header className="list-head">
          <Tile icon={form.icon} color={form.color} size={40} />
          <div className="grow">
            <h1>{listing.address.bin ? t("list.bin", { form: form.label }) : form.label}</h1>
            <span className="faint num" role="status">
              {listing.count !== undefined ? t("list.count", { total: listing.count.toLocaleString("en-US") }) : ""}
            </span>
          </div>
          {form.actions.includes("create") && !listing.address.bin && (
            <Button type="primary" size="large" className="list-new" icon={<Icon name="plus" size={16} />} data-testid="create" onClick={() => go(paths.create(definition.key, form.key))}>
              {label}
            </Button>
          )}
        </header>
        {!listing.address.bin && <ViewTabs definition={definition} form={form} listing={listing} />}
        <Toolbar definition={definition} form={form} listing={listing} />
        {listing.address.filter && (
          <Suspense>
            <FilterChips definition={definition} form={form} listing={listing} />
          </Suspense>
        )}
        <Records definition={definition} form={form} listing={listing} />
      </div>
    </RecordPlace>
  );
}

export default function ListPage() {
  const app = useParam("app");
  const key = useParam("form");
  const definition = useAppDef(app);
  if (definition.error) return <Failure error={definition.error} retry={() => void definition.refetch()} />;
  if (!definition.data) return <Waiting />;
  const form = definition.data.forms[key];
  return form ? <List key={key} definition={definition.data} form={form} /> : <NotFoundPage />;
}
