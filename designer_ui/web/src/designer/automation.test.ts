import { describe, expect, it } from "vitest";
import type { Documents, WorkflowDoc } from "../commands/documents";
import { reachable } from "../commands/edit_workflows";
import { field, sample } from "../commands/sample";
import { spotOf } from "./check/problems";
import { bindingsBefore, bindingsInside, type BindingWords } from "./config/bindings";
import { readDuration, writeDuration } from "./config/duration";
import { choices, startConfig, written } from "./config/properties";
import { expressionOf, parts, placesOf, templateOf } from "./config/text_expression";
import { easyWay } from "./config/ValueCell";
import { peoplePaths } from "./config/WhoPicker";
import { conjuncts } from "./expressions/conditions";
import { children, resolve, type Place } from "./expressions/paths";
import { extraNames, formAt, type Scope } from "./expressions/scope";
import { revert, run } from "../commands/command";
import { addOutbox, makeOutbox } from "./messages/outbox";
import { smsCount } from "./messages/MessagesPage";
import { cook, contactForm, RECIPES } from "./rules/recipes";
import { measureOf } from "./rules/SwitchOn";
import { sampleCatalog } from "./sample_catalog";
import { cook as cookFlow, recipeLabel, RECIPES as FLOWS } from "./workflows/recipes";
import { mark } from "./workflows/use_graph";

/** A mall in small: members with a birthday and somebody who looks after them, purchases, an outbox. */
function mall(): Documents {
  const documents = sample();
  documents.forms.member!.fields.push(field("birthday", "date", { label: "生日" }), field("joined", "date", { label: "入会日期" }), field("last", "date", { label: "最近消费" }), field("keeper", "user", { label: "专属客服" }), field("ends", "date", { label: "等级有效期" }));
  documents.forms.purchase!.fields.push(field("member", "relation", { label: "会员", form: "member" }), field("points", "integer", { label: "本单积分" }));
  documents.forms.purchase!.label = "消费";
  documents.forms.touch = { key: "touch", label: "触达记录", fields: [field("who", "relation", { form: "member" }), field("text", "long_text")] };
  documents.app.outbox = { form: "touch", contact: "who", channel: "channel", text: "text", state: "state" };
  return documents;
}

describe("texts with fields in them", () => {
  it("become an expression and come back as they were", () => {
    for (const text of ["", "你好", "it's {{name}}", "{{name}}", "{{member.name}} 消费 {{amount}} 元", "a\\b {{ROUND(amount, 1)}}'"]) {
      expect(templateOf(expressionOf(text)), text).toBe(text);
    }
    expect(expressionOf("你好 {{name}}")).toBe("CONCAT('你好 ', name)");
    expect(expressionOf("")).toBe("");
  });

  it("what is more than words and places stays a formula", () => {
    for (const text of ["name", "1 + 2", "CONCAT(name) + 'x'", "IF(a, 'x', 'y')", "CONCAT(a, '{{')", "CONCAT("]) expect(templateOf(text), text).toBeNull();
    expect(templateOf("CONCAT(IF(EMPTY(a), 'x, y', b), 'c')")).toBe("{{IF(EMPTY(a), 'x, y', b)}}c");
  });

  it("name their places once, broken ones are words", () => {
    expect(placesOf("{{a}} {{b.c}} {{a}}")).toEqual(["a", "b.c"]);
    expect(parts("{{a} b}}")).toEqual([{ text: "{{a} b}}", place: false }]);
  });

  it("values are chosen where they can be", () => {
    const level = sample().forms.member!.fields[2];
    expect(easyWay(level, "'gold'")).toBe("option");
    expect(easyWay(level, "")).toBe("option");
    expect(easyWay(level, "member.level")).toBeNull();
    expect(easyWay(field("ok", "boolean"), "True")).toBe("yes_no");
    expect(easyWay(field("name"), "CONCAT('a', b)")).toBe("text");
    expect(easyWay(field("amount", "money"), "1")).toBeNull();
    expect(easyWay(undefined, "")).toBeNull();
  });
});

describe("configurations", () => {
  const { triggers, actions } = sampleCatalog();

  it("start with what the schema asks for and no empty words", () => {
    expect(startConfig(actions[0]!.config_schema, { type: "create" })).toEqual({ type: "create", values: {} });
    expect(startConfig(actions[2]!.config_schema)).toEqual({});
    expect(startConfig(triggers[2]!.config_schema)).toEqual({});
    expect(startConfig({ properties: { every: { enum: ["day", "week"], default: "week" } }, required: ["every"] })).toEqual({ every: "week" });
  });

  it("an emptied property goes, zero and false stay", () => {
    expect(written({ a: 1, b: 2 }, "a", "")).toEqual({ b: 2 });
    expect(written({}, "days", 0)).toEqual({ days: 0 });
    expect(written({}, "roles", [])).toEqual({});
    expect(written({}, "yearly", false)).toEqual({ yearly: false });
  });

  it("words of an enumeration come from either way of writing them", () => {
    expect(choices({ enum: ["a", "b"], labels: { a: { "zh-CN": "甲" } }, options: [{ key: "b", label: "乙" }] }, "zh-CN")).toEqual([{ value: "a", label: "甲" }, { value: "b", label: "乙" }]);
  });

  it("lengths of time are read in the largest whole unit", () => {
    expect(["PT15M", "PT2H", "P1D", "PT48H", "P1DT2H", "PT0M", "soon"].map(readDuration)).toEqual([
      { count: 15, unit: "minute" }, { count: 2, unit: "hour" }, { count: 1, unit: "day" }, { count: 48, unit: "hour" }, { count: 26, unit: "hour" }, null, null,
    ]);
    for (const text of ["PT15M", "PT2H", "P3D"]) expect(writeDuration(readDuration(text)!)).toBe(text);
  });
});

describe("names in a rule", () => {
  const words: BindingWords = { step: (n, name) => `第 ${n} 步的${name}`, each: (name) => `每一条${name}`, lot: "这一批", taken: "取用", short: "缺少", say: (label) => String(label ?? "") };
  const said = { old: "修改前", trigger: "触发的数据", self: "这条数据" };
  const place = (scope: Scope): Place => ({ documents: mall(), form: scope.target ?? scope.form, locale: "zh-CN", extra: extraNames(scope, said) });

  it("the record before is known where the event is a change, and leads on", () => {
    expect(resolve(place({ form: "purchase", old: true, bindings: [] }), "old.member.birthday")?.full).toBe("修改前.会员.生日");
    expect(resolve(place({ form: "purchase", old: false, bindings: [] }), "old.amount")).toBeNull();
  });

  it("seen from other records, plain names are theirs and the record is the triggering one", () => {
    const there = place({ form: "purchase", target: "member", old: true, bindings: [] });
    expect(resolve(there, "birthday")?.label).toBe("生日");
    expect(resolve(there, "trigger.amount")?.full).toBe("触发的数据.AMOUNT");
    expect(resolve(there, "trigger.id")?.full).toBe("触发的数据.这条数据");
    expect(children(there).map((one) => one.path)).toContain("trigger");
    expect(children(place({ form: "purchase", old: false, bindings: [] })).map((one) => one.path)).not.toContain("trigger");
  });

  it("what earlier actions found is known to those that follow, not to themselves", () => {
    const actions = [{ type: "find", form: "member", match: "x", as: "who" }, { type: "create", form: "purchase", values: {} }];
    expect(bindingsBefore(actions, 0, mall(), words)).toEqual([]);
    expect(bindingsBefore(actions, 1, mall(), words)).toEqual([{ key: "who", label: "第 1 步的会员", form: "member" }]);
    const found = place({ form: "purchase", old: false, bindings: bindingsBefore(actions, 1, mall(), words) });
    expect(resolve(found, "who.birthday")?.full).toBe("第 1 步的会员.生日");
  });

  it("inside a loop the line in hand is known", () => {
    const [binding] = bindingsInside({ each: "lines", do: [] }, mall(), "purchase", words);
    expect(binding).toMatchObject({ key: "item", label: "每一条LINES" });
    expect(resolve(place({ form: "purchase", old: false, bindings: [binding!] }), "item.qty")).toMatchObject({ many: false, full: "每一条LINES.QTY" });
    expect(bindingsInside({ form: "member", do: [], as: "one" }, mall(), "purchase", words)).toEqual([{ key: "one", label: "每一条会员", form: "member" }]);
  });

  it("a path leads to the form it ends at", () => {
    const scope: Scope = { form: "purchase", old: false, bindings: [{ key: "who", label: "", form: "member" }] };
    expect([undefined, "member", "who", "trigger.member", "amount"].map((path) => formAt(mall(), scope, path))).toEqual(["purchase", "member", "member", "member", ""]);
  });

  it("people are found along relations, branches without people are left out", () => {
    expect(peoplePaths(place({ form: "purchase", old: false, bindings: [] })).filter((one) => one.value === "member")).toMatchObject([{ children: expect.arrayContaining([{ value: "keeper", label: "专属客服" }]) }]);
    expect(peoplePaths(place({ form: "purchase", old: false, bindings: [] })).map((one) => one.value)).not.toContain("amount");
  });

  it("conditions come apart at the outermost and only", () => {
    expect(conjuncts("a == 1 and (b or c) and x in [1, 2]")).toEqual(["a == 1", "(b or c)", "x in [1, 2]"]);
    expect(conjuncts("a and b or c")).toEqual(["a and b or c"]);
  });
});

describe("recipes of rules", () => {
  it("find dates, amounts, people and phones of the app, are off, and bring their message", () => {
    const made = Object.fromEntries(RECIPES.map(({ key }) => [key, cook(key, mall())]));
    for (const { key } of RECIPES) {
      expect(made[key], key).not.toBeNull();
      expect(made[key]?.rule.enabled).toBe(false);
    }
    expect(made.birthday?.rule.on).toEqual({ event: "date", form: "member", field: "birthday", days: -7, yearly: true, at: "09:00" });
    expect(made.dormant?.rule.on).toMatchObject({ event: "absence", field: "last", days: 60 });
    expect(made.large?.rule).toMatchObject({ on: { event: "created", form: "purchase" }, when: "amount >= 1000" });
    expect(made.expiry?.rule.on).toMatchObject({ event: "date", field: "ends" });
    expect(made.points?.rule).toMatchObject({ on: { form: "purchase" }, when: "points > 0" });
    expect(made.birthday?.rule.actions).toMatchObject([{ type: "message", message: made.birthday?.messages[0]?.key }, { type: "todo", to: { by: "field", value: "keeper" } }]);
    expect(made.large?.rule.actions).toMatchObject([{ type: "message", to: "member" }, { type: "todo", to: { by: "field", value: "member.keeper" } }]);
    expect((made.points?.messages[0]?.text as Record<string, string>)["zh-CN"]).toMatch(/^\{\{member\.name\}\}.*\{\{points\}\} 积分/);
    expect(JSON.stringify(made)).not.toMatch(/NAME|COUNT|DATE[^A-Z(]/);
  });

  it("without a place for messages colleagues are told; without forms there is nothing to cook", () => {
    const bare = mall();
    delete bare.app.outbox;
    expect(cook("birthday", bare)).toMatchObject({ messages: [], rule: { actions: [{ type: "todo" }] } });
    expect(contactForm(bare)?.key).toBe("member");
    const empty = { ...mall(), forms: {} };
    expect(RECIPES.map(({ key }) => cook(key, empty))).toEqual(RECIPES.map(() => null));
  });

  it("counts with the word the server used", () => {
    expect([measureOf("现在有 1,037 位会员已符合条件"), measureOf("现在有 518 条「消费」"), measureOf("现在没有"), measureOf("37 members meet it")]).toEqual(["位", "条", "条", ""]);
    expect([1, 70, 71, 134, 135].map(smsCount)).toEqual([1, 1, 2, 2, 3]);
  });
});

describe("a place for messages", () => {
  it("is a form people read and the system writes, with the address of the contact", () => {
    const documents = mall();
    const made = makeOutbox(documents, documents.forms.member!)!;
    expect(made.form.fields.every((one) => one.readonly)).toBe(true);
    expect(made.outbox).toMatchObject({ form: made.form.key, address: { sms: "phone" } });
    for (const name of ["contact", "channel", "text", "state", "reason", "sent_at", "purpose", "rule", "key"]) expect(made.form.fields.map((one) => one.key), name).toContain(made.outbox[name]);
    const { documents: after, inverse } = run(documents, addOutbox(made));
    expect(after.app.menu?.at(-1)).toEqual({ form: made.form.key });
    expect(revert(after, inverse)).toEqual(documents);
    expect(makeOutbox(documents, documents.forms.touch!)).toBeNull();
  });
});

describe("recipes of workflows", () => {
  const given = (form = "purchase") => ({ form: mall().forms[form]!, roles: Object.values(mall().roles), taken: [] });

  it("are whole: every step is on a way from the start, every choice has a default", () => {
    for (const key of [...FLOWS, "blank"] as const) {
      const flow = cookFlow(key, given(), "x") as WorkflowDoc;
      expect([...reachable(flow)].sort(), key).toEqual(flow.steps.map((step) => step.key).sort());
      expect(flow.steps.filter((step) => step.type === "end")).toHaveLength(1);
      for (const step of flow.steps.filter((one) => one.type === "branch")) expect(flow.transitions.filter((way) => way.from === step.key && way.default)).toHaveLength(1);
      expect(flow.on.form).toBe("purchase");
    }
  });

  it("by amount needs an amount, and is called after its form", () => {
    expect(cookFlow("amount", given("touch"), "x")).toBeNull();
    expect(cookFlow("amount", given(), "x")?.transitions.some((way) => way.when === "amount >= 1000")).toBe(true);
    expect(recipeLabel("single", given().form)).toEqual({ "zh-CN": "消费一级审批", en: "消费: One approval" });
  });
});

describe("problems", () => {
  const problem = (path: string) => ({ level: "error" as const, code: "x", path, message: path });

  it("of rules, workflows and messages lead to their place", () => {
    expect(spotOf("shop", "rule/big/actions/0/values/x")).toEqual({ to: "/design/shop/rules/big" });
    expect(spotOf("shop", "message/hello/text").to).toBe("/design/shop/messages/hello");
    expect(spotOf("shop", "workflow/refund/steps/n2/who")).toEqual({ to: "/design/shop/workflows/refund", search: { step: "n2" } });
    expect(spotOf("shop", "workflow/refund/transitions/e1/when").search).toEqual({ way: "e1" });
    expect(spotOf("shop", "workflow/refund/on").search).toBeUndefined();
  });

  it("stand on their box, their line or the whole", () => {
    const marked = mark([problem("workflow/a/steps/n1/who"), problem("workflow/a/steps/n1"), problem("workflow/a/transitions/e1/when"), problem("workflow/a"), problem("workflow/b/steps/n1"), problem("rule/a")], "a");
    expect(marked.steps.get("n1")).toHaveLength(2);
    expect(marked.ways.get("e1")).toHaveLength(1);
    expect(marked.rest.map((one) => one.path)).toEqual(["workflow/a"]);
  });
});
