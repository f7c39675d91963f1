import { render as show, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ConfigProvider } from "antd";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";
import type { AppDef, FieldDef, FormDef } from "../../api/types";
import type { Instance, Task } from "../../api/work";
import app from "../../i18n/zh-CN.json";
import work from "../../i18n/daily/zh-CN.json";
import { ActBar } from "./ActBar";
import { appAtStep, formAtStep, isEditable, splitForm, stepsBehind } from "./instances";
import { InstanceHistory } from "./InstanceHistory";

const field = (key: string, more: Partial<FieldDef> = {}): FieldDef => ({ key, label: key, type: "text", look: { look: "text" }, rights: "write", ...more });
const FORM: FormDef = {
  key: "complaint",
  label: "投诉",
  fields: [field("no"), field("reply"), field("cost"), field("secret"), field("phone", { rights: "masked" })],
  layout: [
    { key: "a", label: "受理", columns: 2, fields: ["no", "phone", "secret"] },
    { key: "b", label: "处理", columns: 2, fields: ["reply", "cost"] },
  ],
  logic: [],
  views: [],
  actions: ["read"],
};
const RIGHTS = { reply: "required", cost: "write", secret: "hidden" } as const;
const KNOWN = { no: "TS-1", phone: "138****1234", secret: "x", cost: null };

const INSTANCE = {
  fields: RIGHTS,
  my_task: { actions: ["approve", "reject", "return", "transfer", "add_before"] } as Task,
  can: ["urge", "withdraw"],
  graph: {
    steps: [
      { key: "start", type: "start", label: "发起", state: "done", who: [{ id: "u", title: "赵雨桐" }] },
      { key: "split", type: "branch", label: "分支", state: "done", who: [] },
      { key: "mgr", type: "approve", label: "店长", state: "active", who: [{ id: "v", title: "王芳" }] },
    ],
    transitions: [],
  },
} as unknown as Instance;

const Inside = ({ children }: { children: ReactNode }) => <ConfigProvider button={{ autoInsertSpace: false }}>{children}</ConfigProvider>;
const render = (node: ReactNode) => show(node, { wrapper: Inside });

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", defaultNS: "app", ns: ["app", "work"], resources: { "zh-CN": { app, work } }, interpolation: { escapeValue: false } });
});

describe("the form at a step", () => {
  it("hides, locks and asks as the step says, also what is still empty", () => {
    const form = formAtStep(FORM, RIGHTS, KNOWN, true);
    expect(form.fields.map((one) => [one.key, one.rights, Boolean(one.required)])).toEqual([
      ["no", "read", false],
      ["reply", "write", true],
      ["cost", "write", false],
      ["phone", "masked", false],
    ]);
    expect(form.layout.map((section) => section.fields)).toEqual([["no", "phone"], ["reply", "cost"]]);
  });

  it("takes the fields from the step where one's own rights do not show them", () => {
    const own = { key: "mall", label: "商场", forms: { tag: { ...FORM, key: "tag" } } } as unknown as AppDef;
    const opened = { key: "mall", label: "商场", forms: { complaint: FORM } } as unknown as AppDef;
    expect(appAtStep(undefined, opened)?.forms.complaint).toBe(FORM);
    expect(Object.keys(appAtStep(own, opened)?.forms ?? {})).toEqual(["tag", "complaint"]);
    expect(appAtStep(own, null)).toBe(own);
  });

  it("is only read by who has nothing to do there", () => {
    const form = formAtStep(FORM, RIGHTS, KNOWN, false);
    expect(form.fields.filter((one) => one.rights === "write")).toEqual([]);
    expect(isEditable({ fields: RIGHTS, my_task: null })).toBe(false);
    expect(isEditable(INSTANCE)).toBe(true);
  });

  it("shows what to fill in apart from what is only read", () => {
    const { fill, read } = splitForm(formAtStep(FORM, RIGHTS, KNOWN, true));
    expect(fill.layout.map((section) => section.fields)).toEqual([["reply", "cost"]]);
    expect(read.layout.map((section) => section.fields)).toEqual([["no", "phone"]]);
  });

  it("goes back only to steps people have been at", () => expect(stepsBehind(INSTANCE).map((step) => step.key)).toEqual(["start"]));
});

describe("what one may do", () => {
  it("has the decision in front and the rest behind one button", async () => {
    const done: string[] = [];
    render(<ActBar instance={INSTANCE} onAct={(name) => done.push(name)} onInstance={(name) => done.push(`instance ${name}`)} onUrge={() => done.push("urge")} />);
    const bar = screen.getByRole("group", { name: "可以做的操作" });
    await userEvent.click(within(bar).getByRole("button", { name: "同意" }));
    await userEvent.click(within(bar).getByRole("button", { name: "驳回" }));
    await userEvent.click(within(bar).getByRole("button", { name: "更多" }));
    expect((await screen.findAllByRole("menuitem")).map((one) => one.textContent)).toEqual(["退回到…", "转办", "加签", "催办", "撤回"]);
    await userEvent.click(screen.getByRole("menuitem", { name: "退回到…" }));
    expect(done).toEqual(["approve", "reject", "return"]);
  });

  it("of who only started it are plain buttons; of a stranger nothing", () => {
    const { rerender, container } = render(<ActBar instance={{ ...INSTANCE, my_task: null }} onAct={() => undefined} onInstance={() => undefined} onUrge={() => undefined} />);
    expect(screen.getAllByRole("button").map((one) => one.textContent)).toEqual(["催办", "撤回"]);
    rerender(<ActBar instance={{ ...INSTANCE, my_task: null, can: [] }} onAct={() => undefined} onInstance={() => undefined} onUrge={() => undefined} />);
    expect(container).toBeEmptyDOMElement();
  });
});

describe("what happened", () => {
  it("is told newest first, in whose name, with the words said", () => {
    render(
      <InstanceHistory
        zone="Asia/Shanghai"
        items={[
          { at: "2026-11-21T01:00:00Z", actor: { id: "u", title: "赵雨桐" }, text: "赵雨桐发起了流程", kind: "start" },
          { at: "2026-11-21T02:00:00Z", actor: { id: "v", title: "李敏" }, on_behalf_of: { id: "w", title: "苏文清" }, text: "李敏同意", kind: "approve", comment: "金额无误" },
        ]}
      />,
    );
    const lines = screen.getAllByRole("listitem").map((one) => one.textContent);
    expect(lines[0]).toContain("李敏同意");
    expect(lines[0]).toContain("金额无误");
    expect(lines[0]).toContain("代苏文清");
    expect(lines[1]).toContain("赵雨桐发起了流程");
  });
});
