/** A cross table: heads stay in sight, subtotals stand out, any number opens what is behind it. */
import { useMemo } from "react";
import type { Answer } from "../api/numbers";
import { useNumberTexts } from "../i18n";
import { type PivotCell, pivotOf, type PivotRow } from "./pivot";
import type { CellHandler } from "./types";

function Number({ cell, onCell, name, measure }: { cell: PivotCell | null; onCell?: CellHandler; name: string; measure?: string }) {
  if (!cell || cell.text === "") return <span className="faint">–</span>;
  if (cell.hidden || cell.value === null) return <span className="faint">{cell.text}</span>;
  if (!onCell) return <>{cell.text}</>;
  return (
    <button type="button" className="plain-button cell-button" aria-label={`${name} ${cell.text}`} onClick={(event) => onCell({ groups: cell.groups, rest: cell.rest, name, measure }, event.nativeEvent)}>
      {cell.text}
    </button>
  );
}

/** The words of each row with the groups it only shares with the row above. */
export function fullLabels(rows: PivotRow[]): string[] {
  let last: string[] = [];
  return rows.map((row) => {
    if (row.kind !== "row") return row.labels.filter(Boolean).join("");
    last = row.labels.map((label, at) => label || (last[at] ?? ""));
    return last.join(" · ");
  });
}

export function PivotTable({ answer, onCell, label }: { answer: Answer; onCell?: CellHandler; label: string }) {
  const { t } = useNumberTexts();
  const pivot = useMemo(() => pivotOf(answer, { total: t("table.total"), subtotal: (name) => t("table.subtotal", { name }) }), [answer, t]);
  const names = useMemo(() => fullLabels(pivot.rows), [pivot]);
  const depth = pivot.heads.length;
  return (
    <div className="numbers-scroll" tabIndex={0} role="group" aria-label={label}>
      <table className="numbers-table pivot">
        <thead>
          {pivot.heads.map((line, at) => (
            <tr key={at}>
              {at === 0 &&
                pivot.downLabels.map((text, index) => (
                  <th key={index} scope="col" rowSpan={depth} className="down">
                    {text}
                  </th>
                ))}
              {line.map((head, index) => (
                <th key={index} scope={head.span > 1 ? "colgroup" : "col"} colSpan={head.span} className="number" data-total={head.total}>
                  {head.text}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {pivot.rows.map((row, at) => (
            <tr key={at} data-kind={row.kind}>
              {row.labels.map((text, index) =>
                text ? (
                  <th key={index} scope="row" className="down">
                    {text}
                  </th>
                ) : (
                  <td key={index} className="down" />
                ),
              )}
              {row.cells.map((cell, index) => (
                <td key={index} className="number" data-total={index >= row.cells.length - pivot.total}>
                  <Number cell={cell} onCell={onCell} measure={pivot.measures[index]?.key} name={[names[at], pivot.across[index], pivot.measures[index]?.label].filter(Boolean).join(" · ")} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
