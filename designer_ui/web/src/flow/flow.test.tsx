import { render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadTexts, startTexts } from "../i18n";
import { FlowView, type FlowStep, type FlowTransition } from "./FlowView";

beforeAll(async () => {
  await startTexts("zh-CN");
  await loadTexts("work");
});

/** A screen on which every width condition holds, or none. */
const screenIs = (wide: boolean): void => {
  window.matchMedia = (query: string) => ({ matches: wide, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }) as unknown as MediaQueryList;
};
beforeEach(() => screenIs(true));

const STEPS: FlowStep[] = [
  { key: "z", type: "end", label: "结束", icon: "flag", state: "todo" },
  { key: "s", type: "start", label: "开始", icon: "play", state: "done" },
  { key: "x", type: "branch", label: "金额", icon: "tree", state: "done" },
  { key: "a", type: "approve", label: "店长审批", icon: "check", state: "active", who: [{ id: "1", title: "王芳", outcome: "approved" }, { id: "2", title: "李敏", outcome: "whatever" }] },
  { key: "b", type: "action", label: "自动通过", icon: "bolt", state: "cancelled" },
];
const WAYS: FlowTransition[] = [
  { key: "1", from: "s", to: "x", taken: true },
  { key: "2", from: "x", to: "a", label: "金额不低于 1000", taken: true },
  { key: "3", from: "x", to: "b", label: "其他" },
  { key: "4", from: "a", to: "z" },
  { key: "5", from: "b", to: "z" },
];

describe("a workflow to look at", () => {
  it("says each step once, in the order of the ways, with state, people and where it leads", () => {
    render(<FlowView steps={STEPS} transitions={WAYS} label="退款审批的流程" />);
    const items = within(screen.getByRole("list", { name: "退款审批的流程" })).getAllByRole("listitem");
    expect(items.map((item) => item.querySelector("strong")?.textContent)).toEqual(["开始", "金额", "店长审批", "自动通过", "结束"]);
    expect(items[2]).toHaveTextContent("王芳 同意、李敏");
    expect(items[2]).toHaveTextContent("进行中");
    expect(items[2]).toHaveAttribute("aria-current", "step");
    expect(items[1]).toHaveTextContent("之后：金额不低于 1000 → 店长审批、其他 → 自动通过");
    expect(document.body.textContent).not.toContain("whatever");
    expect(document.querySelectorAll(".flow-ways > path.taken")).toHaveLength(2);
  });

  it("is a list on a phone, without the gates", () => {
    screenIs(false);
    render(<FlowView steps={STEPS} transitions={WAYS} label="流程" />);
    expect(screen.getAllByRole("listitem").map((item) => item.querySelector("strong")?.textContent)).toEqual(["开始", "店长审批", "自动通过", "结束"]);
  });

  it("has nothing axe minds", async () => {
    const { container } = render(<><FlowView steps={STEPS} transitions={WAYS} label="一" /><FlowView list steps={STEPS} transitions={WAYS} label="二" /></>);
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map((one) => one.id)).toEqual([]);
  });
});
