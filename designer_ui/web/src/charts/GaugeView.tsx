/** How far a number is on its way: a dial where there is room for one, else a bar with the target marked on it. */
import type { Answer, Figure } from "../api/numbers";
import { FigureView } from "./FigureView";
import { totalHidden } from "./rows";
import type { CellHandler } from "./types";
import { useSize } from "./use_size";

const DIAL = 190;

export interface Way {
  value: string;
  exact: string;
  /** where it stands and where it should, as shares of the whole bar */
  at: number;
  target: number | null;
  words: string;
}

interface Trace {
  value?: number | null;
  gauge?: { axis?: { range?: [number, number] }; threshold?: { value?: number } };
}

const share = (value: number, [from, to]: [number, number]): number => Math.min(1, Math.max(0, (value - from) / (to - from || 1)));

/** What the server's dial says, for a bar. */
export function wayOf(figure: Figure): Way {
  const trace = (figure.data[0] ?? {}) as Trace;
  const range = trace.gauge?.axis?.range ?? [0, 1];
  const target = trace.gauge?.threshold?.value;
  const meta = (figure.layout.meta ?? {}) as { value?: string; exact?: string; words?: string };
  const notes = (figure.layout.annotations as { text: string }[] | undefined) ?? [];
  return { value: meta.value ?? "", exact: meta.exact ?? "", at: share(trace.value ?? range[0], range), target: target === undefined ? null : share(target, range), words: meta.words || notes.map((note) => note.text).join(" · ") };
}

const percent = (part: number): string => `${(part * 100).toFixed(1)}%`;

export function WayBar({ way, label, onCell }: { way: Way; label: string; onCell?: CellHandler }) {
  return (
    <div className="number-card">
      <button type="button" className="plain-button" disabled={!onCell} aria-label={`${label} ${way.exact}`} onClick={(event) => onCell?.({ groups: {}, name: label }, event.nativeEvent)}>
        <span className="card-value num" title={way.exact}>
          {way.value}
        </span>
      </button>
      <div className="way" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(way.at * 100)} aria-valuetext={way.words || way.exact}>
        <span className="way-done" style={{ width: percent(way.at) }} />
        {way.target !== null && <span className="way-target" style={{ insetInlineStart: percent(way.target) }} />}
      </div>
      {way.words && <p className="card-compare muted">{way.words}</p>}
    </div>
  );
}

// the library tells of no click on a dial
const Dial = ({ answer, label, onCell }: { answer: Answer; label: string; onCell?: CellHandler }) => (
  <>
    <FigureView answer={answer} label={label} />
    {onCell && <button type="button" className="gauge-open" aria-label={`${label} ${wayOf(answer.figure!).exact}`} onClick={(event) => onCell({ groups: {}, name: label }, event.nativeEvent)} />}
  </>
);

export function GaugeView({ answer, label, onCell }: { answer: Answer; label: string; onCell?: CellHandler }) {
  const [box, size] = useSize();
  const figure = answer.figure;
  const hear = totalHidden(answer) ? undefined : onCell;
  if (!figure) return null;
  return (
    <div ref={box} className="gauge">
      {size && size.height < DIAL ? <WayBar way={wayOf(figure)} label={label} onCell={hear} /> : <Dial answer={answer} label={label} onCell={hear} />}
    </div>
  );
}
