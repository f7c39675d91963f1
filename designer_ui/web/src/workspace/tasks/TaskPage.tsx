import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import { TaskDetail } from "./TaskDetail";
import { useTask } from "./tasks";
import "./tasks.css";

/** One task on a page of its own: a phone, or a link somebody sent. */
export default function TaskPage() {
  const { t } = useTranslation("work");
  const go = useGo();
  const found = useTask(useParam("task"));
  const title = found.data?.title;
  useEffect(() => {
    if (title) document.title = title;
  }, [title]);
  if (found.error && !found.data) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Waiting />;
  return (
    <div className="page task-page">
      <Link to="/tasks" className="task-back">
        <Icon name="left" size={16} /> {t("inbox")}
      </Link>
      <TaskDetail task={found.data} onDone={() => go("/tasks", { replace: true })} />
    </div>
  );
}
