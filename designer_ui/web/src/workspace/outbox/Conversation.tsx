/** All messages to one contact, as on a phone: oldest above, newest below. */
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AppDef, OutboxDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";
import { paths } from "../../app/routing";
import { Bubble } from "./Bubble";
import { messageOf, type OutboxFilter, useMessages } from "./outbox";

interface Props {
  definition: AppDef;
  outbox: OutboxDef;
  contact: string;
  title: string;
  filter: OutboxFilter;
  onBack?: () => void;
}

export function Conversation({ definition, outbox, contact, title, filter, onBack }: Props) {
  const { t } = useTranslation("work");
  const form = definition.forms[outbox.form]!;
  const found = useMessages(definition, outbox, { ...filter, contact });
  const messages = useMemo(() => (found.data?.pages.flatMap((page) => page.records) ?? []).map((record) => messageOf(record, form, outbox)).sort((one, other) => (one.at < other.at ? -1 : 1)), [found.data, form, outbox]);
  const target = String(form.fields.find((field) => field.key === outbox.contact)?.config?.form ?? "");
  const screen = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.id;
  useEffect(() => {
    if (screen.current) screen.current.scrollTop = screen.current.scrollHeight;
  }, [newest]);
  return (
    <section className="panel phone" aria-label={t("outbox.to", { name: title })}>
      <header className="phone-head">
        {onBack && (
          <button type="button" className="plain-button" onClick={onBack} aria-label={t("outbox.back")}>
            <Icon name="left" size={20} />
          </button>
        )}
        <span className="avatar phone-avatar" aria-hidden="true">
          {title.slice(0, 1)}
        </span>
        {definition.forms[target] && contact ? (
          <Link to={paths.record(definition.key, target, contact)} className="ellipsis">
            <strong>{title}</strong>
          </Link>
        ) : (
          <strong className="ellipsis">{title}</strong>
        )}
      </header>
      <div className="phone-screen" ref={screen} tabIndex={0} role="log" aria-label={t("outbox.to", { name: title })}>
        {found.error && !found.data && <Failure error={found.error} retry={() => void found.refetch()} />}
        {found.isPending && <Waiting rows={3} />}
        {found.hasNextPage && (
          <Button size="small" className="phone-older" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("outbox.older")}
          </Button>
        )}
        {messages.map((message) => (
          <Bubble key={message.id} message={message} zone={definition.timezone} />
        ))}
      </div>
    </section>
  );
}
