/** When a task is due, in words and groups. Pure. */
import type { Task } from "../../api/work";
import { wallClock } from "../../fields/formats";

export const GROUPS = ["overdue", "today", "later"] as const;
export type Group = (typeof GROUPS)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 逾期, 今天 or 以后; what has no date is for later. */
export function groupOf(task: Pick<Task, "due_at">, now: number, zone: string): Group {
  if (!task.due_at) return "later";
  const due = Date.parse(task.due_at);
  if (due < now) return "overdue";
  return wallClock(task.due_at, zone)[0] === wallClock(new Date(now).toISOString(), zone)[0] ? "today" : "later";
}

/** The groups that hold something, in order. */
export function grouped<T extends Pick<Task, "due_at">>(tasks: T[], now: number, zone: string): { group: Group; tasks: T[] }[] {
  return GROUPS.map((group) => ({ group, tasks: tasks.filter((task) => groupOf(task, now, zone) === group) })).filter((one) => one.tasks.length > 0);
}

export interface DueWords {
  code: "overdue_now" | "overdue_minutes" | "overdue_hours" | "overdue_days" | "minutes_left" | "by";
  n: number;
}

/** 逾期 3 小时, 还剩 40 分钟, else until when. */
export function dueWords(due: string, now: number): DueWords {
  const left = Date.parse(due) - now;
  const late = -left;
  if (left > HOUR) return { code: "by", n: 0 };
  if (left > 0) return { code: "minutes_left", n: Math.max(1, Math.floor(left / MINUTE)) };
  if (late < MINUTE) return { code: "overdue_now", n: 0 };
  if (late < HOUR) return { code: "overdue_minutes", n: Math.floor(late / MINUTE) };
  if (late < DAY) return { code: "overdue_hours", n: Math.floor(late / HOUR) };
  return { code: "overdue_days", n: Math.floor(late / DAY) };
}
