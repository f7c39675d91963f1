import type { TileDef } from "../../api/numbers";
import type { AppDef } from "../../api/types";
import { answer } from "../../charts/sample_answer";
import { activeEntry, entryOf, menuOf } from "../shell/menu";
import { createGate } from "./gate";
import { heightOf, inOrder, phoneHeight, phoneOrder } from "./order";
import { columnsOf } from "./RecordsTile";
import { crossable } from "./ReportTile";
import { askedOf } from "./use_dashboard";

const tile = (key: string, grid: TileDef["grid"], type = "bar", kind: TileDef["kind"] = "report"): TileDef => ({ key, label: key, grid, kind, chart: { type } });

describe("tiles", () => {
  const tiles = [tile("line", [0, 3, 12, 6]), tile("b", [6, 0, 6, 3], "number"), tile("a", [0, 0, 6, 3], "number"), tile("c", [0, 9, 4, 3], "number"), tile("list", [0, 12, 6, 6], "", "records")];

  it("are read from the top, from the left", () => {
    expect(inOrder(tiles).map((one) => one.key)).toEqual(["a", "b", "line", "c", "list"]);
  });

  it("stand two by two on a phone where they are cards, one left alone takes the line", () => {
    expect(phoneOrder(tiles).map(({ tile: one, half }) => [one.key, half])).toEqual([["a", true], ["b", true], ["line", false], ["c", false], ["list", false]]);
  });

  it("are as high as they need on a phone, charts neither flat nor endless", () => {
    expect(tiles.map(phoneHeight)).toEqual([heightOf(6), undefined, undefined, undefined, undefined]);
    expect(phoneHeight(tile("flat", [0, 0, 12, 2]))).toBe(280);
    expect(phoneHeight(tile("tall", [0, 0, 12, 20]))).toBe(420);
    expect(phoneHeight(tile("dial", [0, 0, 4, 6], "gauge"))).toBe(166);
  });
});

describe("what one tile is asked", () => {
  const cross = [
    { tile: "t1", dimension: "fmt", value: "f1", text: "业态：餐饮" },
    { tile: "t2", dimension: "store", value: "s1", text: "门店：禾里火锅" },
  ];
  const state = { params: { malls: ["m1"] }, cross, drillOf: (key: string) => (key === "t1" ? [["fmt", "f1"] as [string, string]] : []) };

  it("is narrowed by what was chosen in others, not in itself, and goes down on its own", () => {
    expect(askedOf(state, "t1")).toEqual({ params: { malls: ["m1"] }, cross: [{ tile: "t2", dimension: "store", value: "s1" }], drill: { t1: [["fmt", "f1"]] } });
    expect(askedOf({ ...state, cross: [] }, "t2")).toEqual({ params: { malls: ["m1"] } });
  });

  it("offers groups that other tiles can know: no moments, not the rest", () => {
    expect(crossable(answer(), { row: 0 })).toEqual([{ dimension: "fmt", label: "业态", text: "餐饮" }]);
    expect(crossable(answer({ others: { "0": ["fmt"] } }), { row: 0 })).toEqual([]);
    expect(crossable(answer(), { groups: { fmt: "f1" }, name: "餐饮" })).toEqual([]);
  });
});

describe("the gate", () => {
  const later = () => {
    let done!: (value: string) => void;
    const promise = new Promise<string>((resolve) => (done = resolve));
    return { promise, done };
  };

  it("lets two in at a time, the others in their order", async () => {
    const gate = createGate(2);
    const started: number[] = [];
    const works = [later(), later(), later(), later()];
    const results = works.map((work, at) => gate(() => (started.push(at), work.promise)));
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    works[1]!.done("b");
    await results[1];
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const work of works) work.done("x");
    expect(await Promise.all(results)).toEqual(["x", "b", "x", "x"]);
  });

  it("goes on after a failure and does not begin what nobody wants any more", async () => {
    const gate = createGate(1);
    const stop = new AbortController();
    const failed = gate(() => Promise.reject(new Error("broken")));
    const unwanted = gate(() => Promise.resolve("never"), stop.signal);
    stop.abort();
    await expect(failed).rejects.toThrow("broken");
    await expect(unwanted).rejects.toThrow();
    expect(await gate(() => Promise.resolve("next"))).toBe("next");
  });
});

describe("the menu", () => {
  const app = {
    key: "mall",
    menu: [{ label: "报表", items: [{ dashboard: "board" }, { report: "sales", label: "销售" }, { report: "hidden" }, { form: "member" }] }],
    forms: { member: { key: "member", label: "会员", icon: "user" } },
    reports: [{ key: "sales", label: "销售分析", icon: "line-chart" }],
    dashboards: [{ key: "board", label: "经营总览" }],
  } as unknown as AppDef;
  const items = app.menu[0]!.items!;

  it("knows dashboards and reports by their own words, and none a person may not open", () => {
    expect(items.map((item) => entryOf(app, item)?.label)).toEqual(["经营总览", "销售", undefined, "会员"]);
    expect(items.map((item) => entryOf(app, item)?.path)).toEqual(["/app/mall/d/board", "/app/mall/r/sales", undefined, "/app/mall/member"]);
  });

  it("marks where one is", () => {
    expect(activeEntry(app, "/app/mall/r/sales", undefined)).toBe(items[1]);
    expect(activeEntry(app, "/app/mall/member/new", undefined)).toBe(items[3]);
  });

  it("has everything where an app has no menu of its own", () => {
    expect(menuOf({ ...app, menu: [] })).toEqual([{ dashboard: "board" }, { form: "member" }, { report: "sales" }]);
  });
});

it("a list tile shows the fields it names, without what the title says and what is closed", () => {
  const app = { forms: { member: { key: "member", label: "会员", title_fields: ["name"], fields: [{ key: "name" }, { key: "tier" }] } } } as unknown as AppDef;
  const list = { records: [], form: "member", filter: null, columns: ["name", "tier", "secret"] };
  expect(columnsOf(app, list).map((field) => field.key)).toEqual(["tier"]);
});
