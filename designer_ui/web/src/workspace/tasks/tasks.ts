/** The reads of the inbox. */
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Task, TaskPage } from "../../api/work";

export const BOXES = ["open", "done", "started", "cc"] as const;
export type Box = (typeof BOXES)[number];

export type TaskPages = InfiniteData<TaskPage, unknown>;

const EVERY = 20_000;
const PAGE = 30;

export const useTasks = (box: Box, app?: string) =>
  useInfiniteQuery({
    queryKey: ["tasks", "list", box, app ?? ""],
    queryFn: ({ pageParam, signal }) => api.get<TaskPage>("/tasks", { state: box, app, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: EVERY,
    refetchOnWindowFocus: "always",
    placeholderData: keepPreviousData,
  });

export const useTask = (id: string) => useQuery({ queryKey: ["tasks", "one", id], queryFn: () => api.get<Task>(`/tasks/${id}`), enabled: id !== "" });

export const tasksOf = (pages: TaskPages | undefined): Task[] => pages?.pages.flatMap((page) => page.tasks) ?? [];

/** The address of what a task is about. */
export const instancePath = (task: Pick<Task, "app" | "workflow" | "instance">): string => `/app/${task.app}/w/${task.workflow}/${task.instance}`;
export const taskPath = (task: Pick<Task, "id">): string => `/tasks/${task.id}`;
