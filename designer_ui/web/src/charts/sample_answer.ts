/** An answer as the server sends it, for tests: two formats over two months, with subtotals. */
import type { Answer } from "../api/numbers";

export const answer = (change: Partial<Answer> = {}): Answer => ({
  label: "销售分析",
  as_of: "2026-11-22T06:32:00+00:00",
  period: "2026-10-01 – 2026-11-22",
  filters: [],
  columns: [
    { key: "fmt", label: "业态", role: "dimension", type: "ref", form: "format" },
    { key: "month", label: "月份", role: "dimension", type: "date", grain: "month" },
    { key: "sales", label: "销售额", role: "measure", type: "number", format: { kind: "money" } },
    { key: "orders", label: "笔数", role: "measure", type: "number" },
  ],
  rows: [
    ["f1", "2026-11-01", "300.00", 3],
    ["f2", "2026-10-01", "1000.50", 9],
    ["f1", "2026-10-01", "200.00", 2],
  ],
  texts: [
    ["餐饮", "2026年11月", "¥300.00", "3"],
    ["零售", "2026年10月", "¥1,000.50", "9"],
    ["餐饮", "2026年10月", "¥200.00", "2"],
  ],
  levels: [
    { by: ["fmt"], rows: [["f1", null, "500.00", 5], ["f2", null, "1000.50", 9]], texts: [["餐饮", "", "¥500.00", "5"], ["零售", "", "¥1,000.50", "9"]] },
    { by: ["month"], rows: [[null, "2026-10-01", "1200.50", 11], [null, "2026-11-01", "300.00", 3]], texts: [["", "2026年10月", "¥1,200.50", "11"], ["", "2026年11月", "¥300.00", "3"]] },
    { by: [], rows: [[null, null, "1500.50", 14]], texts: [["", "", "¥1,500.50", "14"]] },
  ],
  others: {},
  more: false,
  chart: { type: "pivot", rows: ["fmt"], cols: ["month"], values: ["sales"] },
  figure: null,
  drill: { at: [], by: "fmt", next: { key: "store", label: "门店" }, records: "sale", reports: [] },
  ...change,
});
