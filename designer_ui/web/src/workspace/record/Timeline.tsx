import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { AppDef, Person } from "../../api/types";
import { Tile } from "../../app/Icon";
import { Failure, Outcome, Waiting } from "../../app/outcomes";
import { paths } from "../../app/routing";
import type { Because as Reason } from "../../api/work";
import { useMoment } from "../../fields/formats";
import { withTexts } from "../../i18n";
import { Because } from "./Because";

const Bubbles = lazy(withTexts(() => import("../outbox/TimelineBubble")));

interface Item {
  at: string;
  actor: Person | null;
  form: string;
  record: string;
  title: string;
  text: string;
  icon?: string | null;
  kind: string;
  because?: Reason | null;
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export function usePages<T>(app: string, form: string, record: string, what: string) {
  return useInfiniteQuery({
    queryKey: ["records", app, what, form, record],
    queryFn: ({ pageParam }) => api.get<Page<T>>(`/apps/${app}/forms/${form}/records/${record}/${what}`, { cursor: pageParam, limit: 30 }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
}

/** What one line says: a message as the bubble its reader got, anything else as a sentence. */
function Sentence({ app, item, own, definition }: { app: string; item: Item; own: boolean; definition: AppDef }) {
  const plain = own ? <p>{item.text}</p> : <Link to={paths.record(app, item.form, item.record)} className="timeline-link">{item.text}</Link>;
  if (own || definition.outbox?.form !== item.form) return plain;
  return (
    <Suspense fallback={plain}>
      <Bubbles definition={definition} record={item.record} fallback={plain} />
    </Suspense>
  );
}

/** 动态: what happened around a record, in sentences, newest first. */
export function Timeline({ app, form, record, definition }: { app: string; form: string; record: string; definition: AppDef }) {
  const { t } = useTranslation();
  const pages = usePages<Item>(app, form, record, "timeline");
  const moment = useMoment(definition.timezone);
  if (pages.error) return <Failure error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <Waiting rows={4} />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Outcome icon="clock" title={t("record.timeline_empty")} />;
  return (
    <>
      <ol className="timeline">
        {items.map((item, at) => {
          const shape = definition.forms[item.form];
          const own = item.record === record;
          return (
            <li key={at} className="timeline-item">
              <Tile icon={item.icon ?? shape?.icon} color={shape?.color} size={32} />
              <div className="grow">
                <Sentence app={app} item={item} own={own || !shape} definition={definition} />
                <span className="timeline-foot">
                  <span className="faint num">
                    {moment(item.at)}
                    {item.actor && ` · ${item.actor.title}`}
                  </span>
                  <Because app={app} because={item.because} />
                </span>
              </div>
            </li>
          );
        })}
      </ol>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("list.more")}
        </Button>
      )}
    </>
  );
}
