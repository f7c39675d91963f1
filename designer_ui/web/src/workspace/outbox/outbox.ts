/** Messages to contacts as a phone shows them. Pure, but for the reads at the end. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AppDef, FormDef, OutboxDef, RecordData, RecordPage } from "../../api/types";
import { allOf } from "../../views/all_of";
import { quote } from "../../views/conditions";

export const STATES = ["queued", "sent", "simulated", "failed", "suppressed"] as const;

export interface Message {
  id: string;
  contact: string | null;
  text: string;
  channel: string | null;
  channelLabel: string;
  state: string;
  stateLabel: string;
  reason: string | null;
  purpose: string | null;
  at: string;
}

const text = (record: RecordData, key: string | null | undefined): string | null => {
  const value = key ? record.values[key] : null;
  return value === null || value === undefined || value === "" ? null : String(value);
};

const optionLabel = (form: FormDef, key: string | null | undefined, value: string | null): string => {
  const field = form.fields.find((one) => one.key === key);
  return field?.config?.options?.find((option) => option.key === value)?.label ?? "";
};

/** A row of the outbox form as a message. */
export function messageOf(record: RecordData, form: FormDef, outbox: OutboxDef): Message {
  const channel = text(record, outbox.channel);
  const state = text(record, outbox.state) ?? "queued";
  const purpose = text(record, outbox.purpose);
  return {
    id: record.id,
    contact: text(record, outbox.contact),
    text: text(record, outbox.text) ?? "",
    channel,
    channelLabel: optionLabel(form, outbox.channel, channel),
    state,
    stateLabel: optionLabel(form, outbox.state, state),
    reason: optionLabel(form, outbox.reason, text(record, outbox.reason)) || text(record, outbox.reason),
    purpose: optionLabel(form, outbox.purpose, purpose) || null,
    at: text(record, outbox.sent_at) ?? record.created_at,
  };
}

export interface Thread {
  contact: string;
  last: Message;
  count: number;
}

/** Messages by whom they go to; who was written to last stands first. */
export function threadsOf(messages: Message[]): Thread[] {
  const found = new Map<string, Thread>();
  for (const message of messages) {
    const contact = message.contact ?? "";
    const known = found.get(contact);
    if (!known) found.set(contact, { contact, last: message, count: 1 });
    else found.set(contact, { ...known, last: message.at > known.last.at ? message : known.last, count: known.count + 1 });
  }
  return [...found.values()].sort((one, other) => (one.last.at < other.last.at ? 1 : -1));
}

const equals = (key: string, value: string | undefined): string | null => (value ? `${key} == ${quote(value)}` : null);

export interface OutboxFilter {
  contact?: string;
  state?: string;
  channel?: string;
}

/** The filter of the server's list for what is asked here. */
export function outboxFilter(outbox: OutboxDef, asked: OutboxFilter): string | undefined {
  const parts = [equals(outbox.contact, asked.contact), equals(outbox.state, asked.state), equals(outbox.channel, asked.channel)];
  return allOf(...parts.map((part) => part ?? undefined));
}

const PAGE = 100;

export function useMessages(definition: AppDef, outbox: OutboxDef, asked: OutboxFilter, enabled = true) {
  const fields = [outbox.contact, outbox.channel, outbox.text, outbox.state, outbox.reason, outbox.sent_at, outbox.purpose].filter(Boolean).join(",");
  const filter = outboxFilter(outbox, asked);
  return useInfiniteQuery({
    queryKey: ["records", definition.key, "outbox", filter ?? ""],
    queryFn: ({ pageParam, signal }) => api.get<RecordPage>(`/apps/${definition.key}/forms/${outbox.form}/records`, { filter, fields, sort: "-created_at", refs: 1, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 20_000,
    enabled,
  });
}
