/** One number: large, with what it was before (arrow, sign and words, never colour alone) and the line it came along. */
import type { Answer, Card } from "../api/numbers";
import { Icon } from "../app/Icon";
import type { CellHandler } from "./types";
import { totalHidden } from "./rows";
import { sparkPath } from "./spark";

const ARROWS = { up: "▲", down: "▼", same: "" };

function Spark({ heights }: { heights: (number | null)[] }) {
  const path = sparkPath(heights, 100, 30);
  if (!path) return null;
  return (
    <svg className="card-spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
      <path d={`${path} L100 30 L0 30 Z`} className="card-spark-area" />
      <path d={path} className="card-spark-line" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

const news = (good: boolean | null): string => (good === null ? "none" : good ? "good" : "bad");

export function NumberCard({ answer, onCell }: { answer: Answer; onCell?: CellHandler }) {
  const card = answer.figure?.layout.meta as Card | undefined;
  if (!card) return null;
  const heights = (answer.figure?.data[0]?.y as (number | null)[] | undefined) ?? [];
  const value = (
    <span className="card-value num" title={card.exact}>
      {card.value}
    </span>
  );
  return (
    <div className="number-card">
      {onCell && !totalHidden(answer) ? (
        <button type="button" className="plain-button" aria-label={`${card.label} ${card.exact}`} onClick={(event) => onCell({ groups: {}, name: card.label }, event.nativeEvent)}>
          {value}
        </button>
      ) : (
        value
      )}
      {card.alert && (
        <p className="card-alert">
          <Icon name="alert" size={14} /> {card.alert.words}
        </p>
      )}
      {card.compare.map((one) => (
        <p key={one.key} className="card-compare" title={one.words}>
          <strong className="num" data-news={news(one.good)}>
            <span aria-hidden="true">{ARROWS[one.direction]}</span> {one.text.replace(/^[▲▼]\s*/, "")}
          </strong>
          <span className="faint ellipsis">
            {one.label}
            {one.before ? ` ${one.before}` : ""}
          </span>
        </p>
      ))}
      <Spark heights={heights} />
    </div>
  );
}
