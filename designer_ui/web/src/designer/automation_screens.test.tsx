import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { App } from "antd";
import axe from "axe-core";
import type { ReactElement } from "react";
import { beforeAll, describe, expect, it } from "vitest";
import type { Documents, RuleDoc, WorkflowDoc } from "../commands/documents";
import { createDraft, type DraftStore } from "../commands/draft";
import { memoryPort } from "../commands/memory_port";
import { field, sample } from "../commands/sample";
import { loadTexts, startTexts } from "../i18n";
import { OpenDraft, useDocuments } from "./draft/DraftProvider";
import RuleEditor from "./rules/RuleEditor";
import { useSentence } from "./rules/use_rule_words";
import { sampleCatalog } from "./sample_catalog";
import { Outline } from "./workflows/Outline";
import Panel from "./workflows/StepPanel";
import { useInserts } from "./workflows/use_insert";

beforeAll(async () => {
  await startTexts("zh-CN");
  await loadTexts("designer");
});

const RULE: RuleDoc = {
  key: "rule_big", label: "大额消费", on: { event: "created", form: "purchase" }, when: "amount >= 1000", enabled: false,
  actions: [{ type: "todo", to: { by: "field", value: "member.keeper" }, title: "请致电 {{member.name}}" }, { type: "refuse", message: "不行" }],
};
const FLOW: WorkflowDoc = {
  key: "flow_one", label: "退款审批", on: { event: "manual", form: "purchase" },
  steps: [{ key: "step_s", type: "start", label: "开始" }, { key: "step_a", type: "approve", label: "店长审批", who: { by: "role", value: "owner" } }, { key: "step_z", type: "end", label: "结束", result: "approved" }],
  transitions: [{ key: "way_1", from: "step_s", to: "step_a" }, { key: "way_2", from: "step_a", to: "step_z" }],
};

function documents(): Documents {
  const made = sample();
  made.forms.member!.fields.push(field("keeper", "user", { label: "专属客服" }));
  made.forms.purchase!.fields.push(field("member", "relation", { label: "会员", form: "member" }));
  return { ...made, rules: { rule_big: structuredClone(RULE) }, workflows: { flow_one: structuredClone(FLOW) } };
}

/** Shows a screen on a draft in memory; gives its store. */
async function show(Screen: () => ReactElement): Promise<DraftStore> {
  const port = memoryPort(documents());
  const store = createDraft(await port.load(), { port, faultOf: () => "refused" });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute({ component: Screen });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ["/"] }) });
  render(
    <QueryClientProvider client={queries}>
      <App>
        <OpenDraft opened={{ app: "shop", store, catalog: sampleCatalog() }}>
          <RouterProvider router={router as never} />
        </OpenDraft>
      </App>
    </QueryClientProvider>,
  );
  return store;
}

function RuleScreen() {
  const rule = useDocuments().rules.rule_big as RuleDoc;
  return (
    <main>
      <p data-testid="sentence">{useSentence(rule)}</p>
      <RuleEditor rule={rule} />
    </main>
  );
}

function FlowScreen() {
  const workflow = useDocuments().workflows.flow_one as WorkflowDoc;
  const inserts = useInserts(workflow, "owner");
  return (
    <main>
      <Outline workflow={workflow} inserts={inserts} played={[]} remove={() => undefined} />
      <Panel workflow={workflow} remove={() => undefined} removeWay={() => undefined} />
    </main>
  );
}

const KEYS = /rule_big|amount|keeper|purchase|created|step_[asz]|way_\d|after_commit|todo/;

describe("the rule editor", () => {
  it("says the rule as a sentence, in labels only", async () => {
    await show(RuleScreen);
    expect(await screen.findByTestId("sentence")).toHaveTextContent("当消费新增时，如果AMOUNT 不小于 1000，就给会员的专属客服建待办，并不允许保存。");
    expect(document.body.textContent).not.toMatch(KEYS);
    expect(screen.getByTestId("text-title")).toHaveTextContent("请致电 会员.NAME");
  });

  it("changes when it is done, and adds, moves and removes actions, all by keyboard", async () => {
    const store = await show(RuleScreen);
    const rule = () => store.getState().documents.rules.rule_big as RuleDoc;
    fireEvent.click(await screen.findByTestId("timing-in_transaction"));
    expect(rule().timing).toBe("in_transaction");
    fireEvent.keyDown(screen.getByTestId("action-0"), { key: "ArrowDown", altKey: true });
    await waitFor(() => expect(rule().actions.map((one) => one.type)).toEqual(["refuse", "todo"]));
    fireEvent.click(screen.getByTestId("action-remove-0"));
    expect(rule().actions.map((one) => one.type)).toEqual(["todo"]);
    fireEvent.click(screen.getByTestId("actions-add-action"));
    fireEvent.click(await screen.findByTestId("action-kind-create"));
    await waitFor(() => expect(rule().actions.at(-1)).toEqual({ type: "create", values: {} }));
    expect(rule().enabled).toBe(false);
    await act(() => store.getState().undo());
    expect(rule().actions.map((one) => one.type)).toEqual(["todo"]);
  });

  it("another event keeps the form and forgets what only the old one knew", async () => {
    const store = await show(RuleScreen);
    await screen.findByTestId("slot-event");
    fireEvent.mouseDown(within(screen.getByTestId("slot-event")).getByRole("combobox"));
    fireEvent.click(await screen.findByText("字段改变"));
    await waitFor(() => expect(store.getState().documents.rules.rule_big?.on).toEqual({ event: "changed", form: "purchase" }));
    expect(await screen.findByTestId("config-field")).toHaveTextContent("哪一项");
  });

  it("has nothing axe minds", async () => {
    await show(RuleScreen);
    await screen.findByTestId("sentence");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false }, "page-has-heading-one": { enabled: false } } });
    expect(violations.map((one) => `${one.id} ${one.nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
  }, 20_000);
});

describe("the workflow as a list", () => {
  it("inserts a step on a line and opens its panel in words", async () => {
    const store = await show(FlowScreen);
    fireEvent.click(await screen.findByTestId("outline-insert-way_2"));
    fireEvent.click(await screen.findByTestId("insert-branch-all"));
    const flow = () => store.getState().documents.workflows.flow_one as WorkflowDoc;
    await waitFor(() => expect(flow().steps.map((step) => step.type)).toEqual(["start", "approve", "end", "branch", "approve", "approve", "join"]));
    const branch = flow().steps.find((step) => step.type === "branch");
    expect(flow().steps.some((step) => step.key === branch?.join && step.type === "join")).toBe(true);
    expect(await screen.findByTestId("step-panel")).toHaveTextContent("同时走所有的路，都到了再继续");
    expect(document.body.textContent).not.toMatch(KEYS);
  });

  it("a time limit can be the hours a record says and be written into the record", async () => {
    const store = await show(FlowScreen);
    fireEvent.click(within(await screen.findByTestId("outline-step_a")).getByText("店长审批"));
    const limits = within(await screen.findByTestId("section-time"));
    fireEvent.click(limits.getByTestId("timeout-add"));
    const item = within(await limits.findByTestId("timeout-0"));
    fireEvent.click(item.getByText("更多"));
    expect(await item.findByTestId("config-hours")).toHaveTextContent("按数据里的小时数");
    fireEvent.change(within(item.getByTestId("config-share")).getByRole("spinbutton"), { target: { value: "80" } });
    const step = () => (store.getState().documents.workflows.flow_one as WorkflowDoc).steps.find((one) => one.key === "step_a");
    await waitFor(() => expect(step()?.timeout).toEqual([expect.objectContaining({ share: 80 })]));
    fireEvent.click(limits.getAllByText("更多").at(-1) as HTMLElement);
    expect(await limits.findByTestId("config-due_field")).toHaveTextContent("期限写入");
  });

  it("a line out of a step that may fail can be the one for errors", async () => {
    const store = await show(FlowScreen);
    fireEvent.click(await screen.findByTestId("outline-insert-way_2"));
    fireEvent.click(await screen.findByTestId("insert-action"));
    const flow = () => store.getState().documents.workflows.flow_one as WorkflowDoc;
    await waitFor(() => expect(flow().steps.some((one) => one.type === "action")).toBe(true));
    const added = flow().steps.find((one) => one.type === "action")?.key as string;
    const way = flow().transitions.find((one) => one.from === added)?.key as string;
    fireEvent.click(await screen.findByTestId(`outline-way-${way}`));
    fireEvent.click(await screen.findByTestId("way-on-error"));
    await waitFor(() => expect(flow().steps.find((one) => one.key === added)?.on_error).toBe(way));
    expect(screen.getByTestId(`outline-way-${way}`)).toHaveTextContent("出错时走这条");
  });

  it("a step asks only what its answers raise", async () => {
    await show(FlowScreen);
    fireEvent.click(within(await screen.findByTestId("outline-step_a")).getByText("店长审批"));
    const panel = await screen.findByTestId("step-panel");
    expect(within(panel).queryByTestId("config-pct")).toBeNull();
    fireEvent.mouseDown(within(within(panel).getByTestId("pick-mode")).getByRole("combobox"));
    fireEvent.click(await screen.findByText("按比例"));
    expect(await within(panel).findByTestId("config-pct")).toHaveTextContent("同意比例");
  });
});
