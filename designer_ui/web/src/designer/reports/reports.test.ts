import { describe, expect, it } from "vitest";
import type { DimensionDoc, MeasureDoc, ReportDoc } from "../../commands/documents";
import { pruned, withoutMeasure } from "../../commands/report_parts";
import { field, sample } from "../../commands/sample";
import type { ReportField } from "../builder_api";
import { sampleCatalog } from "../sample_catalog";
import { aggregateOf, AUTO, dimensionOf, homeOf, measureOf, withNewDimension, withNewMeasure } from "./dropped";
import { choiceParam, fixedParts, fixedText, pathOfParam, periodParam, withFixed, withoutFixed, withoutParam, withParam, withParamPath } from "./filters";
import { isBounded, ownText, startFunnel, stepForms, stepOf, withConditions } from "./funnels";
import { atHome, homesOf } from "./homes";
import { ratioOf, ratioText, withComparison, withRatio, withWindow } from "./offsets";
import { derived, overField } from "./cuts";
import { mainRelation } from "./dates";
import { isDated, isNumeric } from "../parts/field_types";
import { peopleOf } from "./people";
import { problemsOf } from "./places";
import { usesOfDashboard, usesOfReport } from "./uses";
import { passOf, withLevel } from "./ways";
import { presetOf, PRESETS, rangeWords, withLength } from "./ranges";
import { best, fit, follow, ofKind, slotsOf } from "./slots";

const KINDS = sampleCatalog().charts;
const kind = (name: string) => KINDS.find((one) => one.name === name)!;
const EMPTY: ReportDoc = { key: "r", label: "报表", source: "purchase" };
const item = (path: string, type: string, kind?: string, more: Partial<ReportField> = {}): ReportField => ({ path, label: path, type, role: "both", ...(kind ? { kind } : {}), ...more });
const DAY = item("paid_at", "datetime", "datetime");
const STORE = item("store", "ref", "relation", { form: "store" });
const AMOUNT = item("amount", "number", "money");
const nowhere = () => null;

/** A field dropped on a report, as the editor does it. */
const split = (doc: ReportDoc, one: ReportField) => follow(KINDS, doc, withNewDimension(doc, dimensionOf(one, doc), one, "消费数"));
const count = (doc: ReportDoc, one: ReportField) => follow(KINDS, doc, withNewMeasure(doc, measureOf(one, doc, nowhere)));

describe("the first drop gives what people mean", () => {
  it("a date is a line by month, counting records", () => {
    const doc = split(EMPTY, DAY);
    expect(doc.dimensions).toMatchObject([{ field: "paid_at", grain: "month" }]);
    expect(doc.measures).toEqual([{ key: AUTO, label: "消费数", agg: "count" }]);
    expect(doc.charts).toEqual([{ type: "line", x: doc.dimensions?.[0]?.key, y: [AUTO] }]);
    expect(doc.sort).toBeUndefined();
  });

  it("records are bars of the ten largest, the largest first", () => {
    const doc = split(EMPTY, STORE);
    expect(doc.dimensions?.[0]?.top).toEqual({ n: 10, by: AUTO, other: true });
    expect(doc.sort).toEqual([`-${AUTO}`]);
    expect(doc.charts?.[0]).toMatchObject({ type: "bar", y: [AUTO] });
  });

  it("a number is its sum on a card, a rate its average, words how many there are", () => {
    const doc = count(EMPTY, AMOUNT);
    expect(doc.measures).toMatchObject([{ agg: "sum", field: "amount", format: { kind: "money" } }]);
    expect(doc.charts).toEqual([{ type: "number", value: doc.measures?.[0]?.key }]);
    expect(aggregateOf(item("rate", "number", "percent"))).toBe("avg");
    expect(aggregateOf(STORE)).toBe("count_distinct");
  });

  it("the count that stood there by itself makes room for the first number, and sort and top follow", () => {
    const doc = count(split(EMPTY, STORE), AMOUNT);
    const key = doc.measures?.[0]?.key;
    expect(doc.measures).toHaveLength(1);
    expect(doc.sort).toEqual([`-${key}`]);
    expect(doc.dimensions?.[0]?.top?.by).toBe(key);
    expect(doc.charts?.[0]).toMatchObject({ type: "bar", y: [key] });
    expect(count(doc, item("qty", "number", "integer")).measures).toHaveLength(2);
  });

  it("a date and a store are a line per store", () => {
    const doc = split(count(split(EMPTY, STORE), AMOUNT), DAY);
    const [store, day] = doc.dimensions ?? [];
    expect(doc.charts?.[0]).toEqual({ type: "line", x: day?.key, y: [doc.measures?.[0]?.key], series: store?.key });
  });

  it("amounts come in steps, whole numbers as they are", () => {
    expect(dimensionOf(AMOUNT, EMPTY).bins?.length).toBeGreaterThan(2);
    expect(dimensionOf(item("floor", "number", "integer"), EMPTY).bins).toBeUndefined();
  });

  it("what many records point at is counted once, lines as lines", () => {
    expect(homeOf(item("store.area", "number"), "purchase", (path) => (path === "store" ? "store" : null))).toEqual({ home: "store", field: "area" });
    expect(homeOf(item("lines.qty", "number", "integer", { many: true, home: "purchase.lines", field: "qty" }), "purchase", nowhere)).toEqual({ home: "purchase.lines", field: "qty" });
    expect(homeOf(AMOUNT, "purchase", nowhere)).toEqual({ field: "amount" });
  });
});

describe("another field, or something else worked out", () => {
  const DATED = { dated: true, numeric: false };
  const NUMERIC = { dated: false, numeric: true };
  const after = (one: DimensionDoc, change: Partial<DimensionDoc>) => pruned({ ...one, ...change });
  const months: DimensionDoc = { key: "a", derive: { per: "member", agg: "min", field: "paid_at" }, grain: "month", fill: "zero", since: "b" };

  it("a date comes by month, and nothing of the former cut stays", () => {
    expect(after({ key: "a", field: "store", top: { n: 10, by: "n" } }, overField("paid_at", true))).toEqual({ key: "a", field: "paid_at", grain: "month" });
    expect(after({ key: "a", field: "paid_at", grain: "week", fill: "zero", since: "b" }, overField("store", false))).toEqual({ key: "a", field: "store" });
  });

  it("how often and how much are no dates any more and may come in steps", () => {
    expect(after(months, derived(months, { per: "member", agg: "count" }, NUMERIC))).toEqual({ key: "a", derive: { per: "member", agg: "count" } });
    const steps: DimensionDoc = { key: "a", derive: { per: "member", agg: "count" }, bins: [1, 5] };
    expect(after(steps, derived(steps, { per: "member", agg: "sum", field: "amount" }, NUMERIC)).bins).toEqual([1, 5]);
    expect(after(steps, derived(steps, { per: "member", agg: "max", field: "paid_at" }, DATED))).toEqual({ key: "a", derive: { per: "member", agg: "max", field: "paid_at" }, grain: "month" });
    expect(after(steps, derived(steps, { per: "member", agg: "count", ntile: 5 }, NUMERIC)).bins).toBeUndefined();
    expect(after(months, derived(months, { per: "store", agg: "max", field: "paid_at" }, DATED))).toMatchObject({ grain: "month", fill: "zero", since: "b" });
  });

  it("its kind says what a field holds; what is worked out may be a number, a running number is none", () => {
    const open = { ...sampleCatalog().fields[0]!, name: "formula", computed: true, config_schema: { properties: { format: {} } } };
    const fields = [...sampleCatalog().fields, open, { ...open, name: "sequence", config_schema: {} }];
    expect(["money", "formula", "sequence", "date", "relation"].map((type) => isNumeric(fields, type))).toEqual([true, true, false, false, false]);
    expect(["money", "formula", "date", ""].map((type) => isDated(fields, type))).toEqual([false, false, true, false]);
  });
});

describe("charts and their slots", () => {
  const dims = [{ key: "a", field: "x" }, { key: "b", field: "y" }];
  const nums: MeasureDoc[] = [{ key: "n", agg: "count" }, { key: "m", agg: "count" }];

  it("slots are read from the schema", () => {
    expect(slotsOf(kind("bar"))).toEqual([
      { name: "x", role: "dimension", many: false, needed: true },
      { name: "y", role: "measure", many: true, needed: true },
      { name: "series", role: "dimension", many: false, needed: false },
    ]);
  });

  it("what must be there is filled first, what is too much does not fit", () => {
    expect(fit(kind("bar"), dims, nums)).toEqual({ type: "bar", x: "a", y: ["n", "m"], series: "b" });
    expect(fit(kind("pie"), dims, nums)).toBeNull();
    expect(fit(kind("line"), [], nums)).toBeNull();
    expect(fit(kind("scatter"), dims.slice(0, 1), nums)).toEqual({ type: "scatter", x: "n", y: "m", label: "a" });
    expect(fit(kind("scatter"), [], nums.slice(0, 1))).toBeNull();
    expect(fit(kind("table"), dims, nums)).toEqual({ type: "table" });
  });

  it("a card takes only the period before along", () => {
    const three: MeasureDoc[] = [{ key: "n", agg: "count" }, { key: "n_ly", agg: "count", offset: [1, "year"] }, { key: "rate", expr: "n / n_ly", format: { kind: "percent" } }];
    expect(fit(kind("number"), [], three)).toEqual({ type: "number", value: "n", compare: ["n_ly"] });
  });

  it("a chart shaped by hand stays, one that nobody shaped goes along, its title too", () => {
    const before: ReportDoc = { ...EMPTY, dimensions: dims.slice(0, 1), measures: nums.slice(0, 1) };
    const made = best(KINDS, before);
    const pie = ofKind(KINDS, before, "pie")!;
    const charts = [{ ...made, title: "按店" }, pie, { type: "bar", x: "a", y: ["n"], horizontal: true }];
    const after = follow(KINDS, { ...before, charts }, { ...before, measures: nums, charts });
    expect(after.charts?.[0]).toEqual({ type: "bar", x: "a", y: ["n", "m"], title: "按店" });
    expect(after.charts?.[1]).toEqual(pie);
    expect(after.charts?.[2]).toEqual(charts[2]);
  });

  it("another kind of chart that somebody picks is what he gets", () => {
    const before = split(EMPTY, STORE);
    const pie = ofKind(KINDS, before, "pie")!;
    expect(follow(KINDS, before, { ...before, charts: [pie] }).charts).toEqual([pie]);
  });
});

describe("charts go along by themselves", () => {
  const sums = count(split(EMPTY, DAY), AMOUNT);
  const doc = withComparison(sums, sums.measures![0]!, { name: "year", offset: [1, "year"] }, "去年", "同比");
  const compared = follow(KINDS, sums, doc);
  const combo = { ...kind("bar"), name: "combo", config_schema: { properties: { x: { widget: "dimension" }, y: { widget: "measures" }, line: { widget: "measures" } }, required: ["x", "y", "line"] } };
  const kinds = [...KINDS, combo];

  it("a rate beside amounts is a line over bars, and without it a line again", () => {
    const bars = best(kinds, compared);
    expect(bars).toMatchObject({ type: "combo", y: [compared.measures?.[0]?.key, compared.measures?.[1]?.key], line: [compared.measures?.[2]?.key] });
    const drawn = { ...compared, charts: [bars] };
    const after = follow(kinds, drawn, withoutMeasure(drawn, compared.measures![1]!.key));
    expect(after.charts).toEqual([{ type: "line", x: after.dimensions?.[0]?.key, y: [after.measures?.[0]?.key] }]);
  });

  it("what somebody has just chosen stays", () => {
    const drawn = { ...compared, charts: [best(kinds, compared)] };
    expect(follow(kinds, drawn, { ...drawn, charts: [{ type: "table" }] }).charts).toEqual([{ type: "table" }]);
  });
});

describe("which records", () => {
  const period = withParam(EMPTY, periodParam(EMPTY), "paid_at");

  it("a period and a choice narrow, fixed conditions stay apart", () => {
    const doc = withFixed(withParam(period, choiceParam(period, "store", "relation", "门店"), "store"), "amount > 0 and kind == 'sale'");
    expect(doc.filter).toEqual(["paid_at in period", `store in ${doc.params?.[1]?.key}`, "amount > 0 and kind == 'sale'"]);
    expect(fixedParts(doc)).toEqual(["amount > 0", "kind == 'sale'"]);
    expect(pathOfParam(doc, "period")).toBe("paid_at");
    expect(withFixed(doc, "").filter).toHaveLength(2);
  });

  it("an alternative keeps its brackets among others", () => {
    expect(fixedText({ filter: ["a == 1 or b == 2", "c == 3"] })).toBe("(a == 1 or b == 2) and c == 3");
    expect(fixedText({ filter: "a == 1 or b == 2" })).toBe("a == 1 or b == 2");
    const three: ReportDoc = { ...EMPTY, filter: ["a == 1 or b == 2", "c == 3", "d == 4"] };
    expect(withoutFixed(three, 2).filter).toBe("(a == 1 or b == 2) and c == 3");
    expect(withoutFixed(withoutFixed(three, 2), 1).filter).toBe("(a == 1 or b == 2)");
  });

  it("a parameter goes with what it narrows, and may narrow another field", () => {
    expect(withoutParam(period, "period")).toMatchObject({ params: [] });
    expect(withoutParam(period, "period").filter).toBeUndefined();
    expect(withParamPath(period, "period", "created_at").filter).toBe("created_at in period");
    expect(periodParam(period).key).not.toBe("period");
    const pick = withParam(EMPTY, { ...choiceParam(EMPTY, "store", "relation", "门店"), default: ["1"] }, "store");
    const key = pick.params![0]!.key;
    expect(withParamPath(pick, key, "kind", "choice")).toEqual({ ...EMPTY, filter: `kind in ${key}`, params: [{ key, label: "门店", type: "choice", multi: true, optional: true, field: "kind" }] });
    expect(withParamPath(pick, key, "vip", "boolean")).toMatchObject({ filter: `vip == ${key}`, params: [{ type: "boolean", field: "vip" }] });
  });

  it("every preset is known again, whatever the order of its parts", () => {
    for (const [name, value] of PRESETS) expect(presetOf(Object.fromEntries(Object.entries(value).reverse()))).toBe(name);
    expect(presetOf({ rel: "last", n: 8, unit: "day" })).toBeUndefined();
    expect([presetOf({ rel: "this", unit: "month", to: "now" }), presetOf({ rel: "this", unit: "day", to: "now" }), presetOf({ rel: "last", n: 7, unit: "day", to: "today" })]).toEqual(["month_to_date", "today", "last_7"]);
    expect(presetOf({ rel: "this", unit: "week", to: "now" })).toBeUndefined(); // not yet the whole week
  });

  it("a period is told as on the pages of numbers, and another length says only what it needs", () => {
    const t = ((key: string, values: Record<string, unknown> = {}) => [key, ...["n", "unit", "name"].flatMap((name) => values[name] ?? [])].join(" ")) as never;
    expect([{ rel: "last", unit: "week" }, { rel: "last", n: 2, unit: "quarter" }, ["2026-11-01", "2026-12-01"], undefined].map((value) => rangeWords(value, t))).toEqual(["numbers:period.last.week", "numbers:period.last_n 2 numbers:period.units_quarter", "2026-11-01 – 11-30", "reports.range.any"]);
    expect(rangeWords({ rel: "this", unit: "week", to: "now" }, t)).toBe("reports.so_far numbers:period.this.week");
    expect(withLength({ rel: "last", unit: "quarter" }, { unit: "month" })).toEqual({ rel: "past", n: 1, unit: "month" });
    expect(withLength({ rel: "this", unit: "week", to: "now" }, { rel: "last" })).toEqual({ rel: "last", n: 1, unit: "week" });
    expect(withLength({ rel: "this", unit: "week", to: "now" }, { unit: "quarter" })).toEqual({ rel: "this", unit: "quarter", to: "now" });
  });
});

describe("numbers made of numbers", () => {
  const sales: MeasureDoc = { key: "sales", label: "销售额", agg: "sum", field: "amount", where: "kind == 'sale'", format: { kind: "money", good: "up" } };
  const doc: ReportDoc = { ...EMPTY, dimensions: [{ key: "month", field: "paid_at", grain: "month" }], measures: [sales, { key: "orders", agg: "count" }] };

  it("against last year: the same number before and the rate, right behind it", () => {
    const [, before, rate, orders] = withComparison(doc, sales, { name: "year", offset: [1, "year"] }, "去年同期", "同比").measures ?? [];
    expect(before).toMatchObject({ agg: "sum", field: "amount", where: "kind == 'sale'", offset: [1, "year"], label: "去年同期" });
    expect(rate).toMatchObject({ label: "同比", expr: `(sales - ${before?.key}) / ${before?.key}`, format: { kind: "percent", good: "up" } });
    expect(orders?.key).toBe("orders");
  });

  it("by another: by the number of records where there is one, else it is made", () => {
    const made = withRatio(doc, sales, (key) => key);
    expect(made.doc.measures?.find((one) => one.key === made.key)).toMatchObject({ expr: "sales / orders", format: { kind: "money" } });
    const alone = withRatio({ ...doc, measures: [sales] }, sales, (key) => key);
    expect(alone.doc.measures).toHaveLength(3);
  });

  it("a running total runs along time, a share is a percentage", () => {
    expect(withWindow(doc, sales, "running", "累计").measures?.[1]).toMatchObject({ window: "running", of: "sales", along: "month" });
    expect(withWindow(doc, sales, "pct_total", "占比").measures?.[1]).toMatchObject({ format: { kind: "percent" } });
  });

  it("two measures read back as the very pair, more than that is a formula", () => {
    for (const sign of ["/", "*", "+", "-"]) expect(ratioOf(ratioText({ left: "a_b", sign, right: "c" }))).toEqual({ left: "a_b", sign, right: "c" });
    expect(ratioOf("(a - b) / b")).toBeNull();
    expect(ratioOf("a")).toBeNull();
  });
});

describe("whose rows are counted", () => {
  const documents = sample();
  documents.forms.store = { key: "store", label: "门店", fields: [field("area", "number")] };
  documents.forms.visit = { key: "visit", label: "客流", fields: [field("day", "date"), field("shop", "relation", { form: "store" }), field("people", "integer")] };
  documents.forms.purchase!.fields.push(field("store", "relation", { form: "store" }), field("paid_at", "datetime"));

  it("the source, its lines, what it points at, what shares something", () => {
    expect(homesOf(documents, "purchase").map((one) => [one.key, one.way])).toEqual([["", "source"], ["purchase.lines", "lines"], ["store", "parent"], ["visit", "other"]]);
  });

  it("another form is connected by what both point at and by its date", () => {
    const home = homesOf(documents, "purchase").find((one) => one.key === "visit")!;
    expect(atHome(documents, "purchase", { key: "n", agg: "sum", field: "amount" }, home, ["store.area", "paid_at", "amount"])).toEqual({ key: "n", agg: "count", home: "visit", paths: { store: "shop", paid_at: "day" } });
  });
});

describe("problems stand beside their piece", () => {
  const doc: ReportDoc = { ...EMPTY, dimensions: [{ key: "a" }, { key: "b" }] };
  const problem = (path: string) => ({ level: "error" as const, code: "x", path, message: path });

  it("named by key or by number", () => {
    const all = ["report/r/dimensions/b/field", "report/r/dimensions/1", "report/r/dimensions/a", "report/other/dimensions/b", "report/r/filter/0"].map(problem);
    expect(problemsOf(all, doc, "dimension", "b").map((one) => one.path)).toEqual(["report/r/dimensions/b/field", "report/r/dimensions/1"]);
  });

  it("a text of the filter is found by what it says: the chosen period, a fixed condition", () => {
    const filtered: ReportDoc = { ...doc, params: [{ key: "period", type: "daterange" }], filter: ["paid_at in period", "amount > 0", "kind == 'sale'"] };
    const all = [0, 1, 2].map((at) => problem(`report/r/filter/${at}`));
    const found = (part: "param" | "filter", key: string) => problemsOf(all, filtered, part, key).map((one) => one.path.at(-1));
    expect(found("param", "period")).toEqual(["0"]);
    expect(found("filter", "0")).toEqual(["1"]);
    expect(found("filter", "1")).toEqual(["2"]);
    expect(problemsOf(all, { ...filtered, filter: filtered.filter!.slice(1) }, "param", "period")).toEqual([]);
  });
});

it("what is worked out for each, is worked out for whom most forms are about", () => {
  const documents = sample();
  documents.forms.purchase!.fields.push(field("again", "relation", { form: "purchase" }), field("member", "relation", { form: "member" }));
  documents.forms.coupon = { key: "coupon", label: "券", fields: [field("member", "relation", { form: "member" })] };
  expect([mainRelation(documents, "purchase"), mainRelation(documents, "member")]).toEqual(["member", undefined]);
});

describe("where a click leads, and what leads here", () => {
  const doc: ReportDoc = { ...EMPTY, dimensions: [{ key: "shop", field: "store" }, { key: "month", field: "paid_at", grain: "month" }] };

  it("a level is there once, by its dimension", () => {
    expect(withLevel(doc, ["shop"], "store")).toEqual(["shop"]);
    expect(withLevel(doc, ["store"], "store")).toEqual(["store"]);
    expect(withLevel(doc, ["shop"], "member.level")).toEqual(["shop", "member.level"]);
  });

  it("another report is told of the group, never one day instead of its period", () => {
    const target: ReportDoc = { ...EMPTY, key: "other", params: [{ key: "period", type: "daterange", field: "paid_at" }, { key: "of", type: "relation", field: "store" }] };
    expect(passOf(doc, target)).toEqual({ of: "shop" });
  });

  it("what uses it is found on dashboards, in other reports, in the menu", () => {
    const documents = sample();
    documents.reports = { r: { ...EMPTY, drill: [{ report: "r" }] }, other: { ...EMPTY, key: "other", label: "别的", drill: [{ report: "r" }] } };
    documents.dashboards = { d: { key: "d", label: "店长", tiles: [{ key: "t", grid: [0, 0, 3, 2], report: "r" }] } };
    expect(usesOfReport(documents, "r").map((one) => [one.at, one.label])).toEqual([["dashboard", "店长"], ["report", "别的"]]);
    documents.app.menu = [{ label: "报表", items: [{ report: "r" }, { dashboard: "d" }] }];
    expect([usesOfReport(documents, "r").at(-1)?.at, usesOfReport(documents, "other"), usesOfDashboard(documents, "d").map((one) => one.at)]).toEqual(["menu", [], ["menu"]]);
  });
});

describe("a funnel", () => {
  const documents = sample();
  documents.forms.purchase!.fields.push(field("member", "relation", { form: "member" }), field("paid_at", "datetime"));

  it("begins with whoever the records point at, at their first date", () => {
    expect(startFunnel(documents, "purchase")).toEqual({ entity: "member", within: [30, "day"], steps: [{ form: "purchase", entity: "member", at: "paid_at" }, { form: "purchase", entity: "member", at: "paid_at" }] });
    expect(stepForms(documents, "member").sort()).toEqual(["member", "purchase"]);
    expect(stepOf(documents, "member", "member")).toEqual({ form: "member", at: "created_at" });
  });

  it("a step lies in the chosen period or not, and keeps its own conditions", () => {
    const step = withConditions({ form: "purchase", at: "paid_at" }, "period", true, "amount > 0 and kind == 'sale'");
    expect(step.filter).toEqual(["paid_at in period", "amount > 0 and kind == 'sale'"]);
    expect(isBounded(step, "period")).toBe(true);
    expect(ownText(step, "period")).toBe("amount > 0 and kind == 'sale'");
    expect(withConditions(step, "period", false, ownText(step, "period"))).toEqual({ form: "purchase", at: "paid_at", filter: "amount > 0 and kind == 'sale'" });
    expect(isBounded({ form: "purchase", filter: "paid_at in periodical" }, "period")).toBe(false);
  });

  it("its charts are its own", () => {
    const doc: ReportDoc = { ...EMPTY, funnel: startFunnel(documents, "purchase"), charts: [{ type: "funnel" }] };
    expect(follow(KINDS, doc, doc)).toBe(doc);
  });
});

describe("the smallest group", () => {
  it("counts people who can be reached first, then whom else the records lead to, then the records themselves, then colleagues", () => {
    const documents = sample();
    documents.forms.purchase!.fields.push(field("clerk", "user"), field("refund_of", "relation", { form: "purchase" }), field("buyer", "relation", { form: "member" }));
    expect(peopleOf(documents, "purchase").map((way) => way.of)).toEqual(["buyer", "refund_of", "purchase", "clerk"]);
    expect(peopleOf(documents, "gone")).toEqual([]);
  });
});
