/** One task: whom it is about, why, a few facts, until when; and on a phone its acts. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { ActName, Task } from "../../api/work";
import { useAgo } from "../../fields/formats";
import { StateTag } from "../instance/StateTag";
import { Due } from "./Due";

/** The acts a card offers, the main one last. */
export function cardActs(task: Task): ActName[] {
  const offered = new Set(task.actions);
  return (["reject", "approve", "done"] as const).filter((name) => offered.has(name));
}

/** A value longer than this takes the whole width. */
const LONG = 14;

export interface CardProps {
  task: Task;
  onOpen: () => void;
  /** starts an act; none where the detail stands beside the list */
  onAct?: (name: ActName) => void;
  /** only the main act: the home page */
  single?: boolean;
  active?: boolean;
}

function Acts({ task, onAct, onOpen, single }: CardProps) {
  const { t } = useTranslation("work");
  const acts = cardActs(task);
  const main = acts.at(-1);
  if (!main) {
    return (
      <Button type="primary" onClick={onOpen} data-testid={`handle-${task.id}`}>
        {t("act.handle")}
      </Button>
    );
  }
  return (
    <>
      {!single &&
        acts.slice(0, -1).map((name) => (
          <Button key={name} onClick={() => onAct!(name)} data-testid={`${name}-${task.id}`}>
            {t(`act.${name}`)}
          </Button>
        ))}
      <Button type="primary" onClick={() => onAct!(main)} data-testid={`${main}-${task.id}`}>
        {t(`act.${main}`)}
      </Button>
    </>
  );
}

export function TaskCard(props: CardProps) {
  const { task, onOpen, onAct, active, single } = props;
  const { t } = useTranslation("work");
  const ago = useAgo();
  const waits = task.state === "pending" && task.actions.length > 0;
  const source = [task.workflow_label || task.app_label, task.step_label].filter(Boolean).join(" · ");
  const about = task.record_title && !task.title.includes(task.record_title) ? task.record_title : "";
  const facts = task.summary.filter((one) => one.value).slice(0, 4);
  return (
    <article className="panel task-card" data-active={active || undefined} data-testid={`task-${task.id}`}>
      <button type="button" className="task-open" onClick={onOpen} aria-current={active ? "true" : undefined}>
        <span className="task-top">
          <strong className="task-title">{task.title}</strong>
          {waits && task.due_at ? <Due at={task.due_at} /> : !waits && <StateTag state={task.state} outcome={task.outcome} />}
        </span>
        {about && <span className="task-about">{about}</span>}
        <span className="task-source muted">{source}</span>
        {task.text && <span className="task-text">{task.text}</span>}
        {single && facts.length > 0 && <span className="task-line muted">{facts.map((fact) => fact.value).join(" · ")}</span>}
        {!single && facts.length > 0 && (
          <span className="task-facts">
            {facts.map((fact) => (
              <span key={fact.label} className="task-fact" data-long={(fact.value?.length ?? 0) > LONG || undefined}>
                <span className="faint">{fact.label}</span>
                <span className="task-value num">{fact.value}</span>
              </span>
            ))}
          </span>
        )}
        <span className="faint task-from num">
          {task.from ? t("task.from", { name: task.from.title, at: ago(task.created_at) }) : ago(task.created_at)}
        </span>
      </button>
      {waits && onAct && (
        <div className="task-acts">
          <Acts {...props} />
        </div>
      )}
    </article>
  );
}
