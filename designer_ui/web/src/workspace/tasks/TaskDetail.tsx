/** A task with all one needs to decide it. */
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/work";
import { Icon } from "../../app/Icon";
import { paths } from "../../app/routing";
import { useMoment } from "../../fields/formats";
import { InstanceView } from "../instance/InstanceView";
import { StateTag } from "../instance/StateTag";
import { Due } from "./Due";
import { useActing } from "./useActing";

/** A task without a workflow: something to do, said by a rule. */
function Todo({ task, onDone }: { task: Task; onDone?: () => void }) {
  const { t } = useTranslation("work");
  const moment = useMoment();
  const acting = useActing({ onDone });
  const open = task.state === "pending" && task.actions.includes("done");
  return (
    <section className="panel todo-card">
      <header className="row wrap">
        <h2 className="grow">{task.title}</h2>
        {open && task.due_at ? <Due at={task.due_at} /> : <StateTag state={task.state} outcome={task.outcome} />}
      </header>
      <p className="muted">
        {task.app_label} · {task.from ? t("task.from", { name: task.from.title, at: moment(task.created_at) }) : moment(task.created_at)}
      </p>
      {task.text && <p className="todo-text">{task.text}</p>}
      {task.summary.length > 0 && (
        <dl className="facts">
          {task.summary.map((one) => (
            <div key={one.label}>
              <dt className="fact-label">{one.label}</dt>
              <dd className="fact-value">{one.value ?? "—"}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="row wrap todo-foot">
        {task.form && task.record && (
          <Link to={paths.record(task.app, task.form, task.record)} className="ant-btn row todo-link">
            <Icon name="right" size={15} /> {t("task.open_record", { form: task.form_label ?? "" })}
          </Link>
        )}
        {open && (
          <Button type="primary" icon={<Icon name="check" size={16} />} onClick={() => acting.start({ task, name: "done" })} data-testid="act-done">
            {t("act.done")}
          </Button>
        )}
      </div>
      {acting.sheet}
    </section>
  );
}

export function TaskDetail({ task, onDone }: { task: Task; onDone?: () => void }) {
  if (!task.instance || !task.workflow) return <Todo task={task} onDone={onDone} />;
  return <InstanceView app={task.app} workflow={task.workflow} id={task.instance} task={task.kind === "instance" ? undefined : task.id} onDone={onDone} />;
}
