/** Acting on tasks: at once on the screen, once on the server, and back where it was when the server says no. */
import { type QueryClient, type QueryKey, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { api, ApiError, faultMap, newKey } from "../../api/client";
import { useForgetRecords } from "../../api/queries";
import type { ActAnswer, ActName, SignerKind, Task, TaskCounts } from "../../api/work";
import type { Values } from "../../api/types";
import type { TaskPages } from "./tasks";

export interface ActBody {
  comment?: string;
  values?: Values;
  to?: string;
  kind?: SignerKind;
  users?: string[];
}

export type ActResult =
  | { kind: "done"; task: Task }
  /** somebody was faster: the task as it is now */
  | { kind: "lost"; task: Task; by: string; outcome: string; text: string }
  | { kind: "faults"; faults: Record<string, string>; text: string }
  | { kind: "failed"; error: unknown };

/** Acts after which a task waits for its holder no longer. */
const LEAVES = new Set<ActName>(["approve", "reject", "submit", "done", "return", "transfer", "delegate"]);

/** The pages of an open list without one task. */
export function withoutTask(pages: TaskPages, id: string): TaskPages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, tasks: page.tasks.filter((task) => task.id !== id) })) };
}

/** The counts without one task. */
export function countedOut(counts: TaskCounts, task: Task): TaskCounts {
  return { ...counts, open: Math.max(0, counts.open - 1), overdue: Math.max(0, counts.overdue - (task.overdue ? 1 : 0)) };
}

const LOST = ["lost tasks"];

const isOpenList = (key: QueryKey): boolean => key[0] === "tasks" && key[1] === "list" && key[2] === "open";

/** Takes the task off the screen; the answer puts everything back. */
async function takeOut(queries: QueryClient, task: Task): Promise<() => void> {
  await queries.cancelQueries({ queryKey: ["tasks"] });
  const lists = queries.getQueriesData<TaskPages>({ predicate: ({ queryKey }) => isOpenList(queryKey) });
  const counts = queries.getQueryData<TaskCounts>(["tasks", "counts"]);
  for (const [key, pages] of lists) if (pages) queries.setQueryData(key, withoutTask(pages, task.id));
  if (counts) queries.setQueryData(["tasks", "counts"], countedOut(counts, task));
  return () => {
    for (const [key, pages] of lists) queries.setQueryData(key, pages);
    if (counts) queries.setQueryData(["tasks", "counts"], counts);
  };
}

/** What a refusal means for the person who acted. */
export function refused(error: unknown): ActResult {
  if (!(error instanceof ApiError)) return { kind: "failed", error };
  if (error.status === 409 && error.body.task) return { kind: "lost", task: error.body.task as Task, by: String(error.params.by ?? ""), outcome: String(error.params.outcome ?? (error.body.task as Task).outcome ?? "other"), text: error.message };
  if (error.faults.length > 0) return { kind: "faults", faults: faultMap(error.faults), text: error.message };
  return { kind: "failed", error };
}

export interface Acts {
  act: (task: Task, name: ActName, body?: ActBody) => Promise<ActResult>;
  /** tasks that somebody else was faster with, as they are now */
  lost: Task[];
  forgetLost: () => void;
}

export function useActs(): Acts {
  const queries = useQueryClient();
  const forget = useForgetRecords();
  // pressed again, before or after a lost line: the same key, so one act
  const keys = useRef(new Map<string, string>());
  const sending = useRef(new Map<string, Promise<ActResult>>());
  // seen by every list of tasks, wherever the act was tried
  const lost = useQuery<Task[]>({ queryKey: LOST, queryFn: () => [], enabled: false, initialData: [] }).data;

  const refresh = useCallback(
    async (app: string) => {
      await Promise.all([queries.invalidateQueries({ queryKey: ["tasks"] }), queries.invalidateQueries({ queryKey: ["instances"] }), queries.invalidateQueries({ queryKey: ["notices"] }), forget(app)]);
    },
    // the query client stays the same
    [queries],
  );

  const send = useCallback(
    async (task: Task, name: ActName, body: ActBody, slot: string): Promise<ActResult> => {
      const restore = LEAVES.has(name) ? await takeOut(queries, task) : () => undefined;
      const action_id = keys.current.get(slot) ?? newKey();
      keys.current.set(slot, action_id);
      try {
        const answer = await api.post<ActAnswer>(`/tasks/${task.id}:${name}`, { action_id, ...body, version: task.version });
        keys.current.delete(slot);
        void refresh(task.app);
        return { kind: "done", task: answer.task };
      } catch (error) {
        restore();
        const result = refused(error);
        if (!(error instanceof ApiError && error.offline)) keys.current.delete(slot);
        if (result.kind === "lost") queries.setQueryData<Task[]>(LOST, (known = []) => [...known.filter((one) => one.id !== result.task.id), result.task]);
        if (result.kind !== "faults") void refresh(task.app);
        return result;
      }
    },
    [queries, refresh],
  );

  const act = useCallback(
    (task: Task, name: ActName, body: ActBody = {}): Promise<ActResult> => {
      const slot = `${task.id}:${name}`;
      const known = sending.current.get(slot);
      if (known) return known;
      const job = send(task, name, body, slot).finally(() => sending.current.delete(slot));
      sending.current.set(slot, job);
      return job;
    },
    [send],
  );
  const forgetLost = useCallback(() => void queries.setQueryData<Task[]>(LOST, []), [queries]);
  return { act, lost, forgetLost };
}
