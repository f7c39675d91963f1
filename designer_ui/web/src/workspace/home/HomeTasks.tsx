/** What waits for me, on the home page: 逾期, 今天, 以后, each with one act. */
import { Link } from "@tanstack/react-router";
import { Grid } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { localZone } from "../../fields/formats";
import { Lost } from "../tasks/Lost";
import { TaskGroups } from "../tasks/TaskGroups";
import { taskPath, tasksOf, useTasks } from "../tasks/tasks";
import { useActing } from "../tasks/useActing";
import "../tasks/tasks.css";

const SHOWN = { wide: 9, phone: 4 };

export default function HomeTasks({ app, zone }: { app?: string; zone?: string }) {
  const { t } = useTranslation("work");
  const go = useGo();
  const acting = useActing();
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const found = useTasks("open", app);
  const tasks = tasksOf(found.data);
  if (!found.data || (tasks.length === 0 && acting.lost.length === 0)) return null;
  const shown = wide ? SHOWN.wide : SHOWN.phone;
  const more = tasks.length > shown || found.hasNextPage;
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
        <TaskGroups tasks={tasks.slice(0, shown)} zone={zone ?? localZone()} acting={acting} single onOpen={(task) => go(taskPath(task))} />
      </div>
      {acting.sheet}
    </section>
  );
}
