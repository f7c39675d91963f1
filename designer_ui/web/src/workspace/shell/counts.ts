/** What waits for this person, as numbers on the bars; asked again every 20 seconds and whenever one comes back. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { NoticePage, TaskCounts, TaskPage } from "../../api/work";

const LIVE = { refetchInterval: 20_000, refetchOnWindowFocus: "always", retry: false } as const;

export const useTaskCounts = (): TaskCounts | undefined =>
  useQuery({ queryKey: ["tasks", "counts"], queryFn: () => api.get<TaskPage>("/tasks", { state: "open", limit: 1 }).then((page) => page.counts), ...LIVE }).data;

export const useUnread = (): number =>
  useQuery({ queryKey: ["notices", "unread"], queryFn: () => api.get<NoticePage>("/notifications", { unread: 1, limit: 1 }).then((page) => page.unread), ...LIVE }).data ?? 0;
