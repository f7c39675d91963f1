import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { ButtonDef, FieldDef, FormDef, OutboxDef, RecordData } from "../../api/types";
import app from "../../i18n/zh-CN.json";
import work from "../../i18n/daily/zh-CN.json";
import { makeRun } from "../../renderer/run";
import { askForm, shownButtons } from "../buttons/shown";
import { percentOf } from "../jobs/jobs";
import { linkPath } from "../notices/notices";
import { Bubble } from "./Bubble";
import { messageOf, outboxFilter, threadsOf } from "./outbox";

const choice = (key: string, options: [string, string][]): FieldDef => ({ key, label: key, type: "choice", look: { look: "choice" }, config: { options: options.map(([one, label]) => ({ key: one, label })) } });
const FORM = {
  key: "touch",
  label: "触达记录",
  fields: [choice("channel", [["sms", "短信"], ["email", "邮件"]]), choice("state", [["simulated", "模拟发送"], ["suppressed", "未发送"], ["failed", "发送失败"]]), choice("reason", [["no_consent", "会员不接受短信"]])],
  layout: [],
  logic: [],
  views: [],
  actions: [],
} as FormDef;
const OUTBOX: OutboxDef = { form: "touch", contact: "member", channel: "channel", text: "text", state: "state", reason: "reason", sent_at: "sent_at" };
const row = (id: string, member: string, at: string, more: Record<string, string | null> = {}): RecordData => ({
  id,
  version: 1,
  title: id,
  values: { member, channel: "sms", text: `你好 ${id}`, state: "simulated", sent_at: at, ...more },
  created_at: at,
  created_by: null,
  updated_at: at,
  updated_by: null,
});
const message = (id: string, member: string, at: string, more = {}) => messageOf(row(id, member, at, more), FORM, OUTBOX);

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", defaultNS: "app", ns: ["app", "work"], resources: { "zh-CN": { app, work } }, interpolation: { escapeValue: false } });
});

describe("messages", () => {
  it("read their channel and state in the form's own words", () => {
    expect(message("a", "m1", "2026-11-21T01:00:00Z")).toMatchObject({ channelLabel: "短信", stateLabel: "模拟发送", contact: "m1", text: "你好 a" });
    expect(message("b", "m1", "2026-11-21T01:00:00Z", { sent_at: null, state: "suppressed", reason: "no_consent" })).toMatchObject({ at: "2026-11-21T01:00:00Z", reason: "会员不接受短信" });
  });

  it("are gathered by contact, the last one first", () => {
    const threads = threadsOf([message("a", "m1", "2026-11-21T01:00:00Z"), message("b", "m2", "2026-11-21T02:00:00Z"), message("c", "m1", "2026-11-21T03:00:00Z")]);
    expect(threads.map((thread) => [thread.contact, thread.last.id, thread.count])).toEqual([
      ["m1", "c", 2],
      ["m2", "b", 1],
    ]);
  });

  it("are asked for by contact, state and channel", () => {
    expect(outboxFilter(OUTBOX, {})).toBe("");
    expect(outboxFilter(OUTBOX, { contact: "0abc", state: "failed" })).toBe("member == '0abc' and state == 'failed'");
  });

  it("say that nothing was really sent, and why something was not", () => {
    const { rerender } = render(<Bubble message={message("a", "m1", "2026-11-21T01:00:00Z")} zone="Asia/Shanghai" />);
    expect(screen.getByText("演示环境，未真正发送")).toBeVisible();
    rerender(<Bubble message={message("b", "m1", "2026-11-21T01:00:00Z", { state: "suppressed", reason: "no_consent" })} zone="Asia/Shanghai" />);
    expect(screen.getByText("没有发送：会员不接受短信")).toBeVisible();
  });
});

describe("buttons of a record", () => {
  const button = (key: string, more: Partial<ButtonDef> = {}): ButtonDef => ({ key, label: key, kind: "rule", ...more });
  const run = makeRun({ ...FORM, fields: [...FORM.fields, { key: "amount", label: "金额", type: "number", look: { look: "number" } }] }, { today: "2026-11-21", now: "2026-11-21T06:00:00Z", me: "me", zone: "Asia/Shanghai", dayStart: 0 });

  it("show while their condition holds; what only the server knows is left to it", () => {
    const form = { ...FORM, buttons: [button("always"), button("large", { show: [">", ["v", "amount", "n2"], ["n", "100"]] }), button("server", { show: ["==", ["v", "member.tier", "s"], ["k", "gold"]] })] };
    const keys = (amount: string) => shownButtons(form, { ...row("a", "m1", "2026-11-21T01:00:00Z"), values: { amount, member: "m1" } }, run).map((one) => one.key);
    expect(keys("328")).toEqual(["always", "large", "server"]);
    expect(keys("50")).toEqual(["always", "server"]);
  });

  it("ask in a form of their own, open to whoever presses", () => {
    const form = askForm(button("grant", { ask: [{ key: "points", label: "积分", type: "integer", look: { look: "number" }, rights: "read" }] }));
    expect([form.fields[0]!.rights, form.layout[0]!.fields]).toEqual(["write", ["points"]]);
  });
});

describe("where notices and jobs lead", () => {
  it.each([
    [{ app: "mall", workflow: "adjust", instance: "i1", form: "member", record: "r1" }, "/app/mall/w/adjust/i1"],
    [{ app: "mall", form: "member", record: "r1" }, "/app/mall/member/r/r1"],
    [{ app: "mall", form: "member" }, "/app/mall/member"],
    [null, null],
  ])("%o → %s", (link, path) => expect(linkPath(link)).toBe(path));

  it("and how far a job is", () => expect([percentOf({ done: 1, total: 3 }), percentOf({ done: 5, total: 0 }), percentOf({ done: 9, total: 8 })]).toEqual([33, 0, 100]));
});
