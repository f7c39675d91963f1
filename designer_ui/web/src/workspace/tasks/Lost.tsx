import { useTranslation } from "react-i18next";
import type { Task } from "../../api/work";
import { Icon } from "../../app/Icon";
import { useAgo } from "../../fields/formats";
import { StateTag } from "../instance/StateTag";

/** Tasks somebody else was faster with: how they stand now. */
export function Lost({ tasks, onClose }: { tasks: Task[]; onClose: () => void }) {
  const { t } = useTranslation("work");
  const ago = useAgo();
  if (tasks.length === 0) return null;
  return (
    <section className="panel task-lost" role="status" aria-label={t("task.lost_title")}>
      <div className="row between">
        <h2>{t("task.lost_title")}</h2>
        <button type="button" className="plain-button" onClick={onClose} aria-label={t("act.close")}>
          <Icon name="close" size={16} />
        </button>
      </div>
      {tasks.map((task) => (
        <p key={task.id} className="row wrap">
          <span className="grow">{task.title}</span>
          <StateTag state={task.state} outcome={task.outcome} />
          {task.done_at && <span className="faint num">{ago(task.done_at)}</span>}
        </p>
      ))}
    </section>
  );
}
