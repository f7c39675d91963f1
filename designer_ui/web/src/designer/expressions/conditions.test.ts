import { describe, expect, it } from "vitest";
import { sample } from "../../commands/sample";
import { arity, conditionText, parseCondition, type Condition, type Row, type Value } from "./conditions";
import { normalise, quote, tokens, unquote } from "./lexer";
import { children, resolve, type Place } from "./paths";
import { pieces, readable } from "./pieces";

const WORDS = { and: "且", or: "或", not: "非", in: "属于", me: "我", unknown: "已不存在的字段", fn_SUM: "合计" };
const place = (): Place => {
  const documents = sample();
  documents.forms.purchase!.fields.push({ key: "member", type: "relation", label: "会员", form: "member" });
  return { documents, form: "purchase", locale: "zh-CN" };
};

const ALLOWED: Record<string, string[]> = {
  day: ["before", "after", "eq", "le", "ge", "between", "empty", "filled"],
  amount: ["eq", "ne", "lt", "le", "gt", "ge", "between", "empty", "filled"],
  name: ["eq", "ne", "contains", "starts", "ends", "in", "not_in", "empty", "filled"],
  "member.tags": ["has", "empty", "filled"],
  vip: ["true", "false"],
  member: ["segment", "not_segment"],
  paid_at: ["weekday", "hour"],
};
const VALUES: Record<string, Value[]> = {
  day: [{ kind: "date", text: "2026-02-28" }, { kind: "today", offset: 0, unit: "day" }, { kind: "today", offset: -60, unit: "day" }, { kind: "today", offset: 2, unit: "month" }],
  amount: [{ kind: "number", text: "0" }, { kind: "number", text: "-12.50" }, { kind: "field", path: "member.limit" }],
  name: [{ kind: "text", text: "" }, { kind: "text", text: "o'hara \\ and (or) ]" }, { kind: "text", text: "林若溪, VIP" }],
  "member.tags": [{ kind: "text", text: "gold" }],
  member: [{ kind: "text", text: "asleep" }],
  paid_at: [{ kind: "number", text: "6" }, { kind: "number", text: "7" }],
};

/** All rows there are: every field, operator and value. */
function everyRow(): Row[] {
  return Object.entries(ALLOWED).flatMap(([path, operators]) =>
    operators.flatMap((operator): Row[] => {
      const values = VALUES[path] ?? [];
      if (arity(operator) === "none") return [{ path, operator, values: [] }];
      if (arity(operator) === "many") return [{ path, operator, values }];
      if (arity(operator) === "two") return [{ path, operator, values: values.slice(0, 2) }, { path, operator, values: values.slice(1, 3) }];
      return values.map((value) => ({ path, operator, values: [value] }));
    }),
  );
}

const parse = (text: string) => parseCondition(text, (path) => ALLOWED[path] ?? []);

describe("conditions by clicking", () => {
  it("read back as the very rows they were written from", () => {
    const rows = everyRow();
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) expect(parse(conditionText({ join: "and", rows: [row] })), row.operator).toEqual({ join: "and", rows: [row] });
    for (let i = 0; i + 3 < rows.length; i += 1) {
      const condition: Condition = { join: i % 2 ? "and" : "or", rows: rows.slice(i, i + 3) };
      expect(parse(conditionText(condition))).toEqual(condition);
    }
  });

  it("leave what has no rows to the formula editor", () => {
    for (const text of ["a and b or c", "amount * 2 > 3", "SUM(lines.qty) > 1", "not (a and b)", "name == LOWER('A')", "IF(a, b, c)", "(a", "a in b in c"]) {
      expect(parse(text), text).toBeNull();
    }
  });

  it("understand what people wrote by hand", () => {
    expect(parse("( vip )")).toEqual({ join: "and", rows: [{ path: "vip", operator: "true", values: [] }] });
    expect(parse("not vip or (amount>=1000)")?.rows.map((row) => row.operator)).toEqual(["false", "ge"]);
    expect(parse("")).toEqual({ join: "and", rows: [] });
  });

  it("between is one row only where it is one field, both ends and written as a whole", () => {
    expect(parse("(amount >= 1 and amount <= 9)")?.rows).toEqual([{ path: "amount", operator: "between", values: [{ kind: "number", text: "1" }, { kind: "number", text: "9" }] }]);
    expect(parse("amount >= 1 and amount <= 9")?.rows.map((row) => row.operator)).toEqual(["ge", "le"]);
    expect(parse("(amount >= 1 and day <= TODAY())")?.rows).toHaveLength(2);
    expect(parse("(amount > 1 and amount <= 9)")?.rows).toHaveLength(2);
    expect(parse("vip or (amount >= 1 and amount <= 9)")?.rows.map((row) => row.operator)).toEqual(["true", "between"]);
    expect(conditionText({ join: "and", rows: [{ path: "amount", operator: "between", values: [{ kind: "number", text: "1" }] }] })).toBe("");
  });

  it("leave unfinished rows out", () => {
    expect(conditionText({ join: "and", rows: [{ path: "amount", operator: "gt", values: [] }, { path: "vip", operator: "true", values: [] }] })).toBe("vip == true");
  });
});

describe("expressions as people see them", () => {
  it("tokens joined are the text", () => {
    for (const text of ["a.b >= 'x\\'y' and @me in [1.5, 2] ？ 会", "'open", ""]) {
      expect(tokens(text).map((token) => token.text).join("")).toBe(text);
    }
    expect(unquote(quote("a'b\\c"))).toBe("a'b\\c");
  });

  it("no key is left in the text", () => {
    const shown = readable("SUM(lines.qty) * amount > 3 and member.level == 'gold' and created_by == @me and gone > 1", place(), WORDS);
    expect(shown).toBe("合计(LINES.QTY) * AMOUNT > 3 且 会员.LEVEL == 金卡 且 创建人 == 我 且 已不存在的字段 > 1");
    expect(readable("member.level in ['gold'] or 'gold' in member.level", place(), WORDS)).toBe("会员.LEVEL 属于 [金卡] 或 金卡 属于 会员.LEVEL");
  });

  it("a segment is called by its name", () => {
    const here = place();
    here.documents.segments.asleep = { key: "asleep", label: "沉睡会员", entity: "member" };
    expect(readable("member in SEGMENT('asleep') and member not in SEGMENT('gone')", here, { ...WORDS, fn_SEGMENT: "人群" })).toBe("会员 属于 人群(沉睡会员) 且 会员 非 属于 人群(已不存在的字段)");
    expect(children(here, "member").map((item) => item.path)).toContain("member.id");
    expect(children(place(), "member").map((item) => item.path)).not.toContain("member.id");
  });

  it("pieces joined are the expression", () => {
    const text = "IF(EMPTY(member.name), 'gold', CONCAT(member.phone, ' and '))";
    expect(pieces(text, place(), WORDS).map((piece) => piece.text).join("")).toBe(text);
  });

  it("a Chinese keyboard and spreadsheet habits are understood", () => {
    expect(normalise("（amount × 2）≥ 3，name = “a＝b”")).toBe("(amount * 2)>= 3,name == 'a＝b'");
  });

  it("paths go through relations and subtables", () => {
    expect(resolve(place(), "member.level")).toMatchObject({ full: "会员.LEVEL", many: false, deeper: false });
    expect(resolve(place(), "lines.qty")).toMatchObject({ many: true });
    expect(resolve(place(), "amount.x")).toBeNull();
    expect(children(place(), "member").map((item) => item.path)).toContain("member.created_at");
    expect(children(place()).map((item) => item.path)).toContain("amount");
    expect(children({ ...place(), subtable: "lines" }).map((item) => item.path)).toContain("qty");
  });
});
