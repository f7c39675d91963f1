/** What waits for me, on the home page: 逾期, 今天, 以后, each with one act. */
import { Link } from "@tanstack/react-router";
import { Grid } from "antd";
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/work";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { localZone } from "../../fields/formats";
import { grouped } from "../tasks/due";
import { Lost } from "../tasks/Lost";
import { TaskGroups } from "../tasks/TaskGroups";
import { taskPath, tasksOf, useTasks } from "../tasks/tasks";
import { useActing } from "../tasks/useActing";
import "../tasks/tasks.css";

const SHOWN = { wide: 9, phone: 4 };
const FEW = { wide: 2, phone: 1 };

/** The first of each group, where something else wants to be seen too. */
export const fewOf = (tasks: Task[], zone: string, most: number): Task[] => grouped(tasks, Date.now(), zone).flatMap((group) => group.tasks.slice(0, most));

/** `few`: the most urgent of each group, not all that fit. */
export default function HomeTasks({ app, zone, few = false }: { app?: string; zone?: string; few?: boolean }) {
  const { t } = useTranslation("work");
  const go = useGo();
  const acting = useActing();
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const found = useTasks("open", app);
  const tasks = tasksOf(found.data);
  if (!found.data || (tasks.length === 0 && acting.lost.length === 0)) return null;
  const size = wide ? "wide" : "phone";
  const shown = few ? fewOf(tasks, zone ?? localZone(), FEW[size]) : tasks.slice(0, SHOWN[size]);
  const more = tasks.length > shown.length || found.hasNextPage;
  return (
    <section className="home-tasks" aria-labelledby="home-tasks" data-testid="home-tasks">
      <div className="row between">
        <h2 id="home-tasks" className="home-title">
          {t("box.open")}
        </h2>
        {more && (
          <Link to="/tasks" className="row">
            {t("home.all_tasks")} <Icon name="right" size={14} />
          </Link>
        )}
      </div>
      <Lost tasks={acting.lost} onClose={acting.forgetLost} />
      <div className="home-groups">
        <TaskGroups tasks={shown} zone={zone ?? localZone()} acting={acting} single onOpen={(task) => go(taskPath(task))} />
      </div>
      {acting.sheet}
    </section>
  );
}
