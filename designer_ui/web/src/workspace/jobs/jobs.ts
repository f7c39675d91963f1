/** The reads of background work. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Job, JobPage } from "../../api/work";

export const SHOWN = ["dead", "leased", "ready", "done"] as const;
export type Shown = (typeof SHOWN)[number];

export const useJobs = (state: Shown) =>
  useInfiniteQuery({
    queryKey: ["jobs", state],
    queryFn: ({ pageParam, signal }) => api.get<JobPage>("/jobs", { state, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 5_000,
  });

/** What an administrator may do with a job as it stands. */
export const ACTS: Record<string, ("retry" | "skip" | "cancel")[]> = { dead: ["retry", "skip"], ready: ["cancel"] };
export const actsOf = (job: Job): ("retry" | "skip" | "cancel")[] => ACTS[job.state] ?? [];

/** How far it is, in whole percent. */
export const percentOf = (progress: { done: number; total: number }): number => (progress.total > 0 ? Math.min(100, Math.floor((progress.done / progress.total) * 100)) : 0);
