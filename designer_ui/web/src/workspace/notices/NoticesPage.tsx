import { App, Button, Segmented } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Notice } from "../../api/work";
import { Icon } from "../../app/Icon";
import { Failure, Outcome, useFailureText, Waiting } from "../../app/outcomes";
import { useGo, useQueryValues, useSetQueryValues } from "../../app/routing";
import { useAgo } from "../../fields/formats";
import { linkPath, useMarkRead, useNotices } from "./notices";
import "./notices.css";

function Line({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const { t } = useTranslation("work");
  const ago = useAgo();
  const leads = linkPath(notice.link) !== null;
  return (
    <li>
      <button type="button" className="notice" data-read={notice.read} onClick={onOpen} data-testid={`notice-${notice.id}`}>
        <span className="notice-dot" aria-hidden="true" />
        <span className="grow notice-body">
          <span className="notice-title">
            {!notice.read && <span className="sr-only">{t("notices.unread")} </span>}
            {notice.title}
          </span>
          {notice.text && <span className="muted notice-text">{notice.text}</span>}
          <span className="faint num">{ago(notice.at)}</span>
        </span>
        {leads && <Icon name="right" size={15} className="faint" />}
      </button>
    </li>
  );
}

/** 通知: newest first; opening one marks it as read. */
export default function NoticesPage() {
  const { t } = useTranslation("work");
  const { message } = App.useApp();
  const failure = useFailureText();
  const go = useGo();
  const set = useSetQueryValues();
  const only = useQueryValues().show === "unread";
  const found = useNotices(only);
  const mark = useMarkRead();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = found.data?.pages[0]?.unread ?? 0;
  useEffect(() => {
    document.title = t("notices.title");
  }, [t]);
  const read = (ids: string[] | null) => mark(ids).catch((error: unknown) => void message.error(failure(error)));
  const open = (notice: Notice) => {
    if (!notice.read) void read([notice.id]);
    const path = linkPath(notice.link);
    if (path) go(path);
  };
  return (
    <div className="page notices-page">
      <header className="row wrap">
        <h1 className="grow">{t("notices.title")}</h1>
        <Segmented aria-label={t("notices.title")} value={only ? "unread" : "all"} onChange={(next) => set({ show: next === "unread" ? "unread" : undefined })} options={[{ value: "all", label: t("notices.all") }, { value: "unread", label: unread ? `${t("notices.unread")} ${unread}` : t("notices.unread") }]} />
        <Button disabled={unread === 0} onClick={() => void read(null)} data-testid="read-all">
          {t("notices.read_all")}
        </Button>
      </header>
      {found.error && !found.data && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Waiting rows={6} />}
      {found.data && items.length === 0 && <Outcome icon="bell" title={t("notices.empty")} text={t("notices.empty_text")} />}
      {items.length > 0 && (
        <ul className="panel notices">
          {items.map((notice) => (
            <Line key={notice.id} notice={notice} onOpen={() => open(notice)} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="notices-more" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </div>
  );
}
