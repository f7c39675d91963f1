import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Grid } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { AppDef, FormDef, RecordData, RecordPage, RelatedDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { Failure, Outcome, Waiting } from "../../app/outcomes";
import { paths, useGo } from "../../app/routing";
import RecordCards from "../../views/RecordCards";
import RecordTable from "../../views/RecordTable";
import { columnsOf } from "../list/useListing";
import { mergeRefs, RecordPlace } from "../RecordPlace";

interface Props {
  definition: AppDef;
  form: FormDef;
  record: RecordData;
  related: RelatedDef;
}

/** The records of another form that point here. */
export default function Related({ definition, form, record, related }: Props) {
  const { t } = useTranslation();
  const go = useGo();
  const wide = Grid.useBreakpoint().md ?? true;
  const child = definition.forms[related.form]!;
  const columns = columnsOf(child, related.columns).filter((field) => field.key !== related.field);
  const fields = [...new Set([...columns.map((field) => field.key), ...(child.badge ? [child.badge] : [])])].join(",");
  const pages = useInfiniteQuery({
    queryKey: ["records", definition.key, "related", form.key, record.id, related.form, related.field],
    queryFn: ({ pageParam }) => api.get<RecordPage>(`/apps/${definition.key}/forms/${form.key}/records/${record.id}/related/${related.form}/${related.field}`, { fields, refs: 1, limit: 20, cursor: pageParam }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const refs = useMemo(() => mergeRefs(...(pages.data?.pages.map((page) => page.refs) ?? [])), [pages.data]);
  const label = child.new_label || t("record.new", { form: child.label });
  const create = () => go(paths.create(definition.key, child.key), { search: { [related.field]: record.id, title: record.title, from: paths.record(definition.key, form.key, record.id) } });
  const button = child.actions.includes("create") && (
    <Button icon={<Icon name="plus" size={15} />} onClick={create}>
      {label}
    </Button>
  );
  if (pages.error) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <Waiting rows={4} />;
  const records = pages.data.pages.flatMap((page) => page.records);
  if (records.length === 0) return <Outcome icon={child.icon ?? "form"} title={t("list.empty", { form: child.label })} action={button} />;
  const open = (one: RecordData) => go(paths.record(definition.key, child.key, one.id));
  return (
    <RecordPlace definition={definition} form={child.key} refs={refs}>
      <div className="related-tools">{button}</div>
      {wide ? <RecordTable form={child} columns={columns} records={records} sort="" onOpen={open} titleLabel={child.label} /> : <RecordCards form={child} columns={columns} records={records} onOpen={open} />}
      {pages.hasNextPage && (
        <div className="list-more">
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("list.more")}
          </Button>
        </div>
      )}
    </RecordPlace>
  );
}
