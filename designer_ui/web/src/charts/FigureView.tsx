/** A figure with its words for those who do not see it. Plotly itself comes later. */
import { lazy, Suspense, useState } from "react";
import type { Answer } from "../api/numbers";
import { FigureBoundary } from "./FigureBoundary";
import { alongTime, isDimension } from "./rows";
import type { PointHandler } from "./Plot";

const loadPlot = () => lazy(() => import("./Plot"));
const FIRST = loadPlot();
const SPOKEN = 60;

/** The numbers behind a figure, for readers of the screen; clicking happens in the table one can switch to. */
function Spoken({ answer, label }: { answer: Answer; label: string }) {
  return (
    <div className="sr-only">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            {answer.columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.texts.slice(0, SPOKEN).map((texts, row) => (
            <tr key={row}>{texts.map((text, at) => (isDimension(answer.columns[at]!) ? <th key={at} scope="row">{text}</th> : <td key={at}>{text}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function FigureView({ answer, label, onPoint }: { answer: Answer; label: string; onPoint?: PointHandler }) {
  // what failed to load stays failed: another try loads it anew
  const [Plot, setPlot] = useState(() => FIRST);
  return (
    <figure className="figure" aria-label={label}>
      <FigureBoundary of={answer.figure} onRetry={() => setPlot(loadPlot)}>
        <div className="figure-drawn" aria-hidden="true">
          <Suspense fallback={<span className="numbers-shimmer" />}>
            <Plot figure={answer.figure!} alongTime={alongTime(answer)} onPoint={onPoint} />
          </Suspense>
        </div>
      </FigureBoundary>
      <Spoken answer={answer} label={label} />
    </figure>
  );
}
