import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { ApiError } from "../../api/client";
import type { AskedValues, Param, ParamValues } from "../../api/numbers";
import type { AppDef } from "../../api/types";
import { answer } from "../../charts/sample_answer";
import texts from "../../i18n/numbers/zh-CN.json";
import app from "../../i18n/zh-CN.json";
import { clearParams, decode, encode, missing, passParams, readCross, readDrill, readParams, toggleCross, valueOf, writeCross, writeDrill, writeParam } from "./address";
import { shortPeriod } from "./AsOf";
import { Breadcrumb } from "./Breadcrumb";
import { PeriodButton } from "./PeriodButton";
import { PointMenu, placeOf } from "./PointMenu";
import { daysOf, periodText, rangeOf, samePeriod } from "./periods";
import Params from "./Params";
import { groupReports } from "./ReportsPage";
import { readTyped } from "./TypedBox";
import { faultsOf } from "./use_report";
import { canPass, groupsAt, passed, waysDown } from "./use_points";

const period: Param = {
  key: "period",
  label: "时间",
  type: "daterange",
  default: { rel: "this", unit: "month", to: "now" },
  presets: [
    { label: "本月", value: { rel: "this", unit: "month", to: "today" } },
    { label: "近 7 天", value: { rel: "last", n: 7, unit: "day" } },
  ],
};
const floors: Param = { key: "floors", label: "楼层", type: "integer", multi: true, optional: true };
const say = (key: string, values?: Record<string, unknown>): string => i18next.t(key, { ns: "numbers", ...values });

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "zh-CN", ns: ["app", "numbers"], defaultNS: "app", resources: { "zh-CN": { app, numbers: texts } }, interpolation: { escapeValue: false } });
});

describe("the address of a report", () => {
  it.each([["dining"], ["~tilde"], [""], [3], [true], [null], [[1, 2]], [{ rel: "last", n: 7, unit: "day" }], [["2026-11-01", "2026-12-01"]]])("gives %j back as it was", (value) => {
    expect(decode(encode(value))).toEqual(value);
  });

  it("reads what somebody set and leaves out what is broken or unknown", () => {
    expect(readParams({ "p.floors": "~[1,2]", "p.period": "~{broken", "p.other": "x", floors: "y" }, [period, floors])).toEqual({ floors: [1, 2] });
  });

  it("does not write a default, and writes that an optional one was emptied", () => {
    expect(writeParam(period, { rel: "this", unit: "month", to: "now" })).toEqual({ "p.period": undefined });
    expect(writeParam({ ...floors, default: [3] }, [])).toEqual({ "p.floors": "~null" });
    expect(writeParam(floors, [])).toEqual({ "p.floors": undefined });
    expect(clearParams([period])).toEqual({ "p.period": undefined });
    expect(valueOf({ ...floors, default: [3] }, { floors: null })).toBeNull();
    expect(valueOf({ ...floors, default: [3] }, {})).toEqual([3]);
  });

  it("hands parameters on to another report: no limit is a choice, nothing chosen is none", () => {
    expect(passParams({ store: "06Y", floors: [], n: 3, period: null })).toEqual({ "p.store": "06Y", "p.n": "~3", "p.period": "~null" });
    const unlimited = { ...period, optional: true };
    expect(readParams(passParams({ period: null }), [unlimited])).toEqual({ period: null });
    expect(readParams(passParams({ period: null, floors: null }), [period, floors])).toEqual({});
  });

  it("knows what must be set before anything can be counted", () => {
    const store: Param = { key: "store", label: "门店", type: "relation" };
    expect(missing([store, floors, period], {}).map((param) => param.label)).toEqual(["门店"]);
    expect(missing([store], { store: "s1" })).toEqual([]);
  });

  it("keeps the way down and forgets a forged one", () => {
    const steps: [string, string | null][] = [["fmt", "f1"], ["store", null]];
    expect(readDrill(writeDrill(steps))).toEqual(steps);
    expect(writeDrill([])).toBeUndefined();
    expect(readDrill('[["fmt"],{"a":1},["x",{"y":1}],["fmt","f1"]]')).toEqual([["fmt", "f1"]]);
    expect(readDrill("{}")).toEqual([]);
    expect(readDrill("[broken")).toEqual([]);
  });
});

describe("groups that narrow", () => {
  const one = { tile: "t1", dimension: "fmt", value: "f1", text: "业态：餐饮" };

  it("are written and read with their words", () => {
    expect(readCross(writeCross([one]))).toEqual([one]);
    expect(readCross('[["t1","fmt"]]')).toEqual([]);
    expect(writeCross([])).toBeUndefined();
  });

  it("go when chosen again, and make way for another of the same kind", () => {
    expect(toggleCross([one], one)).toEqual([]);
    expect(toggleCross([one], { ...one, value: "f2" }).map((other) => other.value)).toEqual(["f2"]);
    expect(toggleCross([one], { ...one, dimension: "store", value: "s1" })).toHaveLength(2);
  });
});

describe("periods", () => {
  it("end with their last day on the screen and the day after on the wire", () => {
    expect(rangeOf("2026-11-01", "2026-11-30")).toEqual(["2026-11-01", "2026-12-01"]);
    expect(daysOf(["2026-11-01", "2026-12-01"])).toEqual(["2026-11-01", "2026-11-30"]);
    expect(daysOf({ rel: "this", unit: "month" })).toBeNull();
  });

  it("are told by their preset, up to today or to now alike, else in words, else by their days", () => {
    expect(periodText(period, { unit: "month", rel: "this", to: "now" }, say)).toBe("本月");
    expect(periodText(period, { rel: "last", n: 8, unit: "week" }, say)).toBe("近 8 周");
    expect(periodText(period, { rel: "past", n: 12, unit: "month" }, say)).toBe("过去 12 个月（不含本月）");
    expect([["this", "day"], ["last", "week"], ["past", "year"], ["next", "quarter"]].map(([rel, unit]) => periodText(period, { rel, unit } as never, say))).toEqual(["今天", "上周", "去年", "下季"]);
    expect([periodText(period, { rel: "past", n: 1, unit: "month" }, say), periodText(period, { rel: "next", n: 1, unit: "week" }, say)]).toEqual(["上月", "未来 1 周"]);
    expect(periodText(period, ["2026-11-01", "2026-12-01"], say)).toBe("2026-11-01 – 11-30");
    expect(periodText(period, ["2025-12-01", "2026-02-01"], say)).toBe("2025-12-01 – 2026-01-31");
    expect(periodText(period, ["2026-11-22", "2026-11-23"], say)).toBe("2026-11-22");
    expect(periodText(period, null, say)).toBeNull();
    expect(samePeriod({ rel: "last", n: 7, unit: "day" }, { rel: "last", unit: "day" })).toBe(false);
  });

  it("are shortened in a tile", () => {
    expect(shortPeriod("2026-11-01 – 2026-11-22", "2026")).toBe("11-01 – 11-22");
    expect(shortPeriod("2025-11-01 – 2025-11-22", "2026")).toBe("2025-11-01 – 11-22");
    expect(shortPeriod("2025-12-01 – 2026-11-22", "2026")).toBe("2025-12-01 – 2026-11-22");
    expect(shortPeriod(null, "2026")).toBeNull();
  });

  it("show no days of before once they are told in words", async () => {
    const { rerender } = render(<PeriodButton param={period} value={["2026-11-01", "2026-11-11"]} onChange={() => undefined} />);
    const from = async (value: typeof period.default) => {
      rerender(<PeriodButton param={period} value={value!} onChange={() => undefined} />);
      await userEvent.click(screen.getByRole("button", { name: /时间/ }));
      const box = await screen.findByLabelText("从");
      const day = (box as HTMLInputElement).value;
      await userEvent.click(screen.getByRole("button", { name: /时间/ }));
      return day;
    };
    expect(await from(["2026-11-01", "2026-11-11"])).toMatch(/11-01$/);
    expect(await from(period.default)).toBe("");
    expect(await from(["2026-10-05", "2026-10-11"])).toMatch(/10-05$/);
  });

  it("are chosen by a click, or from day to day", async () => {
    const chosen: unknown[] = [];
    render(<PeriodButton param={period} value={period.default!} onChange={(value) => chosen.push(value)} />);
    await userEvent.click(screen.getByRole("button", { name: /时间\s*本月/ }));
    expect(await screen.findByRole("button", { name: "本月" })).toHaveAttribute("aria-pressed", "true");
    await userEvent.click(screen.getByRole("button", { name: "近 7 天" }));
    await userEvent.click(screen.getByRole("button", { name: /时间/ }));
    // the calendar itself is a library's: its box takes typed days
    await userEvent.type(await screen.findByLabelText("从"), "2026-11-01{Enter}");
    await userEvent.type(screen.getByLabelText("到"), "2026-11-10{Enter}");
    await userEvent.click(screen.getByRole("button", { name: /应\s?用/ }));
    expect(chosen).toEqual([{ rel: "last", n: 7, unit: "day" }, ["2026-11-01", "2026-11-11"]]);
  });
});

describe("what one may choose", () => {
  const store: Param = { key: "stores", label: "门店", type: "relation", form: "store", multi: true, default: ["s1"] };
  const changes: [string, unknown][] = [];
  const asked: AskedValues[] = [];
  const box = (params: Param[], values: ParamValues = {}, faults?: Record<string, string>) => (
    <QueryClientProvider client={new QueryClient()}>
      <Params
        place={["mall", "report", "sales"]}
        params={params}
        values={values}
        faults={faults}
        onChange={(param, value) => void changes.push([param.key, value])}
        onClear={() => undefined}
        ask={(given) => (asked.push(given), Promise.resolve({ options: [{ value: "s2", label: "禾里火锅" }], chosen: (given.chosen ?? []).map((value) => ({ value, label: "青陌女装" })) }))}
      />
    </QueryClientProvider>
  );
  beforeEach(() => {
    changes.splice(0);
    asked.splice(0);
    vi.spyOn(window, "matchMedia").mockImplementation((media) => ({ matches: true, media, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList);
  });
  afterEach(() => void vi.restoreAllMocks());

  it("is told by its name, also when it is not among those offered first", async () => {
    render(box([store]));
    expect(await screen.findByText("青陌女装")).toBeInTheDocument();
    expect(asked).toEqual([{ param: "stores", chosen: ["s1"] }]);
    expect(screen.queryByText("s1")).toBeNull();
  });

  it("stays in force when what must be set is emptied, and says so beside it", async () => {
    render(box([store]));
    await screen.findByText("青陌女装");
    await userEvent.type(screen.getByRole("combobox", { name: "门店" }), "{Backspace}");
    expect(await screen.findByRole("alert")).toHaveTextContent("这一项不能空着");
    expect(changes).toEqual([]);
  });

  it("is typed where there is nothing to choose from", async () => {
    render(box([{ key: "word", label: "名称", type: "text", typed: true, optional: true }, { key: "share", label: "占比", type: "percent", typed: true, default: "0.125" }]));
    await userEvent.type(screen.getByRole("textbox", { name: "名称" }), "火锅{Enter}");
    const share = screen.getByRole("textbox", { name: "占比" });
    expect(share).toHaveValue("12.5");
    await userEvent.clear(share);
    await userEvent.tab();
    expect(screen.getByRole("alert")).toHaveTextContent("这一项不能空着");
    await userEvent.type(share, "many{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("请填数字");
    await userEvent.clear(share);
    await userEvent.type(share, "80{Enter}");
    expect(Object.fromEntries(changes)).toEqual({ word: "火锅", share: "0.8" });
    expect([readTyped({ type: "integer" }, "1,200"), readTyped({ type: "integer" }, "1.5"), readTyped({ type: "money" }, "１０"), readTyped({ type: "text" }, "x")]).toEqual([1200, null, "10", "x"]);
  });

  it("is refused beside its box", () => {
    const refusal = (pointer: string) => new ApiError(400, { errors: [{ pointer, code: "number_too_large", message: "数字太大。" }] });
    expect([faultsOf(refusal("/params/least")), faultsOf(refusal("/drill/0")), faultsOf(new Error("x"))]).toEqual([{ least: "数字太大。" }, null, null]);
    render(box([{ key: "least", label: "至少", type: "money", typed: true, default: "1" }], {}, { least: "数字太大。" }));
    expect(screen.getByRole("textbox", { name: "至少" })).toHaveAccessibleDescription("数字太大。");
  });
});

describe("pointing at a group", () => {
  it("leads down by every dimension that has a way, after the steps taken already", () => {
    const drilled = answer({ drill: { at: [{ key: "mall", label: "商场", value: "m1", text: "禾光" }], ways: { fmt: { key: "store", label: "门店" }, month: { key: "day", label: "日" } }, next: null, records: "sale", reports: [] } });
    expect(waysDown(drilled, groupsAt(drilled, { row: 0 }))).toEqual([
      { label: "门店", steps: [["mall", "m1"], ["fmt", "f1"]] },
      { label: "日", steps: [["mall", "m1"], ["month", "2026-11-01"]] },
    ]);
    expect(waysDown(drilled, { month: "2026-11-01" })).toHaveLength(1);
    expect(waysDown(answer({ drill: null }), {})).toEqual([]);
  });

  it("leads nowhere down from the rest", () => {
    const rest = answer({ others: { "0": ["fmt"] } });
    expect(waysDown(rest, groupsAt(rest, { row: 0 }))).toEqual([]);
  });

  it("hands another report its group, where one may be set there", () => {
    expect(passed({ store: "fmt", other: "gone" }, { fmt: "f1" })).toEqual({ store: "f1" });
    expect([canPass({ store: "fmt" }, { fmt: "f1" }, []), canPass({ store: "fmt" }, {}, []), canPass(undefined, { fmt: null }, [])]).toEqual([true, true, true]);
    expect([canPass({ store: "fmt" }, { fmt: null }, []), canPass({ store: "fmt" }, {}, ["fmt"])]).toEqual([false, false]);
  });

  it("opens a menu one can use without a mouse, where the event was", async () => {
    const acted: string[] = [];
    const at = { x: 10, y: 10, name: "餐饮", actions: [{ key: "a", icon: "view", label: "看明细", act: () => void acted.push("a") }] };
    render(<PointMenu at={at} onClose={() => acted.push("closed")} />);
    await userEvent.click(await screen.findByRole("menuitem", { name: "看明细" }));
    expect(acted).toContain("a");
    expect(placeOf(new MouseEvent("click", { clientX: 5, clientY: 7 }))).toEqual({ x: 5, y: 7 });
  });

  it("goes back up by the steps above", async () => {
    const gone: unknown[] = [];
    const step = (key: string, value: string, text: string) => ({ key, value, text, label: key });
    render(<Breadcrumb drill={{ at: [step("fmt", "f1", "餐饮"), step("store", "s1", "禾里火锅")], next: null, records: null, reports: [] }} onGo={(steps) => gone.push(steps)} />);
    await userEvent.click(screen.getByRole("button", { name: "餐饮" }));
    await userEvent.click(screen.getByRole("button", { name: "全部" }));
    expect(gone).toEqual([[["fmt", "f1"]], []]);
    expect(screen.getByText("禾里火锅")).toHaveAttribute("aria-current", "step");
  });
});

it("all reports stand by what they count, most first, and are found by their words", () => {
  const form = (key: string, label: string) => ({ key, label, color: null });
  const definition = {
    forms: { member: form("member", "会员"), sale: form("sale", "消费") },
    reports: [
      { key: "a", label: "会员增长", form: "member" },
      { key: "b", label: "每日销售", form: "sale", help: "按天看" },
      { key: "c", label: "坪效", form: "sale" },
      { key: "d", label: "无主", form: "gone" },
    ],
  } as unknown as AppDef;
  expect(groupReports(definition, "", "其他").map((group) => [group.label, group.reports.length])).toEqual([["消费", 2], ["会员", 1], ["其他", 1]]);
  expect(groupReports(definition, "按天", "其他").flatMap((group) => group.reports.map((one) => one.key))).toEqual(["b"]);
});
