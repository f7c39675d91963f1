/** Rows inside a record: our own table, which turns into cards on a phone. */
import { useTranslation } from "react-i18next";
import type { FieldDef, Json, Values } from "../api/types";
import type { Widgets } from "../fields/widget";
import { isLocked } from "./live";
import { inputId, widgetFor } from "./parts";

type Rows = Values[];

interface Props {
  field: FieldDef;
  id: string;
  value: Json;
  required: boolean;
  locked: boolean;
  onChange: (value: Json) => void;
  widgets: Widgets;
  faults: Record<string, string>;
  prefix: string;
}

export const rowsOf = (value: Json): Rows => (Array.isArray(value) ? (value as Rows) : []);

/** A new row with the constant defaults of its columns. */
export function blankRow(columns: FieldDef[]): Values {
  const filled = columns.filter((column) => column.default !== undefined && column.default !== null && !isExpression(column.default));
  return Object.fromEntries(filled.map((column) => [column.key, column.default as Json]));
}

/** A default that is computed (`@today`), not a constant. */
export const isExpression = (value: Json | undefined): boolean => typeof value === "string" && value.startsWith("@");

function Cell({ column, row, at, props, change }: { column: FieldDef; row: Values; at: number; props: Props; change: (value: Json) => void }) {
  const { field, widgets, faults, prefix, locked } = props;
  const place = `${field.key}.${at}.${column.key}`;
  const id = inputId(prefix, place);
  const { Edit, View } = widgetFor(widgets, column);
  const fault = faults[place];
  const value = row[column.key] ?? null;
  return (
    <td data-label={column.label} data-align={widgetFor(widgets, column).align}>
      {locked || isLocked(column) ? (
        <View field={column} value={value} />
      ) : (
        <Edit id={id} path={`${field.key}.${column.key}`} field={column} value={value} onChange={change} required={column.required} invalid={Boolean(fault)} label={`${column.label} ${at + 1}`} describedBy={fault ? `${id}-fault` : undefined} />
      )}
      {fault && (
        <div className="r-fault" id={`${id}-fault`}>
          {fault}
        </div>
      )}
    </td>
  );
}

function Row({ row, at, props, set, remove }: { row: Values; at: number; props: Props; set: (key: string, value: Json) => void; remove: () => void }) {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="row" className="r-no">
        {at + 1}
      </th>
      {(props.field.fields ?? []).map((column) => (
        <Cell key={column.key} column={column} row={row} at={at} props={props} change={(value) => set(column.key, value)} />
      ))}
      {!props.locked && (
        <td className="r-remove">
          <button type="button" className="r-icon" aria-label={t("form.remove_row", { row: at + 1 })} title={t("form.remove_row", { row: at + 1 })} onClick={remove}>
            <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" />
            </svg>
          </button>
        </td>
      )}
    </tr>
  );
}

export function SubTable(props: Props) {
  const { field, id, value, required, locked, onChange, faults } = props;
  const { t } = useTranslation();
  const rows = rowsOf(value);
  const columns = field.fields ?? [];
  const replace = (at: number, key: string, cell: Json) => onChange(rows.map((row, index) => (index === at ? { ...row, [key]: cell } : row)));
  const limit = (field.config?.max_rows as number | undefined) ?? 500;
  return (
    <div className="r-field" data-testid={`field-${field.key}`} role="group" aria-labelledby={`${id}-label`}>
      <span className="r-label" id={`${id}-label`}>
        {field.label}
        {required && !locked && <span className="r-star" aria-hidden="true">*</span>}
      </span>
      {rows.length > 0 && (
        <div className="r-scroll">
          <table className="r-table">
            <thead>
              <tr>
                <th scope="col" className="r-no">
                  <span className="sr-only">{t("form.row")}</span>
                </th>
                {columns.map((column) => (
                  <th key={column.key} scope="col" data-align={widgetFor(props.widgets, column).align}>
                    {column.label}
                    {column.required && !locked && <span className="r-star" aria-hidden="true">*</span>}
                  </th>
                ))}
                {!locked && (
                  <td>
                    <span className="sr-only">{t("action.remove")}</span>
                  </td>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <Row key={String(row.id ?? at)} row={row} at={at} props={props} set={(key, cell) => replace(at, key, cell)} remove={() => onChange(rows.filter((_, index) => index !== at))} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length === 0 && locked && <span className="faint">—</span>}
      {!locked && rows.length < limit && (
        <button type="button" className="r-add" id={id} onClick={() => onChange([...rows, blankRow(columns)])}>
          <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
            <path d="M12 5v14M5 12h14" />
          </svg>
          {t("form.add_row")}
        </button>
      )}
      {faults[field.key] && <div className="r-fault">{faults[field.key]}</div>}
    </div>
  );
}
