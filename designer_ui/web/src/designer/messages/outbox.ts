/** A form that keeps messages to contacts, made in one click with everything sending needs to know. Pure. */
import { command, type Command } from "../../commands/command";
import { activeFields, type Documents, type FieldDoc, type FormDoc, type Label } from "../../commands/documents";
import { newKey } from "../../commands/keys";

const both = (chinese: string, english: string): Label => ({ "zh-CN": chinese, en: english });
const option = (key: string, chinese: string, english: string, color?: string) => ({ key, label: both(chinese, english), ...(color ? { color } : {}) });

/** The fields, by what they are to the outbox. People read them, the system writes them. */
const FIELDS: Record<string, Omit<FieldDoc, "key">> = {
  channel: { label: both("渠道", "Channel"), type: "choice", options: [option("sms", "短信", "SMS", "blue"), option("email", "邮件", "E-mail", "purple")] },
  text: { label: both("内容", "Text"), type: "long_text" },
  state: {
    label: both("状态", "State"), type: "choice",
    options: [option("queued", "待发送", "Queued"), option("sent", "已发送", "Sent", "green"), option("simulated", "模拟发送", "Simulated", "gold"), option("failed", "发送失败", "Failed", "red"), option("suppressed", "未发送", "Not sent", "gray")],
  },
  reason: { label: both("未发送原因", "Reason"), type: "text" },
  sent_at: { label: both("发送时间", "Sent at"), type: "datetime" },
  purpose: { label: both("用途", "Purpose"), type: "text" },
  rule: { label: both("来自规则", "By rule"), type: "text" },
  key: { label: both("去重标记", "Once only"), type: "text" },
};

export interface Made {
  form: FormDoc;
  outbox: Record<string, unknown>;
}

/** The form and its place in the app, for contacts of one form; null where nobody of it can be reached. */
export function makeOutbox(documents: Documents, contact: FormDoc): Made | null {
  const reach = (type: string) => activeFields(contact.fields).find((field) => field.type === type)?.key;
  const address = Object.fromEntries([["sms", reach("phone")], ["email", reach("email")]].filter((entry): entry is [string, string] => entry[1] !== undefined));
  if (!Object.keys(address).length) return null;
  const keys = Object.fromEntries(["contact", ...Object.keys(FIELDS)].map((name) => [name, newKey("field")]));
  const own = Object.entries(FIELDS).map(([name, field]) => ({ ...field, key: keys[name], readonly: true }) as FieldDoc);
  const person: FieldDoc = { key: keys.contact as string, label: contact.label, type: "relation", form: contact.key, readonly: true };
  const shown = ["contact", "channel", "text", "state", "sent_at"].map((name) => keys[name] as string);
  const form: FormDoc = {
    key: newKey("form", Object.keys(documents.forms)), label: both("触达记录", "Messages sent"), icon: "email", color: "teal", title: `{{${keys.contact}}}`, search: [keys.text as string],
    fields: [person, ...own], layout: [{ key: newKey("section"), columns: 2, fields: [person.key, ...own.map((field) => field.key)] }],
    views: [{ key: newKey("view"), label: both("全部", "All"), type: "table", columns: shown, sort: ["-created_at"] }],
  };
  return { form, outbox: { form: form.key, ...keys, address } };
}

/** Adds the form, its menu entry and the outbox: one step. */
export const addOutbox = ({ form, outbox }: Made): Command =>
  command("add_outbox", (documents) => {
    documents.forms[form.key] = form;
    documents.app.menu = [...(documents.app.menu ?? []), { form: form.key }];
    documents.app.outbox = outbox;
  });
