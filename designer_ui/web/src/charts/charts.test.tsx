import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { bytesOf, fileName } from "../api/files";
import type { Figure } from "../api/numbers";
import texts from "../i18n/numbers/zh-CN.json";
import app from "../i18n/zh-CN.json";
import ChartView from "./ChartView";
import { FigureBoundary } from "./FigureBoundary";
import { wayOf } from "./GaugeView";
import { fullLabels } from "./PivotTable";
import { pivotOf } from "./pivot";
import { alongTime, factsOf, groupsOf, levelOf, measureOf, nameOf, rowOf, totalOf } from "./rows";
import { answer } from "./sample_answer";
import { sparkPath } from "./spark";
import { Failed, Locked } from "./states";
import { sortedRows } from "./Table";
import { drawn, template, titled } from "./theme";
import type { Pointed } from "./types";

const words = { total: "合计", subtotal: (name: string) => `${name}小计` };

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", ns: ["app", "numbers"], defaultNS: "app", resources: { "zh-CN": { app, numbers: texts } }, interpolation: { escapeValue: false } });
});

describe("a cross table", () => {
  const shown = pivotOf(answer(), words);
  const cells = shown.rows.map((row) => row.cells.map((cell) => cell?.text ?? null));

  it("puts months in their order whatever the rows are sorted by, and the total last", () => {
    expect(shown.heads).toEqual([[{ text: "2026年10月", span: 1 }, { text: "2026年11月", span: 1 }, { text: "合计", span: 1, total: true }]]);
  });

  it("takes every number from the server and leaves a gap where there is none", () => {
    expect(cells).toEqual([
      ["¥200.00", "¥300.00", "¥500.00"],
      ["¥1,000.50", null, "¥1,000.50"],
      ["¥1,200.50", "¥300.00", "¥1,500.50"],
    ]);
    expect(shown.rows.map((row) => row.kind)).toEqual(["row", "row", "total"]);
  });

  it("knows the groups of each cell, of totals only those that remain", () => {
    expect(shown.rows[0]!.cells[1]!.groups).toEqual({ fmt: "f1", month: "2026-11-01" });
    expect(shown.rows[1]!.cells[2]!.groups).toEqual({ fmt: "f2" });
    expect(shown.rows[2]!.cells[2]!.groups).toEqual({});
  });

  it("has no totals where the server counted none", () => {
    const bare = pivotOf(answer({ levels: [] }), words);
    expect(bare.heads[0]!.map((head) => head.text)).toEqual(["2026年10月", "2026年11月"]);
    expect(bare.rows).toHaveLength(2);
  });

  it("has a line of measures where there are several", () => {
    const two = pivotOf(answer({ chart: { type: "pivot", rows: ["fmt"], cols: ["month"], values: ["sales", "orders"] } }), words);
    expect(two.heads[0]).toEqual([{ text: "2026年10月", span: 2 }, { text: "2026年11月", span: 2 }, { text: "合计", span: 2, total: true }]);
    expect(two.heads[1]!.map((head) => head.text)).toEqual(["销售额", "笔数", "销售额", "笔数", "销售额", "笔数"]);
    expect(two.rows[0]!.cells.map((cell) => cell?.text)).toEqual(["¥200.00", "2", "¥300.00", "3", "¥500.00", "5"]);
  });

  it("keeps groups of one head together, with a subtotal below each", () => {
    const down = pivotOf(answer({ chart: { type: "pivot", rows: ["fmt", "month"], values: ["sales"] } }), words);
    expect(down.rows.map((row) => [row.kind, ...row.labels, row.cells[0]?.text])).toEqual([
      ["row", "餐饮", "2026年11月", "¥300.00"],
      ["row", "", "2026年10月", "¥200.00"],
      ["subtotal", "餐饮小计", "", "¥500.00"],
      ["row", "零售", "2026年10月", "¥1,000.50"],
      ["subtotal", "零售小计", "", "¥1,000.50"],
      ["total", "合计", "", "¥1,500.50"],
    ]);
    expect(fullLabels(down.rows)).toEqual(["餐饮 · 2026年11月", "餐饮 · 2026年10月", "餐饮小计", "零售 · 2026年10月", "零售小计", "合计"]);
  });

  it("tells a missing group from the rest, whose value is the same: the rest is no group to go on from", () => {
    const rest = answer({
      others: { "1": ["fmt"] },
      rows: [[null, "2026-10-01", "1.00", 1], [null, "2026-10-01", "2.00", 1]],
      texts: [["（空）", "2026年10月", "¥1.00", "1"], ["其他", "2026年10月", "¥2.00", "1"]],
      levels: [],
    });
    expect(pivotOf(rest, words).rows.map((row) => [row.labels[0], row.cells[0]!.text])).toEqual([["（空）", "¥1.00"], ["其他", "¥2.00"]]);
    const [empty, other] = pivotOf(rest, words).rows.map((row) => row.cells[0]!);
    expect([empty!.groups, empty!.rest]).toEqual([{ fmt: null, month: "2026-10-01" }, undefined]);
    expect([other!.groups, other!.rest]).toEqual([{ month: "2026-10-01" }, ["fmt"]]);
  });

  it("gives the rest of a top list its own totals, beside those of a missing group, down as across", () => {
    const top = answer({
      others: { "1": ["fmt"], "3": ["fmt"] },
      rows: [[null, "2026-10-01", "1.00", 1], [null, "2026-10-01", "2.00", 1], [null, "2026-11-01", "4.00", 1], [null, "2026-11-01", "8.00", 1]],
      texts: [["（空）", "2026年10月", "¥1.00", "1"], ["其他", "2026年10月", "¥2.00", "1"], ["（空）", "2026年11月", "¥4.00", "1"], ["其他", "2026年11月", "¥8.00", "1"]],
      levels: [
        { by: ["fmt"], rows: [[null, null, "5.00", 2], [null, null, "10.00", 2]], texts: [["（空）", "", "¥5.00", "2"], ["其他", "", "¥10.00", "2"]], others: { "1": ["fmt"] } },
        { by: ["month"], rows: [[null, "2026-10-01", "3.00", 2], [null, "2026-11-01", "12.00", 2]], texts: [["", "2026年10月", "¥3.00", "2"], ["", "2026年11月", "¥12.00", "2"]], others: {} },
        { by: [], rows: [[null, null, "15.00", 4]], texts: [["", "", "¥15.00", "4"]] },
      ],
    });
    const down = pivotOf(top, words);
    expect(down.rows.map((row) => [row.labels[0], ...row.cells.map((cell) => cell?.text)])).toEqual([
      ["（空）", "¥1.00", "¥4.00", "¥5.00"],
      ["其他", "¥2.00", "¥8.00", "¥10.00"],
      ["合计", "¥3.00", "¥12.00", "¥15.00"],
    ]);
    expect(down.rows.map((row) => row.cells[2]!.rest)).toEqual([undefined, ["fmt"], undefined]);
    expect(down.rows[1]!.cells[2]!.groups).toEqual({});
    const across = pivotOf({ ...top, chart: { type: "pivot", rows: ["month"], cols: ["fmt"], values: ["sales"] } }, words);
    expect(across.heads[0]!.map((head) => head.text)).toEqual(["（空）", "其他", "合计"]);
    expect(across.rows.map((row) => row.cells.map((cell) => cell?.text))).toEqual([["¥1.00", "¥2.00", "¥3.00"], ["¥4.00", "¥8.00", "¥12.00"], ["¥5.00", "¥10.00", "¥15.00"]]);
  });

  it("says of a number kept back only that, without a way on", () => {
    const few = answer({ hidden: [0], rows: [["f1", "2026-11-01", null, null], ...answer().rows.slice(1)], texts: [["餐饮", "2026年11月", "少于 10", "少于 10"], ...answer().texts.slice(1)] });
    const { rerender } = render(<ChartView answer={few} onCell={() => undefined} />);
    expect(screen.getByText("少于 10")).toHaveClass("faint");
    expect(screen.queryByRole("button", { name: /少于 10/ })).toBeNull();
    rerender(<ChartView answer={few} onCell={() => undefined} asTable />);
    expect(screen.queryByRole("button", { name: "打开餐饮 · 2026年11月" })).toBeNull();
    expect(screen.getByRole("button", { name: "打开零售 · 2026年10月" })).toBeInTheDocument();
    const one = answer({ rows: [["f1", "2026-11-01", null, 3]], texts: [["餐饮", "2026年11月", "不显示", "3"]], levels: [] });
    rerender(<ChartView answer={one} onCell={() => undefined} />);
    expect(screen.getByText("不显示").closest("button")).toBeNull();
  });
});

describe("rows of an answer", () => {
  it("name the groups of a point, but not the rest of a top list", () => {
    expect(groupsOf(answer(), 0)).toEqual({ fmt: "f1", month: "2026-11-01" });
    expect(groupsOf(answer({ others: { "0": ["fmt"] } }), 0)).toEqual({ month: "2026-11-01" });
    expect(nameOf(answer(), 1)).toBe("零售 · 2026年10月");
  });

  it("are found by the dimensions that remain, in any order", () => {
    expect(levelOf(answer(), ["month", "fmt"])!.rows).toHaveLength(3);
    expect(levelOf(answer(), ["month"])!.texts[0]![2]).toBe("¥1,200.50");
    expect(levelOf(answer({ levels: [] }), ["month"])).toBeNull();
    expect(totalOf(answer())!.texts[3]).toBe("14");
  });

  it("are sorted as numbers, as words and as days, empty ones last", () => {
    const some = answer({ rows: [["f1", "2026-11-01", "300.00", 3], ["f2", "2026-10-01", "1000.50", null], ["f1", "2026-10-01", "20.00", 2]] });
    expect(sortedRows(some, { key: "sales", down: true })).toEqual([1, 0, 2]);
    expect(sortedRows(some, { key: "month", down: false })).toEqual([1, 2, 0]);
    expect(sortedRows(some, { key: "orders", down: true })).toEqual([0, 2, 1]);
    expect(sortedRows(some, { key: "fmt", down: false })[2]).toBe(1);
    expect(sortedRows(some, { key: "gone", down: true })).toEqual([0, 1, 2]);
    expect(sortedRows(some, null)).toEqual([0, 1, 2]);
  });

  it("know which number a click means, where the chart draws one", () => {
    expect(measureOf(answer(), { groups: {}, name: "", measure: "orders" })).toBe("orders");
    expect(measureOf(answer({ chart: { type: "pie", label: "fmt", value: "sales" } }), { row: 0 })).toBe("sales");
    expect(measureOf(answer({ chart: { type: "bar", x: "fmt", y: ["sales", "orders"] } }), { row: 0 })).toBeUndefined();
    expect(measureOf(answer({ chart: { type: "bar", x: "fmt", y: ["sales", "orders"] } }), { row: 0, measure: "orders" })).toBe("orders");
    expect(measureOf(answer({ chart: { type: "combo", x: "fmt", y: ["sales"], line: ["orders"] } }), { row: 0 })).toBeUndefined();
    expect(measureOf(answer({ chart: { type: "histogram", x: "fmt", y: "orders" } }), { row: 0 })).toBe("orders");
    expect(measureOf(answer({ chart: { type: "scatter", x: "sales", y: "orders", label: "fmt" } }), { row: 0 })).toBeUndefined();
    expect(factsOf(answer(), 0)).toEqual([{ label: "销售额", text: "¥300.00" }, { label: "笔数", text: "3" }]);
  });

  it("run along time where the axis is cut by it", () => {
    expect(alongTime(answer({ chart: { type: "line", x: "month", y: ["sales"] } }))).toBe(true);
    expect(alongTime(answer({ chart: { type: "bar", x: "fmt", y: ["sales"] } }))).toBe(false);
  });
});

describe("the look", () => {
  it("is that of the mode, for the screen and for a picture", () => {
    const [light, dark] = [template("light", false), template("dark", false)] as { layout: { paper_bgcolor: string; colorway: string[] } }[];
    expect(light!.layout.paper_bgcolor).not.toBe(dark!.layout.paper_bgcolor);
    expect(new Set(light!.layout.colorway).size).toBe(8);
  });

  it("leaves zooming out and keeps what the server says", () => {
    const layout = drawn({ barmode: "stack", xaxis: { type: "category", title: { text: "月份" } }, yaxis: { title: { text: "万元" } } }, "light", { width: 800, height: 400 });
    expect(layout).toMatchObject({ barmode: "stack", dragmode: false, width: 800, xaxis: { fixedrange: true }, yaxis: { fixedrange: true, title: { text: "万元" } } });
  });

  it("writes title and note on a picture", () => {
    const layout = titled({ annotations: [{ text: "目标" }] }, "dark", { width: 800, height: 400 }, { title: "销售", note: "截至 14:32" }) as { title: { text: string }; annotations: { text: string }[] };
    expect([layout.title.text, ...layout.annotations.map((one) => one.text)]).toEqual(["销售", "目标", "截至 14:32"]);
    expect([...bytesOf("data:image/png;base64,iVBO")]).toEqual([0x89, 0x50, 0x4e]);
  });
});

it("a spark line steps over gaps and stays in its box", () => {
  expect(sparkPath([1, null, 3], 100, 30)).toBe("M0.0 28.0 L100.0 2.0");
  expect(sparkPath([1], 100, 30)).toBeNull();
  expect(sparkPath([5, 5], 100, 30)).toBe("M0.0 28.0 L100.0 28.0");
});

it("a file keeps the name the server gives it", () => {
  expect(fileName("attachment; filename*=UTF-8''%E9%94%80%E5%94%AE.xlsx")).toBe("销售.xlsx");
  expect(fileName('attachment; filename="sales.csv"')).toBe("sales.csv");
  expect(fileName(null)).toBe("download");
});

it("the row of a point is found plain or in a list", () => {
  expect([rowOf(3), rowOf([2]), rowOf(null), rowOf(["x"])]).toEqual([3, 2, null, null]);
});

describe("shown", () => {
  const pointed: Pointed[] = [];
  const hear = (one: Pointed) => void pointed.push(one);
  beforeEach(() => void pointed.splice(0));

  it("a table opens the row one clicks, once, and has the server's total below", async () => {
    render(<ChartView answer={answer({ chart: { type: "table" } })} onCell={hear} />);
    await userEvent.click(screen.getByRole("button", { name: "打开零售 · 2026年10月" }));
    await userEvent.click(screen.getByText("¥1,000.50"));
    expect(pointed).toEqual([{ row: 1 }, { row: 1, measure: "sales" }]);
    expect(within(screen.getAllByRole("rowgroup")[2]!).getByText("¥1,500.50")).toBeInTheDocument();
  });

  it("a table keeps the order somebody asked for when its columns change", async () => {
    const { rerender } = render(<ChartView answer={answer({ chart: { type: "table" } })} />);
    await userEvent.click(within(screen.getByRole("columnheader", { name: "笔数" })).getByRole("button"));
    const [first, ...others] = answer().columns;
    const less = answer({ chart: { type: "table" }, columns: [first!, ...others.slice(1)], rows: answer().rows.map(([group, , ...rest]) => [group!, ...rest]), texts: answer().texts.map(([group, , ...rest]) => [group!, ...rest]) });
    rerender(<ChartView answer={less} />);
    expect(screen.getByRole("columnheader", { name: "笔数" })).toHaveAttribute("aria-sort", "descending");
    expect(screen.getByRole("columnheader", { name: "销售额" })).toHaveAttribute("aria-sort", "none");
  });

  it("a head sorts, again the other way, a third time not at all", async () => {
    render(<ChartView answer={answer({ chart: { type: "table" } })} />);
    const first = () => within(screen.getAllByRole("rowgroup")[1]!).getAllByRole("row")[0]!;
    const head = screen.getByRole("columnheader", { name: "销售额" });
    await userEvent.click(within(head).getByRole("button"));
    expect(head).toHaveAttribute("aria-sort", "descending");
    expect(within(first()).getByText("¥1,000.50")).toBeInTheDocument();
    await userEvent.click(within(head).getByRole("button"));
    expect(within(first()).getByText("¥200.00")).toBeInTheDocument();
    await userEvent.click(within(head).getByRole("button"));
    expect(within(first()).getByText("¥300.00")).toBeInTheDocument();
  });

  it("any number of a cross table is a button that knows its groups, down and across", async () => {
    render(<ChartView answer={answer()} onCell={hear} />);
    expect(screen.getByRole("button", { name: "餐饮 · 2026年10月 · 销售额 ¥200.00" })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "合计 · 2026年11月 · 销售额 ¥300.00" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "餐饮 · 销售额 ¥500.00" }));
    expect(pointed).toEqual([{ groups: { fmt: "f1" }, name: "餐饮 · 销售额", measure: "sales" }]);
  });

  it("a card says how it changed in sign and words, and what should be nothing", async () => {
    const meta = {
      label: "今日销售额",
      value: "¥12.3 万",
      exact: "¥123,456.00",
      unit: "",
      row: null,
      compare: [{ key: "before", label: "上周同日", text: "▼ -8.1%", words: "比上周同日低 8.1%", before: "¥134,337.00", direction: "down", good: false }],
      alert: { key: "late", label: "超时", value: "4", words: "4 件超时" },
    };
    render(<ChartView answer={answer({ chart: { type: "number", value: "sales" }, rows: [], texts: [], figure: { data: [], layout: { meta } } })} onCell={hear} />);
    expect(screen.getByText("-8.1%")).toBeInTheDocument();
    expect(screen.getByText("上周同日 ¥134,337.00")).toBeInTheDocument();
    expect(screen.getByText("4 件超时")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "今日销售额 ¥123,456.00" }));
    expect(pointed).toEqual([{ groups: {}, name: "今日销售额" }]);
  });

  it("a short gauge is a bar one can read without seeing it", async () => {
    const figure: Figure = { data: [{ type: "indicator", value: 60, gauge: { axis: { range: [0, 120] }, threshold: { value: 100 } } }], layout: { meta: { value: "60 万", exact: "¥600,000" }, annotations: [{ text: "目标 ¥100 万，完成 60%" }] } };
    expect(wayOf(figure)).toEqual({ value: "60 万", exact: "¥600,000", at: 0.5, target: 100 / 120, words: "目标 ¥100 万，完成 60%" });
    expect(wayOf({ data: [], layout: {} })).toMatchObject({ at: 0, target: null });
    render(<ChartView answer={answer({ chart: { type: "gauge", value: "sales" }, figure })} onCell={hear} />);
    expect(screen.getByRole("meter", { name: "销售分析" })).toHaveAttribute("aria-valuetext", "目标 ¥100 万，完成 60%");
    await userEvent.click(screen.getByRole("button", { name: "销售分析 ¥600,000" }));
    expect(pointed).toEqual([{ groups: {}, name: "销售分析" }]);
  });

  it("a dial opens the records of its number like a card", async () => {
    const wide = vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
    const figure: Figure = { data: [{ type: "indicator", value: 60 }], layout: { meta: { value: "60 万", exact: "¥600,000" } } };
    render(<ChartView answer={answer({ chart: { type: "gauge", value: "sales" }, figure })} onCell={hear} />);
    await userEvent.click(screen.getByRole("button", { name: "销售分析 ¥600,000" }));
    expect(pointed).toEqual([{ groups: {}, name: "销售分析" }]);
    wide.mockRestore();
  });

  it("a figure that cannot be drawn says so and is tried again, another one at once", async () => {
    let broken = true;
    const Drawn = () => {
      if (broken) throw new Error("chunk gone");
      return <p>图</p>;
    };
    const silent = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const loads: string[] = [];
    const shown = (of: string) => (
      <FigureBoundary of={of} onRetry={() => void loads.push(of)}>
        <Drawn />
      </FigureBoundary>
    );
    const { rerender } = render(shown("a"));
    expect(screen.getByRole("status")).toHaveTextContent("没能算出来");
    broken = false;
    rerender(shown("b"));
    expect(screen.getByText("图")).toBeInTheDocument();
    broken = true;
    rerender(shown("c"));
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "再试一次" }));
    expect(screen.getByText("图")).toBeInTheDocument();
    expect(loads).toEqual(["c"]);
    silent.mockRestore();
  });

  it("a figure has its numbers as a table for who does not see it", () => {
    render(<ChartView answer={answer({ chart: { type: "bar", x: "fmt", y: ["sales"] }, figure: { data: [], layout: {} } })} />);
    expect(within(screen.getByRole("table", { name: "销售分析" })).getAllByRole("row")).toHaveLength(4);
  });

  it("what is closed says why, and what failed may be tried again", async () => {
    const tried: string[] = [];
    render(
      <>
        <Locked text="这个报表用到了你看不到的内容：手机号。" />
        <Failed text="算得太久，已经停止。" retry={() => tried.push("again")} />
      </>,
    );
    expect(screen.getByText("这个报表用到了你看不到的内容：手机号。")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "再试一次" }));
    expect(tried).toEqual(["again"]);
  });

  it("nothing is said in a sentence", () => {
    render(<ChartView answer={answer({ rows: [], texts: [] })} />);
    expect(screen.getByRole("status")).toHaveTextContent("这里还没有数据");
  });
});
