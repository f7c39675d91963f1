/** The box of a step: icon, label, one line below, its state as colour, sign and word. */
import type { ReactNode } from "react";
import { Icon } from "../app/Icon";
import "./flow.css";

export type StepState = "done" | "active" | "todo" | "cancelled";

/** What stands at the corner of a box, so that colour is never the only sign. */
const SIGNS: Record<StepState, string | null> = { done: "check", active: "play", todo: null, cancelled: "close" };

const SHAPES: Record<string, string> = { start: "round", end: "round", branch: "gate", join: "gate" };

interface Props {
  type: string;
  icon: string;
  label: string;
  note?: ReactNode;
  state?: StepState | undefined;
  word?: string | undefined;
  className?: string;
  children?: ReactNode;
}

export function StepBox({ type, icon, label, note, state, word, className = "", children }: Props) {
  const sign = state ? SIGNS[state] : null;
  return (
    <div className={`flow-box ${SHAPES[type] ?? ""} ${state ?? ""} ${className}`}>
      <span className="flow-icon">
        <Icon name={icon} size={18} />
      </span>
      <span className="flow-words">
        <strong className="ellipsis">{label}</strong>
        {note && <small className="ellipsis">{note}</small>}
      </span>
      {sign && (
        <span className="flow-sign" title={word}>
          <Icon name={sign} size={12} />
        </span>
      )}
      {word && <span className="sr-only">{word}</span>}
      {children}
    </div>
  );
}
