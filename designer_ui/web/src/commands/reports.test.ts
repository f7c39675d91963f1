import { describe, expect, it } from "vitest";
import { run, revert, type Command } from "./command";
import type { DashboardDoc, Documents, ReportDoc } from "./documents";
import { addDashboard, addReport, addSegment, editDashboard, editReport, putOnDashboard, removeReport } from "./edit_reports";
import { asTexts, dependants, pruned, takenKeys, textsOf, withMeasure, withoutDimension, withoutMeasure } from "./report_parts";
import { sample } from "./sample";

const REPORT: ReportDoc = {
  key: "report_sales", label: "销售", source: "purchase",
  dimensions: [
    { key: "month", field: "day", grain: "month" },
    { key: "store", field: "store", top: { n: 5, by: "sales", other: true } },
    { key: "age", field: "day", grain: "month", since: "month" },
  ],
  measures: [
    { key: "sales", agg: "sum", field: "amount" },
    { key: "orders", agg: "count" },
    { key: "aov", expr: "sales / orders" },
    { key: "share", window: "pct_total", of: "aov", within: ["store"] },
    { key: "total", window: "running", of: "orders", along: "month" },
  ],
  having: ["orders >= 3", "aov > 10"],
  sort: ["month", "-aov"],
  totals: ["grand", "store", ["month", "store"]],
  drill: [{ path: ["store", "lines.product"] }, { records: "purchase" }],
  charts: [
    { type: "combo", title: "走势", x: "month", y: ["sales", "orders"], line: ["aov"] },
    { type: "pie", label: "store", value: "aov" },
  ],
};

const documents = (): Documents => ({ ...sample(), reports: { report_sales: structuredClone(REPORT) } });

describe("what is taken out of a report is taken out of everything that names it", () => {
  it("a measure takes along what is computed from it, however far", () => {
    expect([...dependants(REPORT.measures ?? [], "sales")].sort()).toEqual(["aov", "sales", "share"]);
    const after = withoutMeasure(REPORT, "sales");
    expect(after.measures?.map((one) => one.key)).toEqual(["orders", "total"]);
    expect(after.having).toBe("orders >= 3");
    expect(after.sort).toEqual(["month"]);
    expect(after.dimensions?.[1]).toEqual({ key: "store", field: "store" });
    expect(after.charts).toEqual([{ type: "combo", title: "走势", x: "month", y: ["orders"] }, { type: "pie", label: "store" }]);
    expect(JSON.stringify(after)).not.toMatch(/"(sales|aov|share)"/);
  });

  it("a dimension leaves sort, totals, charts, the way down and windows", () => {
    const after = withoutDimension(REPORT, "store");
    expect(after.totals).toEqual(["grand", ["month"]]);
    expect(after.drill).toEqual([{ path: ["lines.product"] }, { records: "purchase" }]);
    expect(after.measures?.find((one) => one.key === "share")).toEqual({ key: "share", window: "pct_total", of: "aov" });
    expect(JSON.stringify(after)).not.toContain('"store"');
  });

  it("a similar name is another name", () => {
    const doc: ReportDoc = { ...REPORT, measures: [{ key: "sale", agg: "count" }, { key: "sales", agg: "count" }, { key: "x", expr: "sales * 2" }] };
    expect(withoutMeasure(doc, "sale").measures?.map((one) => one.key)).toEqual(["sales", "x"]);
  });
});

describe("texts and properties", () => {
  it("one text stays one, none is nothing", () => {
    expect(asTexts([" ", "a == 1"])).toBe("a == 1");
    expect(asTexts([])).toBeUndefined();
    expect(textsOf(asTexts(["a", "b"]))).toEqual(["a", "b"]);
  });

  it("what is emptied goes, but no download at all is meant", () => {
    expect(pruned({ a: undefined, b: [], c: 0, export: [] })).toEqual({ c: 0, export: [] });
    expect(withMeasure(REPORT, "sales", { field: undefined, agg: "count" }).measures?.[0]).toEqual({ key: "sales", agg: "count" });
  });

  it("keys of dimensions, measures and parameters are one list", () => {
    expect(takenKeys({ ...REPORT, params: [{ key: "period", type: "daterange" }] })).toContain("period");
    expect(takenKeys(REPORT)).toHaveLength(8);
  });
});

const BOARD: DashboardDoc = { key: "board_a", label: "首页", home: true };

describe("commands on reports, segments and dashboards", () => {
  const chain: Command[] = [
    addReport({ key: "report_new", label: "新", source: "member" }),
    addSegment({ key: "group_a", label: "人群", entity: "member", where: "level == 'gold'" }),
    addDashboard({ key: "board_b", label: "看板" }),
    editReport("report_sales", (doc) => withoutMeasure(doc, "orders")),
    editReport("report_sales", (doc) => ({ ...doc, label: "改名" }), "label"),
    editReport("gone", (doc) => ({ ...doc, label: "没有" })),
    putOnDashboard(BOARD, { key: "tile_a", grid: [0, 0, 6, 5], report: "report_sales" }),
    putOnDashboard(BOARD, { key: "tile_b", grid: [6, 0, 6, 5], report: "report_new" }),
    editDashboard("board_a", (doc) => ({ ...doc, tiles: doc.tiles?.map((tile) => ({ ...tile, grid: [0, 0, 3, 3] as const as never })) })),
    removeReport("report_new"),
  ];

  it("lead back exactly, one by one", () => {
    let now = documents();
    for (const one of chain) {
      const { documents: next, inverse } = run(now, one);
      expect(revert(next, inverse), one.name).toEqual(now);
      now = next;
    }
    expect(now.reports.report_new).toBeUndefined();
    expect(now.reports.report_sales?.label).toBe("改名");
    expect(now.dashboards.board_a).toMatchObject({ home: true, tiles: [{ key: "tile_a" }, { key: "tile_b" }] });
  });

  it("typing in one place is one step, elsewhere another", () => {
    const merges = [editReport("a", (doc) => doc, "label").merge, editReport("b", (doc) => doc, "label").merge, editReport("a", (doc) => doc).merge];
    expect(new Set(merges).size).toBe(3);
    expect(merges[2]).toBeUndefined();
  });
});
