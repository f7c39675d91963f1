/** The rows of an answer as a plain table: groups left, numbers right, a total below; a row opens what is behind it. */
import { useState, type MouseEvent } from "react";
import { useNumberTexts } from "../i18n";
import type { Answer, Cell } from "../api/numbers";
import { Icon } from "../app/Icon";
import { isDimension, nameOf, shownColumns, totalOf } from "./rows";
import type { CellHandler, Pointed } from "./types";

interface Order {
  at: number;
  down: boolean;
}

const rank = (value: Cell): number | string => (typeof value === "string" && value !== "" && !Number.isNaN(Number(value)) ? Number(value) : ((value ?? "") as number | string));

/** The positions of the rows in the order somebody asked for; without one as the server sent them. */
export function sortedRows(answer: Answer, order: Order | null): number[] {
  const places = answer.rows.map((_, at) => at);
  if (!order) return places;
  const words = answer.columns[order.at]?.type !== "number";
  const compare = (one: number, other: number): number => {
    const [left, right] = [answer.rows[one]![order.at]!, answer.rows[other]![order.at]!];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const by = words && typeof left === "string" && !/^\d{4}-/.test(left) ? (answer.texts[one]![order.at] ?? "").localeCompare(answer.texts[other]![order.at] ?? "", "zh-CN") : rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : 0;
    return order.down ? -by : by;
  };
  return places.sort(compare);
}

const next = (old: Order | null, at: number, number: boolean): Order | null => {
  if (old?.at !== at) return { at, down: number };
  return old.down === number ? { at, down: !number } : null;
};

/** A click on a cell is not a click on its row too. */
const hearing = (onCell: CellHandler, pointed: Pointed) => (event: MouseEvent) => {
  event.stopPropagation();
  onCell(pointed, event.nativeEvent);
};

export function RowsTable({ answer, onCell, label }: { answer: Answer; onCell?: CellHandler; label: string }) {
  const { t } = useNumberTexts();
  const [order, setOrder] = useState<Order | null>(null);
  const columns = shownColumns(answer);
  const total = totalOf(answer);
  const first = columns.findIndex(({ column }) => isDimension(column));
  return (
    <div className="numbers-scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="numbers-table">
        <thead>
          <tr>
            {columns.map(({ column, at }) => {
              const number = !isDimension(column);
              const state = order?.at === at ? (order.down ? "descending" : "ascending") : undefined;
              return (
                <th key={column.key} scope="col" className={number ? "number" : undefined} aria-sort={state ?? "none"}>
                  <button type="button" className="plain-button" onClick={() => setOrder(next(order, at, number))}>
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
            <tr key={row} onClick={onCell && ((event) => onCell({ row }, event.nativeEvent))} data-clickable={onCell ? true : undefined}>
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
                return (
                  <td key={column.key} className="number" onClick={onCell && hearing(onCell, { row, measure: column.key })}>
                    {text || "–"}
                  </td>
                );
              })}
            </tr>
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
