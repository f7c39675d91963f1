/** A workflow as a drawing to look at: steps with state and people, the ways taken; on a phone a list from top to bottom. */
import { Grid } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/Icon";
import { layoutOf, readingOrder, wayOf, type Layout, type Point } from "./layout";
import { StepBox, type StepState } from "./StepBox";
import "./flow.css";

export interface FlowPerson {
  id: string;
  title: string;
  outcome?: string | null;
  at?: string | null;
}

export interface FlowStep {
  key: string;
  type: string;
  label: string;
  icon?: string | null;
  x?: number | null;
  y?: number | null;
  state?: StepState;
  who?: FlowPerson[];
  due_at?: string | null;
}

export interface FlowTransition {
  key: string;
  from: string;
  to: string;
  label?: string | null;
  taken?: boolean;
}

export interface FlowProps {
  steps: readonly FlowStep[];
  transitions: readonly FlowTransition[];
  /** What is drawn, for screen readers: 「退款审批的流程」. */
  label: string;
  /** Draw the list, whatever the width. */
  list?: boolean;
}

const SMALLEST = 0.6;
const OUTCOMES = ["approved", "rejected", "submitted", "done", "returned", "transferred", "cancelled", "withdrawn", "waiting", "pending"];

/** 「王芳 同意、李敏」 */
function usePeople(): (who: readonly FlowPerson[] | undefined) => string {
  const { t } = useTranslation("work");
  const word = (outcome: string | null | undefined) => (outcome && OUTCOMES.includes(outcome) ? ` ${t(`flow.outcome.${outcome}`)}` : "");
  return (who) => (who ?? []).map((one) => one.title + word(one.outcome)).join(t("flow.and"));
}

function useWidth<E extends HTMLElement>(): [React.RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}

function Ways({ transitions, layout }: { transitions: readonly FlowTransition[]; layout: Layout }) {
  const drawn = transitions.flatMap((one, index) => {
    const [from, to] = [layout.spots.get(one.from), layout.spots.get(one.to)];
    return from && to ? [{ ...one, ...wayOf(from, to, layout.bends[index]) }] : [];
  });
  return (
    <svg className="flow-ways" width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        {["", "taken"].map((kind) => (
          <marker key={kind} id={`flow-arrow${kind}`} className={kind} viewBox="0 0 8 8" refX={7} refY={4} markerUnits="userSpaceOnUse" markerWidth={11} markerHeight={11} orient="auto">
            <path d="M0 0L8 4L0 8z" />
          </marker>
        ))}
      </defs>
      {[...drawn].sort((a, b) => Number(a.taken ?? false) - Number(b.taken ?? false)).map((one) => (
        <path key={one.key} className={one.taken ? "taken" : ""} d={one.path} markerEnd={`url(#flow-arrow${one.taken ? "taken" : ""})`} />
      ))}
    </svg>
  );
}

function WayLabels({ transitions, layout }: { transitions: readonly FlowTransition[]; layout: Layout }) {
  return transitions.map((one, index) => {
    const [from, to] = [layout.spots.get(one.from), layout.spots.get(one.to)];
    if (!one.label || !from || !to) return null;
    const [left, top] = wayOf(from, to, layout.bends[index]).label;
    return (
      <span key={one.key} className={`flow-way-label${one.taken ? " taken" : ""}`} style={{ left, top }} aria-hidden="true">
        {one.label}
      </span>
    );
  });
}

/** How a screen reader hears where a step leads: 「之后:金额不低于 1000 → 会签」. */
function useNext(steps: readonly FlowStep[], transitions: readonly FlowTransition[]): (key: string) => string {
  const { t } = useTranslation("work");
  const labels = new Map(steps.map((step) => [step.key, step.label]));
  return (key) => {
    const out = transitions.filter((one) => one.from === key && labels.has(one.to)).map((one) => (one.label ? `${one.label} → ${labels.get(one.to)}` : labels.get(one.to)));
    return out.length ? t("flow.next", { steps: out.join(t("flow.and")) }) : "";
  };
}

function Drawing({ steps, transitions, label }: FlowProps) {
  const { t } = useTranslation("work");
  const people = usePeople();
  const next = useNext(steps, transitions);
  const [frame, room] = useWidth<HTMLDivElement>();
  const layout = useMemo(() => {
    const places = steps.flatMap((step) => (typeof step.x === "number" && typeof step.y === "number" ? [[step.key, [step.x, step.y] as Point] as const] : []));
    return layoutOf(steps, transitions, new Map(places));
  }, [steps, transitions]);
  const order = useMemo(() => new Map(readingOrder(steps, transitions).map((key, index) => [key, index])), [steps, transitions]);
  const scale = room && layout.width > room ? Math.max(SMALLEST, room / layout.width) : 1;
  return (
    <div ref={frame} className="flow-scroll" tabIndex={0} role="group" aria-label={label}>
      <div className="flow-sheet" style={{ width: layout.width * scale, height: layout.height * scale }}>
        <div className="flow-plane" style={{ width: layout.width, height: layout.height, transform: `scale(${scale})` }}>
          <Ways transitions={transitions} layout={layout} />
          <WayLabels transitions={transitions} layout={layout} />
          <ol aria-label={label}>
            {[...steps].sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0)).map((step) => {
              const spot = layout.spots.get(step.key);
              return (
                <li key={step.key} className="flow-spot" data-testid={`flow-${step.key}`} aria-current={step.state === "active" ? "step" : undefined} style={{ left: spot?.x, top: spot?.y, width: spot?.width, height: spot?.height }}>
                  <StepBox type={step.type} icon={step.icon ?? "form"} label={step.label} note={people(step.who)} state={step.state} word={step.state && t(`flow.state.${step.state}`)}>
                    <span className="sr-only">{next(step.key)}</span>
                  </StepBox>
                </li>
              );
            })}
          </ol>
        </div>
      </div>
    </div>
  );
}

/** Gates say nothing to people on a phone; they stand in the list only where they have a name of their own and are waited at. */
const QUIET = ["branch", "join"];

function StepList({ steps, transitions, label }: FlowProps) {
  const { t } = useTranslation("work");
  const people = usePeople();
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const shown = readingOrder(steps, transitions).flatMap((key) => {
    const step = byKey.get(key);
    return step && !(QUIET.includes(step.type) && step.state !== "active") ? [step] : [];
  });
  return (
    <ol className="flow-list" aria-label={label}>
      {shown.map((step) => (
        <li key={step.key} className={step.state ?? ""} data-testid={`flow-${step.key}`} aria-current={step.state === "active" ? "step" : undefined}>
          <span className="flow-dot">
            <Icon name={step.state === "done" ? "check" : step.state === "cancelled" ? "close" : (step.icon ?? "form")} size={14} />
          </span>
          <span className="flow-words">
            <strong>{step.label}</strong>
            {step.who && step.who.length > 0 && <small>{people(step.who)}</small>}
          </span>
          {step.state && <span className="flow-word">{t(`flow.state.${step.state}`)}</span>}
        </li>
      ))}
    </ol>
  );
}

export function FlowView(props: FlowProps) {
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  return wide && !props.list ? <Drawing {...props} /> : <StepList {...props} />;
}
