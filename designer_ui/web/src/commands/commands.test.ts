import { describe, expect, it } from "vitest";
import { revert, run, type Command } from "./command";
import type { Documents } from "./documents";
import { addField, archiveField, dropField, duplicateField, moveField, restoreField, setColumns, setField } from "./edit_fields";
import { addForm, addSection, copyOf, moveSection, moved, removeForm, removeSection, setForm, setLogic, setSection, setViews } from "./edit_form";
import { addRole, removeRole, setApp, setGrants, setMenu, switchAction, withFieldLevel } from "./edit_app";
import { isKey, newKey } from "./keys";
import { textIn, textOf, withText } from "./labels";
import { applyPatch, diff, same } from "./merge_patch";
import { field, sample } from "./sample";
import { endOf, neighbour, placeOf, sectionsOf, unplaced } from "./places";

/** A small repeatable source of chance. */
function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % n;
  };
}

function randomCommand(documents: Documents, pick: (n: number) => number): Command {
  const forms = Object.keys(documents.forms);
  const form = forms[pick(forms.length)] ?? "member";
  const doc = documents.forms[form];
  const keys = doc?.fields.map((item) => item.key) ?? [];
  const key = keys[pick(keys.length || 1)] ?? "name";
  const place = { section: pick(3), index: pick(4) };
  const fresh = newKey("field", keys);
  const source = doc?.fields[0] ?? field("x");
  const makers: (() => Command)[] = [
    () => addField(form, field(fresh), place),
    () => moveField(form, key, place),
    () => duplicateField(form, key, copyOf(source, fresh, "副本", () => newKey("field"))),
    () => setField(form, key, "label", `标题 ${pick(9)}`),
    () => setField(form, key, "required", pick(2) === 1),
    () => setField(form, key, "help", ""),
    () => archiveField(form, key),
    () => dropField(form, key),
    () => restoreField(form, key, place),
    () => setColumns(form, key, (columns) => [...columns, field(newKey("field"))]),
    () => addSection(form, { key: newKey("section"), columns: 1, fields: [] }, pick(3)),
    () => setSection(form, pick(3), "section", `块 ${pick(5)}`),
    () => moveSection(form, pick(3), pick(3)),
    () => removeSection(form, pick(3)),
    () => setForm(form, "title", pick(2) ? "{{name}}" : ""),
    () => setLogic(form, (rules) => (pick(2) ? rules.slice(1) : [...rules, { when: "true", hide: [key] }])),
    () => setViews(form, (views) => moved(views, 0, 1)),
    () => addForm({ key: newKey("form", forms), label: "新表单", fields: [] }),
    () => removeForm(form),
    () => setApp("label", `应用 ${pick(5)}`),
    () => setMenu((menu) => moved(menu, pick(3), pick(3))),
    () => addRole({ key: newKey("role"), label: "角色", grants: [] }),
    () => removeRole("owner"),
    () => setGrants("owner", (grants) => switchAction(grants, form, "update", pick(2) === 1)),
  ];
  return (makers[pick(makers.length)] as () => Command)();
}

describe("commands and their inverses", () => {
  it("lead back exactly, one by one and as a whole chain", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const pick = chance(seed);
      const start = sample();
      let documents = start;
      const back: Parameters<typeof revert>[1][] = [];
      for (let step = 0; step < 25; step += 1) {
        const one = randomCommand(documents, pick);
        const done = run(documents, one);
        expect(revert(done.documents, done.inverse), one.name).toEqual(documents);
        back.push(done.inverse);
        documents = done.documents;
      }
      for (const inverse of back.reverse()) documents = revert(documents, inverse);
      expect(documents).toEqual(sample());
    }
  });

  it("never list a field twice, nor one that is out of use", () => {
    for (let seed = 100; seed < 140; seed += 1) {
      const pick = chance(seed);
      let documents = sample();
      for (let step = 0; step < 40; step += 1) documents = run(documents, randomCommand(documents, pick)).documents;
      for (const form of Object.values(documents.forms)) {
        const placed = (form.layout ?? []).flatMap((section) => section.fields);
        expect(new Set(placed).size).toBe(placed.length);
        for (const key of placed) expect(form.fields.find((item) => item.key === key)?.archived ?? false).toBe(false);
      }
    }
  });

  it("archiving lets lists go of the field and keeps its content", () => {
    const { documents } = run(sample(), archiveField("member", "phone"));
    const member = documents.forms.member;
    expect(member?.fields.find((item) => item.key === "phone")?.archived).toBe(true);
    expect(member?.header).toEqual([]);
    expect(member?.views?.[0]).toMatchObject({ columns: ["name"], sort: [] });
    expect(member?.logic?.[0]?.require).toEqual(["note"]);
    expect(member?.layout?.[0]?.fields).toEqual(["name"]);
  });

  it("removing a form takes its menu entries and rights along", () => {
    const { documents } = run(sample(), removeForm("purchase"));
    expect(documents.app.menu).toEqual([{ form: "member" }]);
    expect(documents.roles.owner?.grants).toEqual([{ form: "*", actions: ["read"] }]);
  });
});

describe("merge patches", () => {
  it("turn one document into the other, whatever commands did", () => {
    for (let seed = 200; seed < 260; seed += 1) {
      const pick = chance(seed);
      const before = sample();
      let after = before;
      for (let step = 0; step < 12; step += 1) after = run(after, randomCommand(after, pick)).documents;
      const patch = diff(before as never, after as never);
      expect(same(patch ? applyPatch(before, patch) : before, after)).toBe(true);
    }
  });

  it("send a changed list whole and a lost member as null", () => {
    expect(diff({ a: [1, 2], b: 1, c: { d: 1, e: 2 } }, { a: [1], c: { d: 1 } })).toEqual({ a: [1], b: null, c: { e: null } });
    expect(diff({ a: 1 }, { a: 1 })).toBeNull();
  });
});

describe("places", () => {
  it("a form without layout shows all fields in one section", () => {
    const form = { ...sample().forms.member!, layout: undefined };
    expect(sectionsOf(form)[0]?.fields).toEqual(["name", "phone", "level", "note"]);
    expect(unplaced(form)).toEqual([]);
  });

  it("steps cross sections and stop at the rim", () => {
    const form = sample().forms.member!;
    expect(unplaced(form)).toEqual(["note"]);
    expect(placeOf(form, "phone")).toEqual({ section: 0, index: 1 });
    expect(neighbour(form, "phone", 1)).toEqual({ section: 1, index: 0 });
    expect(neighbour(form, "level", -1)).toEqual({ section: 0, index: 2 });
    expect(neighbour(form, "name", -1)).toBeNull();
    expect(endOf(form)).toEqual({ section: 1, index: 1 });
  });
});

describe("keys, labels, rights", () => {
  it("keys are well formed and new", () => {
    const keys = new Set(Array.from({ length: 300 }, () => newKey("field")));
    expect([...keys].every(isKey)).toBe(true);
    expect(isKey("a__b") || isKey("1a") || isKey("a_") || isKey("A")).toBe(false);
  });

  it("a label becomes one per language only when a second language is written", () => {
    expect(withText("会员", "zh-CN", "zh-CN", "客户")).toBe("客户");
    const both = withText("会员", "en", "zh-CN", "Member");
    expect(both).toEqual({ "zh-CN": "会员", en: "Member" });
    expect(textOf(both, "en")).toBe("Member");
    expect(textIn("会员", "en", "zh-CN")).toBe("");
    expect(withText(both, "en", "zh-CN", "")).toEqual({ "zh-CN": "会员" });
  });

  it("any action needs reading; without reading nothing is left", () => {
    const grants = switchAction([], "member", "update", true);
    expect(grants).toEqual([{ form: "member", actions: ["read", "update"] }]);
    expect(switchAction(grants, "member", "read", false)).toEqual([]);
    const masked = withFieldLevel(grants, 0, "phone", "masked");
    expect(masked[0]?.fields).toEqual({ phone: "masked" });
    expect(withFieldLevel(masked, 0, "phone", "write")[0]).not.toHaveProperty("fields");
  });
});
