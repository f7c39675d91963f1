/** Records as a table. */
import { Table, type TableProps } from "antd";
import type { FieldDef, FormDef, RecordData } from "../api/types";
import { widgetOf } from "../fields";
import "./views.css";

const SORTABLE = new Set(["text", "number", "money", "percent", "date", "datetime", "boolean", "choice", "phone", "email"]);
const sortable = (field: FieldDef): boolean => SORTABLE.has(field.look.look) && field.config?.keep !== "live" && field.rights !== "masked";

interface Props {
  form: FormDef;
  columns: FieldDef[];
  records: RecordData[];
  sort: string;
  onSort?: (sort: string) => void;
  onOpen: (record: RecordData) => void;
  loading?: boolean;
  titleLabel: string;
}

/** Whether a column already shows what the record is called. */
const leads = (form: FormDef, columns: FieldDef[]): boolean => columns.length > 0 && (form.title_fields ?? []).includes(columns[0]!.key);

function Title({ record, children, onOpen }: { record: RecordData; children: React.ReactNode; onOpen: () => void }) {
  return (
    <button
      type="button"
      className="plain-button cell-title"
      data-testid={`open-${record.id}`}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {children}
    </button>
  );
}

export default function RecordTable({ form, columns, records, sort, onSort, onOpen, loading, titleLabel }: Props) {
  const first = leads(form, columns) ? columns[0]! : null;
  const rest = first ? columns.slice(1) : columns;
  const order = (key: string): "ascend" | "descend" | null => (sort === key ? "ascend" : sort === `-${key}` ? "descend" : null);
  // back to ascending after descending: where the view itself sorts downwards, "no order" would be downwards again
  const sorting = (field: FieldDef) => (onSort && sortable(field) ? { sorter: true, sortOrder: order(field.key), sortDirections: ["ascend" as const, "descend" as const, "ascend" as const] } : {});
  const title = {
    key: first?.key ?? "@title",
    title: first?.label ?? titleLabel,
    fixed: "left" as const,
    width: 200,
    ...(first ? sorting(first) : {}),
    render: (_: unknown, record: RecordData) => (
      <Title record={record} onOpen={() => onOpen(record)}>
        {first && record.values[first.key] !== null && record.values[first.key] !== undefined ? widgetCell(first, record) : record.title || "—"}
      </Title>
    ),
  };
  const others = rest.map((field) => ({
    key: field.key,
    title: field.label,
    align: widgetOf(field).align,
    ellipsis: widgetOf(field).wide,
    width: widgetOf(field).wide ? 220 : undefined,
    ...sorting(field),
    render: (_: unknown, record: RecordData) => widgetCell(field, record),
  }));
  const change: TableProps<RecordData>["onChange"] = (_pages, _filters, sorter) => {
    const one = Array.isArray(sorter) ? sorter[0] : sorter;
    onSort?.(one?.order ? `${one.order === "descend" ? "-" : ""}${String(one.columnKey)}` : "");
  };
  return (
    <Table<RecordData>
      rowKey="id"
      className="record-table"
      columns={[title, ...others]}
      dataSource={records}
      pagination={false}
      loading={loading}
      onChange={change}
      showSorterTooltip={false}
      scroll={{ x: "max-content" }}
      onRow={(record) => ({ onClick: () => onOpen(record) })}
    />
  );
}

function widgetCell(field: FieldDef, record: RecordData) {
  const { Cell } = widgetOf(field);
  return <Cell field={field} value={record.values[field.key] ?? null} />;
}
