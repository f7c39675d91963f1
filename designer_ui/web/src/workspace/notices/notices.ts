/** Notices: the reads, marking as read, and where one leads. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { NoticeLink, NoticePage } from "../../api/work";
import { paths } from "../../app/routing";

export const useNotices = (unread: boolean) =>
  useInfiniteQuery({
    queryKey: ["notices", "list", unread],
    queryFn: ({ pageParam, signal }) => api.get<NoticePage>("/notifications", { unread: unread ? 1 : undefined, cursor: pageParam, limit: 30 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 20_000,
    refetchOnWindowFocus: "always",
  });

/** The page a notice or a job is about, or nothing. */
export function linkPath(link: NoticeLink | null | undefined): string | null {
  if (!link) return null;
  if (link.task) return `/tasks/${link.task}`;
  if (link.workflow && link.instance) return `/app/${link.app}/w/${link.workflow}/${link.instance}`;
  if (link.form && link.record) return paths.record(link.app, link.form, link.record);
  return link.form ? paths.list(link.app, link.form) : link.app ? paths.app(link.app) : null;
}

/** Marks some notices, or all, as read. */
export function useMarkRead(): (ids: string[] | null) => Promise<void> {
  const queries = useQueryClient();
  return async (ids) => {
    await api.post("/notifications:read", { ids });
    await queries.invalidateQueries({ queryKey: ["notices"] });
  };
}
