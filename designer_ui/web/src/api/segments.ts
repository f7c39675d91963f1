/** Segments that are put together: how many are in one, and who. */
import { api } from "./client";

export interface SegmentCount {
  count: number;
  text?: string;
  /** The first of them, as the caller may read them. */
  sample?: { id: string; title: string }[];
}

/** Counts a segment that is not saved. */
export const countSegment = (app: string, spec: unknown, signal?: AbortSignal): Promise<SegmentCount> => api.post(`/apps/${app}/segments:count`, { spec }, signal ? { signal } : {});
