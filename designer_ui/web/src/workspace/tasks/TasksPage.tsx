import { Button, Grid } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "../../api/work";
import { Failure, Outcome, Waiting } from "../../app/outcomes";
import { useGo, useQueryValues, useSetQueryValues } from "../../app/routing";
import { TabBar } from "../../app/TabBar";
import { localZone } from "../../fields/formats";
import { useTaskCounts } from "../shell/counts";
import { Lost } from "./Lost";
import { TaskDetail } from "./TaskDetail";
import { TaskGroups, TaskList } from "./TaskGroups";
import { type Box, BOXES, instancePath, taskPath, tasksOf, useTasks } from "./tasks";
import { type Acting, useActing } from "./useActing";
import "./tasks.css";

interface BoxProps {
  box: Box;
  wide: boolean;
  active: string | undefined;
  acting: Acting;
  onChoose: (task: Task) => void;
}

function Tasks({ box, wide, active, acting, onChoose }: BoxProps) {
  const { t } = useTranslation("work");
  const found = useTasks(box);
  const tasks = tasksOf(found.data);
  if (found.error && !found.data) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Waiting rows={6} />;
  if (tasks.length === 0) return <Outcome icon={box === "open" ? "check" : "task"} title={t(`empty.${box}`)} text={t(`empty.${box}_text`)} />;
  const shared = { tasks, onOpen: onChoose, active: wide ? active : undefined, acting: wide ? undefined : acting };
  return (
    <>
      {box === "open" ? <TaskGroups {...shared} zone={localZone()} /> : <TaskList {...shared} label={t(`box.${box}`)} />}
      {found.hasNextPage && (
        <div className="task-more">
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </>
  );
}

/** The one shown on the right: the chosen one while it is there, else the first. */
function useChosen(box: Box, asked: string | undefined): Task | undefined {
  const tasks = tasksOf(useTasks(box).data);
  return tasks.find((task) => task.id === asked) ?? tasks[0];
}

/** 待办: what waits for me, what I did, what I started, what I am told of. */
export default function TasksPage() {
  const { t } = useTranslation("work");
  const go = useGo();
  const set = useSetQueryValues();
  const { box: given, task: asked } = useQueryValues();
  const box: Box = BOXES.find((one) => one === given) ?? "open";
  const wide = Grid.useBreakpoint().lg ?? window.innerWidth >= 992;
  const counts = useTaskCounts();
  const acting = useActing();
  const chosen = useChosen(box, asked);
  useEffect(() => {
    document.title = t("inbox");
  }, [t]);
  const choose = (task: Task) => {
    if (wide) set({ task: task.id });
    else go(task.kind === "instance" ? instancePath(task) : taskPath(task));
  };
  const tabs = BOXES.map((one) => ({
    key: one,
    label: one === "open" && counts?.open ? `${t("box.open")} ${counts.open}` : one === "cc" && counts?.cc_unread ? `${t("box.cc")} ${counts.cc_unread}` : t(`box.${one}`),
    content: (
      <div className="inbox" data-wide={wide || undefined}>
        <div className="inbox-list">
          <Lost tasks={acting.lost} onClose={acting.forgetLost} />
          <Tasks box={box} wide={wide} active={chosen?.id} acting={acting} onChoose={choose} />
        </div>
        {wide && chosen && (
          <div className="inbox-detail">
            <TaskDetail key={chosen.id} task={chosen} />
          </div>
        )}
      </div>
    ),
  }));
  return (
    <div className="page inbox-page" data-wide={wide || undefined}>
      <h1>{t("inbox")}</h1>
      <TabBar items={tabs} active={box} label={t("inbox")} onChange={(next) => set({ box: next === "open" ? undefined : next, task: undefined })} />
      {acting.sheet}
    </div>
  );
}
