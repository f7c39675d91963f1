import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render as show, renderHook, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ConfigProvider } from "antd";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";
import type { Task, TaskCounts } from "../../api/work";
import app from "../../i18n/zh-CN.json";
import work from "../../i18n/daily/zh-CN.json";
import ActSheet from "./ActSheet";
import { dueWords, grouped, groupOf } from "./due";
import { cardActs, TaskCard } from "./TaskCard";
import { TaskGroups } from "./TaskGroups";
import type { TaskPages } from "./tasks";
import { useActs } from "./use_acts";

const NOW = Date.parse("2026-11-21T06:00:00Z");
const ZONE = "Asia/Shanghai";
const hours = (n: number): string => new Date(NOW + n * 3_600_000).toISOString();

const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  kind: "approve",
  state: "pending",
  app: "mall",
  app_label: "商场会员",
  title: `补登 ${id}`,
  workflow: "adjust",
  workflow_label: "积分调整",
  step_label: "店长审批",
  instance: "i1",
  summary: [
    { label: "会员", value: "林若溪" },
    { label: "积分", value: "2,500" },
    { label: "备注", value: null },
  ],
  created_at: hours(-5),
  actions: ["approve", "reject", "transfer"],
  version: 3,
  ...more,
});

const Inside = ({ children }: { children: ReactNode }) => <ConfigProvider button={{ autoInsertSpace: false }}>{children}</ConfigProvider>;
const render = (node: ReactNode) => show(node, { wrapper: Inside });

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", defaultNS: "app", ns: ["app", "work"], resources: { "zh-CN": { app, work } }, interpolation: { escapeValue: false } });
});

describe("until when", () => {
  it.each([
    [hours(-3), "overdue_hours", 3],
    [hours(-0.5), "overdue_minutes", 30],
    [hours(-0.005), "overdue_now", 0],
    [hours(-50), "overdue_days", 2],
    [hours(0.5), "minutes_left", 30],
    [hours(0.001), "minutes_left", 1],
    [hours(5), "by", 0],
  ])("%s is %s %d", (due, code, n) => expect(dueWords(due, NOW)).toEqual({ code, n }));

  it("sorts into late, today and later by the wall clock of the place", () => {
    // 14:00 in Shanghai: 15:59 UTC is still today there, 16:00 UTC is tomorrow
    expect([hours(-1), "2026-11-21T15:59:00Z", "2026-11-21T16:00:00Z", null].map((due_at) => groupOf({ due_at }, NOW, ZONE))).toEqual(["overdue", "today", "later", "later"]);
    expect(grouped([task("a"), task("b", { due_at: hours(-2) })], NOW, ZONE).map(({ group, tasks }) => [group, tasks.map((one) => one.id)])).toEqual([
      ["overdue", ["b"]],
      ["later", ["a"]],
    ]);
  });
});

describe("cards", () => {
  it("show whom it is about, why and what is filled in, and offer what one may do", async () => {
    const done: string[] = [];
    render(<TaskCard task={task("a", { text: "小票遗失", due_at: new Date(Date.now() - 3 * 3_600_000 - 60_000).toISOString() })} onOpen={() => done.push("open")} onAct={(name) => done.push(name)} />);
    const card = screen.getByRole("article");
    for (const words of ["补登 a", "积分调整 · 店长审批", "小票遗失", "林若溪", "逾期 3 小时"]) expect(card).toHaveTextContent(words);
    expect(card).not.toHaveTextContent("备注");
    await userEvent.click(within(card).getByRole("button", { name: "驳回" }));
    await userEvent.click(within(card).getByRole("button", { name: "同意" }));
    await userEvent.click(within(card).getByRole("button", { name: /补登 a/ }));
    expect(done).toEqual(["reject", "approve", "open"]);
  });

  it("of a form lead to it; of a thing to do are ticked off; finished ones say how", () => {
    expect(cardActs(task("a", { actions: ["submit", "transfer"] }))).toEqual([]);
    expect(cardActs(task("a", { actions: ["done"] }))).toEqual(["done"]);
    const { rerender } = render(<TaskCard task={task("a", { actions: ["submit"] })} onOpen={() => undefined} onAct={() => undefined} />);
    expect(screen.getByRole("button", { name: "去处理" })).toBeVisible();
    rerender(<TaskCard task={task("a", { state: "done", outcome: "approved", actions: [] })} onOpen={() => undefined} onAct={() => undefined} />);
    expect(screen.getByText("已同意")).toBeVisible();
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("stand under named groups", () => {
    render(<TaskGroups tasks={[task("a"), task("b", { due_at: new Date(Date.now() - 60_000).toISOString() })]} zone={ZONE} onOpen={() => undefined} />);
    expect(screen.getAllByRole("region").map((one) => one.getAttribute("aria-label"))).toEqual(["逾期", "以后"]);
  });
});

describe("rejecting", () => {
  it("takes one touch with a quick phrase, and a word of one's own otherwise", async () => {
    const said: unknown[] = [];
    render(<ActSheet asked={{ task: task("a", { phrases: ["金额与凭证不符", "缺少小票", "请先联系会员"] }), name: "reject" }} onAct={(body) => said.push(body)} onClose={() => undefined} />);
    expect(screen.getByTestId("act-confirm")).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "缺少小票" }));
    await userEvent.type(screen.getByLabelText("或者写下理由"), " 重复申请 ");
    await userEvent.click(screen.getByTestId("act-confirm"));
    expect(said).toEqual([{ comment: "缺少小票" }, { comment: "重复申请" }]);
  });
});

interface Sent {
  path: string;
  body: Record<string, unknown>;
}

/** A server that answers what the test says, and remembers what it was sent. */
function server(answers: (() => Response | Promise<Response>)[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
    if (options.method !== "POST") return new Response("{}");
    sent.push({ path, body: JSON.parse(String(options.body)) as Record<string, unknown> });
    return answers[Math.min(sent.length, answers.length) - 1]!();
  });
  return sent;
}

const ok = (id: string) => () => new Response(JSON.stringify({ task: { ...task(id), state: "done", outcome: "approved" }, instance: null }));
const refuse = (status: number, body: object) => () => new Response(JSON.stringify(body), { status });

function inbox() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const pages: TaskPages = { pages: [{ tasks: [task("a"), task("b", { overdue: true })], next_cursor: null, counts: { open: 2, overdue: 1, today: 0, cc_unread: 0 } }], pageParams: [""] };
  queries.setQueryData(["tasks", "list", "open", ""], pages);
  queries.setQueryData(["tasks", "counts"], { open: 2, overdue: 1, today: 0, cc_unread: 0 });
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
  const open = () => queries.getQueryData<TaskPages>(["tasks", "list", "open", ""])!.pages[0]!.tasks.map((one) => one.id);
  const counts = () => queries.getQueryData<TaskCounts>(["tasks", "counts"])!;
  return { open, counts, hook: renderHook(() => useActs(), { wrapper }).result };
}

describe("acting", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("takes the task off the list before the server has answered", async () => {
    let answer: (response: Response) => void = () => undefined;
    const sent = server([() => new Promise<Response>((resolve) => (answer = resolve))]);
    const { open, counts, hook } = inbox();
    const done = hook.current.act(task("b", { overdue: true }), "approve", { comment: "好" });
    await waitFor(() => expect(sent).toHaveLength(1));
    expect([open(), counts().open, counts().overdue]).toEqual([["a"], 1, 0]);
    expect(sent[0]!.path).toBe("/api/v1/tasks/b:approve");
    expect(sent[0]!.body).toMatchObject({ comment: "好", version: 3 });
    answer(ok("b")());
    expect((await done).kind).toBe("done");
  });

  it("pressed twice is one act", async () => {
    const sent = server([ok("a")]);
    const { hook } = inbox();
    const results = await Promise.all([hook.current.act(task("a"), "approve"), hook.current.act(task("a"), "approve")]);
    expect(results.map((one) => one.kind)).toEqual(["done", "done"]);
    expect(sent).toHaveLength(1);
  });

  it("comes back when the line is lost, and counts once when it is sent again", async () => {
    const sent = server([() => Promise.reject(new TypeError("network")), ok("a")]);
    const { open, counts, hook } = inbox();
    expect((await hook.current.act(task("a"), "reject", { comment: "不行" })).kind).toBe("failed");
    expect([open(), counts().open]).toEqual([["a", "b"], 2]);
    expect((await hook.current.act(task("a"), "reject", { comment: "不行" })).kind).toBe("done");
    expect(sent[1]!.body.action_id).toBe(sent[0]!.body.action_id);
  });

  it("says who was faster, and shows how the task stands now", async () => {
    const fresh = { ...task("a"), state: "done", outcome: "approved", actions: [], done_at: hours(0) };
    server([refuse(409, { code: "task_taken", detail: "王芳刚刚已处理", params: { by: "王芳" }, task: fresh })]);
    const { open, hook } = inbox();
    const result = await act(() => hook.current.act(task("a"), "approve"));
    expect(result).toMatchObject({ kind: "lost", by: "王芳", task: { outcome: "approved" } });
    await waitFor(() => expect(hook.current.lost.map((one) => one.id)).toEqual(["a"]));
    expect(open()).toEqual(["a", "b"]);
  });

  it("brings faults to their fields", async () => {
    server([refuse(422, { code: "invalid", detail: "有 1 处需要修改", errors: [{ pointer: "/values/reply", code: "required", message: "请填写回复" }] })]);
    const { open, hook } = inbox();
    expect(await hook.current.act(task("a"), "submit", { values: {} })).toEqual({ kind: "faults", faults: { reply: "请填写回复" }, text: "有 1 处需要修改" });
    expect(open()).toEqual(["a", "b"]);
  });
});
