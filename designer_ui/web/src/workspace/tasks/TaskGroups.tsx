/** Tasks under 逾期, 今天, 以后. */
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/work";
import { grouped } from "./due";
import { TaskCard } from "./TaskCard";
import type { Acting } from "./useActing";

interface Props {
  tasks: Task[];
  zone: string;
  onOpen: (task: Task) => void;
  /** none where the detail stands beside the list */
  acting?: Acting;
  active?: string;
  single?: boolean;
}

export function TaskList({ tasks, onOpen, acting, active, single, label }: Omit<Props, "zone"> & { label: string }) {
  return (
    <ul className="task-list" aria-label={label}>
      {tasks.map((task) => (
        <li key={task.id}>
          <TaskCard task={task} active={task.id === active} single={single} onOpen={() => onOpen(task)} onAct={acting && ((name) => acting.start({ task, name }))} />
        </li>
      ))}
    </ul>
  );
}

export function TaskGroups({ tasks, zone, ...rest }: Props) {
  const { t } = useTranslation("work");
  return grouped(tasks, Date.now(), zone).map(({ group, tasks: inside }) => (
    <section key={group} className="task-group" data-group={group} aria-label={t(`group.${group}`)}>
      <h2 className="task-group-title">
        {t(`group.${group}`)} <span className="faint num">{inside.length}</span>
      </h2>
      <TaskList {...rest} tasks={inside} label={t(`group.${group}`)} />
    </section>
  ));
}
