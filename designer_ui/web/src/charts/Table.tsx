/** The rows of an answer as a plain table: groups left, numbers right, a total below; a row opens what is behind it. */
import { useState, type MouseEvent } from "react";
import { useNumberTexts } from "../i18n";
import type { Answer } from "../api/numbers";
import { Icon } from "../app/Icon";
import { isDimension, isHidden, nameOf, place, rank, shownColumns, totalOf } from "./rows";
import type { CellHandler, Pointed } from "./types";

interface Order {
  /** of a column: what is shown may get other columns */
  key: string;
  down: boolean;
}

/** The positions of the rows in the order somebody asked for; without one as the server sent them. */
export function sortedRows(answer: Answer, order: Order | null): number[] {
  const places = answer.rows.map((_, at) => at);
  const column = order ? place(answer, order.key) : -1;
  if (!order || column < 0) return places;
  const words = answer.columns[column]!.type !== "number";
  const compare = (one: number, other: number): number => {
    const [left, right] = [answer.rows[one]![column]!, answer.rows[other]![column]!];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const by = words && typeof left === "string" && !/^\d{4}-/.test(left) ? (answer.texts[one]![column] ?? "").localeCompare(answer.texts[other]![column] ?? "", "zh-CN") : rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : 0;
    return order.down ? -by : by;
  };
  return places.sort(compare);
}

const next = (old: Order | null, key: string, number: boolean): Order | null => {
  if (old?.key !== key) return { key, down: number };
  return old.down === number ? { key, down: !number } : null;
};

/** A click on a cell is not a click on its row too. */
const hearing = (onCell: CellHandler, pointed: Pointed) => (event: MouseEvent) => {
  event.stopPropagation();
  onCell(pointed, event.nativeEvent);
};

type Columns = ReturnType<typeof shownColumns>;

const firstGroup = (columns: Columns): number => columns.findIndex(({ column }) => isDimension(column));

function Line({ answer, row, columns, onCell }: { answer: Answer; row: number; columns: Columns; onCell?: CellHandler }) {
  const { t } = useNumberTexts();
  const first = firstGroup(columns);
  return (
    <tr onClick={onCell && ((event) => onCell({ row }, event.nativeEvent))} data-clickable={onCell ? true : undefined}>
      {columns.map(({ column, at }, index) => {
        const text = answer.texts[row]?.[at] ?? "";
        if (isDimension(column)) {
          return (
            <th key={column.key} scope="row">
              {onCell && index === first ? (
                <button type="button" className="plain-button" aria-label={t("table.open", { name: nameOf(answer, row) })} onClick={hearing(onCell, { row })}>
                  {text}
                </button>
              ) : (
                text
              )}
            </th>
          );
        }
        // one number of a row may be kept back, too
        const none = (answer.rows[row]?.[at] ?? null) === null;
        return (
          <td key={column.key} className={none ? "number faint" : "number"} onClick={onCell && !none ? hearing(onCell, { row, measure: column.key }) : undefined}>
            {text || "–"}
          </td>
        );
      })}
    </tr>
  );
}

export function RowsTable({ answer, onCell, label }: { answer: Answer; onCell?: CellHandler; label: string }) {
  const { t } = useNumberTexts();
  const [order, setOrder] = useState<Order | null>(null);
  const columns = shownColumns(answer);
  const total = totalOf(answer);
  const first = firstGroup(columns);
  return (
    <div className="numbers-scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="numbers-table">
        <thead>
          <tr>
            {columns.map(({ column }) => {
              const number = !isDimension(column);
              const state = order?.key === column.key ? (order.down ? "descending" : "ascending") : undefined;
              return (
                <th key={column.key} scope="col" className={number ? "number" : undefined} aria-sort={state ?? "none"}>
                  <button type="button" className="plain-button" onClick={() => setOrder(next(order, column.key, number))}>
                    {column.label}
                    <Icon name={state === "ascending" ? "up" : "down"} size={11} className={state ? "" : "sort-idle"} />
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sortedRows(answer, order).map((row) => (
            <Line key={row} answer={answer} row={row} columns={columns} onCell={isHidden(answer, row) ? undefined : onCell} />
          ))}
        </tbody>
        {total && answer.rows.length > 1 && (
          <tfoot>
            <tr>
              {columns.map(({ column, at }, index) =>
                index === first ? (
                  <th key={column.key} scope="row">
                    {t("table.total")}
                  </th>
                ) : isDimension(column) ? (
                  <td key={column.key} />
                ) : (
                  <td key={column.key} className="number">
                    {total.texts[at] ?? ""}
                  </td>
                ),
              )}
            </tr>
          </tfoot>
        )}
      </table>
      {answer.more && <p className="numbers-more faint">{t("table.more", { count: answer.rows.length })}</p>}
    </div>
  );
}
