/** 发件箱: what was, and was not, sent to contacts; one conversation per contact. */
import { Button, Grid, Select } from "antd";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAppDef } from "../../api/queries";
import type { AppDef, OutboxDef, Refs } from "../../api/types";
import { Failure, NotFoundPage, Outcome, Waiting } from "../../app/outcomes";
import { useParam, useQueryValues, useSetQueryValues } from "../../app/routing";
import { useMoment } from "../../fields/formats";
import { mergeRefs } from "../RecordPlace";
import { Conversation } from "./Conversation";
import { messageOf, type OutboxFilter, type Thread, threadsOf, useMessages } from "./outbox";
import "./outbox.css";

function Filters({ definition, outbox, asked, set }: { definition: AppDef; outbox: OutboxDef; asked: OutboxFilter; set: (values: Record<string, string | undefined>) => void }) {
  const { t } = useTranslation("work");
  const optionsOf = (key: string) => (definition.forms[outbox.form]!.fields.find((field) => field.key === key)?.config?.options ?? []).map((option) => ({ value: option.key, label: option.label }));
  return (
    <div className="row wrap outbox-filters">
      <Select className="outbox-filter" allowClear placeholder={t("outbox.all_states")} aria-label={t("outbox.all_states")} value={asked.state} options={optionsOf(outbox.state)} onChange={(state: string | undefined) => set({ state, contact: undefined })} data-testid="outbox-state" />
      <Select className="outbox-filter" allowClear placeholder={t("outbox.all_channels")} aria-label={t("outbox.all_channels")} value={asked.channel} options={optionsOf(outbox.channel)} onChange={(channel: string | undefined) => set({ channel, contact: undefined })} />
    </div>
  );
}

function Threads({ threads, nameOf, active, zone, onChoose }: { threads: Thread[]; nameOf: (id: string) => string; active: string | undefined; zone: string; onChoose: (contact: string) => void }) {
  const { t } = useTranslation("work");
  const moment = useMoment(zone);
  return (
    <ul className="threads" aria-label={t("outbox.contacts")}>
      {threads.map((thread) => (
        <li key={thread.contact}>
          <button type="button" className="thread" data-active={thread.contact === active || undefined} aria-current={thread.contact === active ? "true" : undefined} onClick={() => onChoose(thread.contact)} data-testid={`thread-${thread.contact}`}>
            <span className="avatar phone-avatar" aria-hidden="true">
              {nameOf(thread.contact).slice(0, 1)}
            </span>
            <span className="thread-body">
              <span className="row between">
                <strong className="ellipsis">{nameOf(thread.contact)}</strong>
                <span className="faint num thread-at">{moment(thread.last.at)}</span>
              </span>
              <span className="muted ellipsis">{thread.last.text}</span>
              <span className="thread-state" data-state={thread.last.state}>
                {thread.last.stateLabel}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Outbox({ definition, outbox }: { definition: AppDef; outbox: OutboxDef }) {
  const { t } = useTranslation("work");
  const set = useSetQueryValues();
  const { contact, state, channel } = useQueryValues();
  const asked: OutboxFilter = { state, channel };
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const form = definition.forms[outbox.form]!;
  const found = useMessages(definition, outbox, asked);
  const threads = useMemo(() => threadsOf((found.data?.pages.flatMap((page) => page.records) ?? []).map((record) => messageOf(record, form, outbox))), [found.data, form, outbox]);
  const refs: Refs = useMemo(() => mergeRefs(...(found.data?.pages.map((page) => page.refs) ?? [])), [found.data]);
  const target = String(form.fields.find((field) => field.key === outbox.contact)?.config?.form ?? "");
  const nameOf = (id: string): string => refs[target]?.[id]?.title ?? t("outbox.unknown");
  const chosen = contact ?? (wide ? threads[0]?.contact : undefined);
  useEffect(() => {
    document.title = `${t("outbox.title")} · ${definition.label}`;
  }, [t, definition.label]);
  if (found.error && !found.data) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const list = (
    <div className="outbox-list">
      {threads.length > 0 && <Threads threads={threads} nameOf={nameOf} active={wide ? chosen : undefined} zone={definition.timezone} onChoose={(id) => set({ contact: id })} />}
      {found.data && threads.length === 0 && <Outcome icon="chat" title={t(state || channel ? "outbox.none" : "outbox.empty")} text={state || channel ? undefined : t("outbox.empty_text")} />}
      {found.isPending && <Waiting rows={6} />}
      {found.hasNextPage && (
        <div className="task-more">
          <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
  const conversation = chosen !== undefined && <Conversation key={chosen} definition={definition} outbox={outbox} contact={chosen} title={nameOf(chosen)} filter={asked} onBack={wide ? undefined : () => set({ contact: undefined })} />;
  return (
    <div className="page outbox-page">
      {(wide || !conversation) && (
        <header className="row wrap">
          <h1 className="grow">{t("outbox.title")}</h1>
          <Filters definition={definition} outbox={outbox} asked={asked} set={set} />
        </header>
      )}
      {wide ? (
        <div className="outbox-columns">
          {list}
          {conversation}
        </div>
      ) : (
        conversation || list
      )}
    </div>
  );
}

export default function OutboxPage() {
  const definition = useAppDef(useParam("app"));
  if (definition.error) return <Failure error={definition.error} retry={() => void definition.refetch()} />;
  if (!definition.data) return <Waiting />;
  const outbox = definition.data.outbox;
  return outbox && definition.data.forms[outbox.form] ? <Outbox definition={definition.data} outbox={outbox} /> : <NotFoundPage />;
}
