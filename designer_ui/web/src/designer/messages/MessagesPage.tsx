/** The messages an app sends: text with fields of the record, in both languages, seen as they arrive on a phone. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import { useGo, useParam } from "../../app/routing";
import type { MessageDoc } from "../../commands/documents";
import { addMessage, removeMessage, setMessage } from "../../commands/edit_rules";
import { newKey } from "../../commands/keys";
import { freeText, LOCALES, textIn, textOf, withText } from "../../commands/labels";
import { builder } from "../builder_api";
import { InScope } from "../config/Spot";
import { TemplateInput } from "../config/TemplateInput";
import { placesOf, templatePieces } from "../config/text_expression";
import { useApp, useDocuments, useDraft, useExecute, useLabel } from "../draft/DraftProvider";
import { SpotProblems } from "../expressions/SpotProblems";
import { useSource } from "../expressions/use_source";
import { LabelInput } from "../parts/LabelInput";
import { RecordSelect, useSampleRecords } from "../parts/RecordSelect";
import { Block, Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { contactForm } from "../rules/recipes";
import { addOutbox, makeOutbox } from "./outbox";
import "./messages.css";

const CHANNELS = ["sms", "email"] as const;
const ONE_SMS = 70;
const PART = 67;

/** How many text messages a text of this length is charged as. */
export const smsCount = (length: number): number => (length <= ONE_SMS ? 1 : Math.ceil(length / PART));

/** The values of the places of a text on a record; nothing yet where it is not published. */
function useValues(form: string, places: readonly string[], record: string | undefined): ReadonlyMap<string, string> {
  const app = useApp();
  const saved = useDraft((state) => state.saving === "saved");
  const query = useQuery({
    queryKey: ["builder", "message", app, form, places, record],
    queryFn: async () => new Map(await Promise.all(places.map(async (text) => [text, await builder.attempt(app, form, text, record).then((answer) => answer.text, () => "")] as const))),
    enabled: saved && record !== undefined && places.length > 0,
    retry: false,
    gcTime: 30_000,
  });
  return query.data ?? new Map();
}

function Bubble({ message, locale }: { message: MessageDoc; locale: string }) {
  const { t } = useTranslation("designer");
  const [chosen, setRecord] = useState<string>();
  const records = useSampleRecords(message.form);
  const record = chosen ?? records.data?.records[0]?.id;
  const text = textIn(message.text, locale, locale) || textOf(message.text, locale);
  const { place, words } = useSource(message.form);
  const values = useValues(message.form, placesOf(text), record);
  const filled = templatePieces(text, place, words).map((piece) => ({ piece, value: piece.chip ? values.get(piece.text.slice(2, -2)) : undefined }));
  const length = filled.reduce((sum, { piece, value }) => sum + [...(piece.chip ? (value ?? piece.chip.label) : piece.text)].length, 0);
  return (
    <div className="dz-props">
      <RecordSelect form={message.form} value={record} onChange={setRecord} testId="message-record" />
      <div className="dz-phone" data-testid="bubble">
        <span className="faint">{t(message.channel === "email" ? "messages.mail_from" : "messages.sms_from")}</span>
        {message.channel === "email" && <strong>{textOf(message.subject, locale)}</strong>}
        <p className="dz-bubble">
          {filled.map(({ piece, value }, index) =>
            piece.chip && !value ? (
              <span key={index} className="dz-x-chip">
                {piece.chip.label}
              </span>
            ) : (
              <span key={index}>{value ?? piece.text}</span>
            ),
          )}
        </p>
        <span className="faint">{t("messages.not_sent")}</span>
      </div>
      {message.channel !== "email" && <p className="muted">{t("messages.length", { length, count: smsCount(length) })}</p>}
    </div>
  );
}

function Text({ message, locale }: { message: MessageDoc; locale: string }) {
  const { t, i18n } = useTranslation("designer");
  const execute = useExecute();
  const path = `message/${message.key}`;
  const scope = { form: message.form, old: false, bindings: [] };
  const write = (name: "text" | "subject", text: string) => {
    const next = withText(message[name], locale, i18n.language, text);
    if (name === "subject" || next !== "") execute(setMessage(message.key, name, next));
  };
  return (
    <InScope scope={scope} path={path}>
      {message.channel === "email" && (
        <div className="dz-prop">
          <span>{t("messages.subject")}</span>
          <TemplateInput form={message.form} value={textIn(message.subject, locale, i18n.language)} onChange={(text) => write("subject", text)} label={t("messages.subject")} testId="message-subject" />
          <SpotProblems path={`${path}/subject`} />
        </div>
      )}
      <div className="dz-prop">
        <span>{t("messages.text")}</span>
        <TemplateInput lines key={locale} form={message.form} value={textIn(message.text, locale, i18n.language)} onChange={(text) => write("text", text)} label={t("messages.text")} testId="message-text" />
        <SpotProblems path={`${path}/text`} />
      </div>
    </InScope>
  );
}

/** What it is for: one of the purposes the outbox knows, else in own words. */
function Purpose({ message }: { message: MessageDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const { app, forms } = useDocuments();
  const outbox = app.outbox as { form: string; purpose?: string } | undefined;
  const options = forms[outbox?.form ?? ""]?.fields.find((field) => field.key === outbox?.purpose)?.options?.filter((one) => !one.archived);
  const write = (purpose: string | undefined) => execute(setMessage(message.key, "purpose", purpose));
  return (
    <div className="dz-prop grow">
      <span>{t("messages.purpose")}</span>
      {options ? (
        <Select value={message.purpose} allowClear aria-label={t("messages.purpose")} placeholder={t("config.choose")} options={options.map((one) => ({ value: one.key, label: say(one.label) }))} data-testid="message-purpose" onChange={write} />
      ) : (
        <Input value={message.purpose ?? ""} maxLength={40} aria-label={t("messages.purpose")} placeholder={t("messages.purpose_hint")} data-testid="message-purpose" onChange={(event) => write(event.target.value)} />
      )}
      <SpotProblems path={`message/${message.key}/purpose`} />
    </div>
  );
}

function Editor({ message }: { message: MessageDoc }) {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const forms = Object.values(useDocuments().forms);
  const { modal } = App.useApp();
  const app = useApp();
  const go = useGo();
  const [locale, setLocale] = useState<string>(i18n.language);
  const remove = () =>
    modal.confirm({
      title: t("messages.remove_title", { name: say(message.label) }),
      content: t("messages.remove_text"),
      okText: t("messages.remove"),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(removeMessage(message.key));
        go(`/design/${app}/messages`);
      },
    });
  const path = `message/${message.key}`;
  return (
    <div className="dz-message">
      <Block>
        <div className="dz-name-row">
          <label className="dz-prop grow">
            <span>{t("messages.name")}</span>
            <LabelInput name={t("messages.name")} value={message.label} testId="message-label" onChange={(text) => text && execute(setMessage(message.key, "label", text))} />
          </label>
          <label className="dz-prop grow">
            <span>{t("parts.other_language")}</span>
            <LabelInput other name={t("messages.name")} value={message.label} onChange={(text) => text && execute(setMessage(message.key, "label", text))} />
          </label>
          <Button aria-label={t("messages.remove")} title={t("messages.remove")} icon={<Icon name="trash" size={16} />} onClick={remove} />
        </div>
        <div className="dz-name-row">
          <div className="dz-prop grow">
            <span>{t("messages.form")}</span>
            <Select value={message.form} aria-label={t("messages.form")} data-testid="message-form" options={forms.map((form) => ({ value: form.key, label: say(form.label) }))} onChange={(form) => execute(setMessage(message.key, "form", form))} />
            <SpotProblems path={`${path}/form`} />
          </div>
          <div className="dz-prop">
            <span>{t("messages.channel")}</span>
            <Segmented value={message.channel ?? "sms"} aria-label={t("messages.channel")} options={CHANNELS.map((one) => ({ value: one, label: t(`messages.${one}`) }))} onChange={(channel) => execute(setMessage(message.key, "channel", channel))} />
            <SpotProblems path={`${path}/channel`} />
          </div>
          <Purpose message={message} />
        </div>
        <Segmented value={locale} aria-label={t("messages.language")} options={LOCALES.map((one) => ({ value: one as string, label: t(`messages.locale.${one}`) }))} onChange={setLocale} data-testid="message-locale" />
        <Text message={message} locale={locale} />
      </Block>
      <Block title={t("messages.preview")} note={t("messages.preview_text")}>
        <Bubble key={message.form} message={message} locale={locale} />
      </Block>
    </div>
  );
}

function MessageList({ chosen, add }: { chosen: string | undefined; add(): void }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const messages = Object.values(useDocuments().messages);
  return (
    <nav className="panel dz-block" aria-label={t("nav.messages")}>
      <ul className="dz-role-list">
        {messages.map((message) => (
          <li key={message.key}>
            <Link to={`/design/${app}/messages/${message.key}`} className={message.key === chosen ? "on" : undefined} aria-current={message.key === chosen ? "page" : undefined} data-testid={`message-${message.key}`}>
              <Icon name={message.channel === "email" ? "email" : "chat"} size={16} />
              <span className="ellipsis">{say(message.label)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Button block icon={<Icon name="plus" size={14} />} data-testid="message-add" onClick={add}>
        {t("messages.add")}
      </Button>
    </nav>
  );
}

export default function MessagesPage() {
  const { t, i18n } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const documents = useDocuments();
  const { messages, forms } = documents;
  const wanted = useParam("message");
  const message = messages[wanted] ?? Object.values(messages)[0];
  const form = contactForm(documents) ?? Object.values(forms)[0];
  const contact = contactForm(documents);
  const made = !documents.app.outbox && contact ? makeOutbox(documents, contact) : null;
  const add = () => {
    if (!form) return;
    const key = newKey("message", Object.keys(messages));
    const label = freeText(t("messages.default_name"), Object.values(messages).map((one) => textOf(one.label, i18n.language)));
    execute(addMessage({ key, label, form: form.key, channel: "sms", text: { [i18n.language]: t("messages.default_text") } }));
    go(`/design/${app}/messages/${key}`);
  };
  useScreenCommands([{ id: "add-message", label: t("messages.add"), run: add, disabled: !form }]);
  return (
    <Screen title={t("nav.messages")} lead={t("messages.lead")} wide>
      {!documents.app.outbox && (
        <p className="dz-note" role="note">
          <Icon name="help" size={16} /> <span className="grow">{t(made ? "messages.no_outbox" : "messages.no_contact")}</span>
          {made && (
            <Button size="small" data-testid="make-outbox" onClick={() => execute(addOutbox(made))}>
              {t("messages.make_outbox")}
            </Button>
          )}
        </p>
      )}
      {message ? (
        <div className="dz-split">
          <MessageList chosen={message.key} add={add} />
          <Editor key={message.key} message={message} />
        </div>
      ) : (
        <Outcome
          icon="chat"
          title={t("messages.none")}
          text={t("messages.none_text")}
          action={
            <Button type="primary" disabled={!form} data-testid="message-add" icon={<Icon name="plus" size={16} />} onClick={add}>
              {t("messages.add")}
            </Button>
          }
        />
      )}
    </Screen>
  );
}
