import { describe, expect, it } from "vitest";
import { sample } from "../commands/sample";
import type { MenuDoc, OptionDoc } from "../commands/documents";
import { clientField, clientForm } from "./canvas/client_form";
import { placeOfDrop } from "./canvas/editing";
import { newField } from "./canvas/new_field";
import type { FieldKind } from "./builder_api";
import { spotOf } from "./check/problems";
import { complete, type Source } from "./expressions/completion";
import { titleFields, titleOf } from "./form/title";
import zh from "./i18n/zh-CN.json";
import en from "./i18n/en.json";
import { editAt, idsOf, removeAt, targetOf, toGroup } from "./menu/menu_tree";
import { optionLines, optionsFromLines } from "./panel/options_text";

const options: OptionDoc[] = [
  { key: "gold", label: { "zh-CN": "金卡", en: "Gold" }, color: "gold" },
  { key: "silver", label: "银卡" },
  { key: "old", label: "旧卡", archived: true },
];
const shown = (list: readonly OptionDoc[]) => list.filter((one) => !one.archived).map((one) => one.key);

describe("options as lines", () => {
  it("unchanged lines change nothing", () => {
    expect(optionsFromLines(options, optionLines(options, "zh-CN"), "zh-CN")).toEqual(options);
  });

  it("a moved or renamed line keeps its key, colour and other language", () => {
    expect(shown(optionsFromLines(options, "银卡\n金卡", "zh-CN"))).toEqual(["silver", "gold"]);
    const renamed = optionsFromLines(options, "黄金卡\n银卡", "zh-CN");
    expect(renamed[0]).toEqual({ key: "gold", label: { "zh-CN": "黄金卡", en: "Gold" }, color: "gold" });
  });

  it("a lost line is archived, a line of an archived option brings it back", () => {
    const fewer = optionsFromLines(options, "金卡", "zh-CN");
    expect(fewer.find((one) => one.key === "silver")?.archived).toBe(true);
    expect(shown(optionsFromLines(options, "金卡\n银卡\n旧卡", "zh-CN"))).toEqual(["gold", "silver", "old"]);
  });

  it("pasted lines lose blanks and repetitions and get new keys", () => {
    const fresh = optionsFromLines([], " 甲 \r\n\n乙\n甲", "zh-CN");
    expect(fresh.map((one) => one.label)).toEqual(["甲", "乙"]);
    expect(new Set(fresh.map((one) => one.key)).size).toBe(2);
  });
});

describe("the menu as a tree", () => {
  const menu: MenuDoc[] = [{ form: "a" }, { label: "组", items: [{ form: "b" }, { form: "c" }] }, { form: "d" }];

  it("entries go into a group and out again", () => {
    expect(toGroup(menu, [2], 1)).toEqual([{ form: "a" }, { label: "组", items: [{ form: "b" }, { form: "c" }, { form: "d" }] }]);
    expect(toGroup(menu, [0], 1)).toEqual([{ label: "组", items: [{ form: "b" }, { form: "c" }, { form: "a" }] }, { form: "d" }]);
    expect(toGroup(menu, [1, 0], null)).toEqual([{ form: "a" }, { label: "组", items: [{ form: "c" }] }, { form: "d" }, { form: "b" }]);
    expect(toGroup(menu, [1], 1)).toEqual(menu);
  });

  it("a removed group leaves its entries in its place", () => {
    expect(removeAt(menu, [1])).toEqual([{ form: "a" }, { form: "b" }, { form: "c" }, { form: "d" }]);
    expect(editAt(menu, [1, 1], (entry) => ({ ...entry, label: "丙" }))[1]?.items?.[1]).toEqual({ form: "c", label: "丙" });
    expect(new Set(idsOf([...menu, { form: "a" }], [])).size).toBe(4);
  });

  it("shows reports and dashboards with their own picture, as people will see them", () => {
    const documents = { ...sample(), reports: { r: { key: "r", label: "销售", source: "purchase", icon: "pie-chart" } }, dashboards: { d: { key: "d", label: "店长" }, e: { key: "e", label: "总部", icon: "star" } } };
    expect([{ report: "r" }, { dashboard: "d" }, { dashboard: "e" }, { report: "gone" }].map((entry) => targetOf(documents, entry).icon)).toEqual(["pie-chart", "dashboard", "star", "chart"]);
  });
});

describe("the canvas", () => {
  const { member } = sample().forms;

  it("a drop lands before or behind its target, counted without the moved field", () => {
    expect(placeOfDrop(member!, null, "phone", true)).toEqual({ section: 0, index: 2 });
    expect(placeOfDrop(member!, "name", "phone", true)).toEqual({ section: 0, index: 1 });
    expect(placeOfDrop(member!, "phone", "name", false)).toEqual({ section: 0, index: 0 });
    expect(placeOfDrop(member!, "name", "level", null)).toEqual({ section: 1, index: 0 });
    expect(placeOfDrop(member!, "name", "gone", true)).toBeNull();
  });

  it("draws the draft's form with labels of the language and keeps unchanged fields the same", () => {
    const drawn = clientForm(member!, "zh-CN", () => false);
    expect(drawn.layout.map((section) => section.fields)).toEqual([["name", "phone"], ["level"]]);
    const level = member!.fields[2]!;
    expect(clientField(level, "zh-CN", () => false)).toBe(clientField(level, "zh-CN", () => false));
    expect(drawn.fields[2]?.config?.options).toEqual([{ key: "gold", label: "金卡", color: null }]);
  });

  it("a new field has a free label and a configuration that works", () => {
    const start = { documents: sample(), form: member!, locale: "zh-CN", t: (key: string, values?: Record<string, unknown>) => `${key} ${values?.n ?? ""}` };
    const kind = (name: string): FieldKind => ({ name, label: { "zh-CN": "NAME", en: name }, help: "", icon: "", group: "common", config_schema: {}, example: {}, operators: [], computed: false });
    expect(newField(kind("text"), start).label).toBe("NAME 2");
    expect(newField(kind("choice"), start).options).toHaveLength(3);
    expect(newField(kind("relation"), start).form).toBe("purchase");
    expect(newField(kind("subtable"), start).fields).toHaveLength(2);
  });

  it("a problem leads to its very place", () => {
    expect(spotOf("shop", "form/member/fields/level/options")).toEqual({ to: "/design/shop/forms/member", search: { field: "level" } });
    expect(spotOf("shop", "form/member/logic/0/when").to).toBe("/design/shop/forms/member/logic");
    expect(spotOf("shop", "role/owner/grants/0/rows").to).toBe("/design/shop/roles/owner");
    expect(spotOf("shop", "app/shop/menu/1").to).toBe("/design/shop/menu");
  });

  it("titles are made of fields", () => {
    expect(titleFields({ ...member!, title: "{{no}} · {{amount}}" })).toEqual(["no", "amount"]);
    expect(titleFields({ ...member!, title: titleOf(["name", "level"]) })).toEqual(["name", "level"]);
  });
});

describe("completion", () => {
  const documents = sample();
  documents.forms.purchase!.fields.push({ key: "member", type: "relation", label: "会员", form: "member" });
  const source: Source = {
    place: { documents, form: "purchase", locale: "zh-CN" },
    fields: [],
    functions: [{ name: "SUM", label: { "zh-CN": "合计" }, help: { "zh-CN": "加起来" }, signature: "SUM(x)" }],
    words: { and: "且", or: "或" },
  };
  const inserts = (before: string, asked = false) => complete(source, before, asked).suggestions.map((one) => one.insert);

  it("offers fields by label, functions by label or name, words", () => {
    expect(inserts("会")).toEqual(["member"]);
    expect(inserts("1 + 合")).toEqual(["SUM("]);
    expect(inserts("amount > 1 且")).toEqual([" and "]);
    expect(complete(source, "1 + 合", false).from).toBe(4);
  });

  it("steps along a relation, replacing the whole path", () => {
    expect(inserts("1 + member.")).toContain("member.level");
    expect(complete(source, "1 + member.LEV", false)).toMatchObject({ from: 4, suggestions: [{ insert: "member.level" }] });
  });

  it("offers the options of the choice that is compared", () => {
    expect(inserts("member.level == ")).toEqual(["'gold'"]);
    expect(inserts("member.level == 金")).toEqual(["'gold'"]);
  });

  it("says nothing inside a text, nor unasked", () => {
    expect(inserts("name == '会")).toEqual([]);
    expect(inserts("")).toEqual([]);
    expect(inserts("", true)).toContain("amount");
  });
});

describe("texts", () => {
  const flat = (tree: object, path = ""): string[] =>
    Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [path + key] : flat(value as object, `${path}${key}.`)));
  const at = (tree: object, path: string): string => path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], tree) as string;

  it("both languages have the same texts with the same placeholders", () => {
    expect(flat(en)).toEqual(flat(zh));
    for (const path of flat(zh)) {
      const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
      expect(names(at(en, path)), path).toEqual(names(at(zh, path)));
    }
  });

  it("Chinese texts use full-width punctuation and none of the banned words", () => {
    for (const path of flat(zh)) {
      const text = at(zh, path);
      expect(text, path).not.toMatch(/[\u4e00-\u9fff][,;:!?]/);
      expect(text, path).not.toMatch(/定义|组件|判定|操作者|授权|实例|节点类型|有损|阻断/);
    }
  });
});
