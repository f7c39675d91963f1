import type { FieldDef } from "../api/types";
import { allOf } from "./all_of";
import { narrowedBy } from "./segments";
import { type Condition, filterText, quote, readFilter, splitAnd } from "./conditions";

const field = (key: string, look: string, operators: string[] = []): FieldDef => ({ key, label: key, type: look, look: { look }, operators });
const FIELDS = [field("name", "text"), field("spent", "money"), field("born", "date", ["before"]), field("seen", "datetime", ["before"]), field("tier", "relation"), field("tags", "choices"), field("vip", "boolean"), field("id", "choice")];
const ARITY: Record<string, string> = { between: "two", in: "many", not_in: "many", empty: "none", filled: "none", true: "none", false: "none" };
const arity = (op: string): string => ARITY[op] ?? "one";
const text = (...conditions: Condition[]): string => filterText(conditions, FIELDS, arity);

const CASES: [Condition, string][] = [
  [{ field: "name", op: "contains", values: ["林"] }, "CONTAINS(name, '林')"],
  [{ field: "name", op: "eq", values: ["O'Neil and (son)\\"] }, "name == 'O\\'Neil and (son)\\\\'"],
  [{ field: "spent", op: "between", values: ["10", "20.50"] }, "(spent >= 10 and spent <= 20.50)"],
  [{ field: "born", op: "before", values: ["2000-01-01"] }, "born < DATE('2000-01-01')"],
  [{ field: "seen", op: "after", values: ["2026-11-01"] }, "DATE(seen) > DATE('2026-11-01')"],
  [{ field: "tier", op: "in", values: ["0abc", "0def"] }, "tier in ['0abc', '0def']"],
  [{ field: "tags", op: "has", values: ["food"] }, "'food' in tags"],
  [{ field: "seen", op: "empty", values: [] }, "EMPTY(seen)"],
  [{ field: "name", op: "filled", values: [] }, "not EMPTY(name)"],
  [{ field: "vip", op: "true", values: [] }, "vip == true"],
  [{ field: "vip", op: "false", values: [] }, "vip != true"],
  [{ field: "id", op: "segment", values: ["asleep"] }, "id in SEGMENT('asleep')"],
  [{ field: "tier", op: "not_segment", values: ["vip_90d"] }, "tier not in SEGMENT('vip_90d')"],
];

describe("conditions", () => {
  it.each(CASES)("%o reads as %s and back", (condition, expected) => {
    expect(text(condition)).toBe(expected);
    expect(readFilter(expected, FIELDS)).toEqual([condition]);
  });

  it("joins and takes apart several", () => {
    const all = CASES.map(([condition]) => condition);
    expect(readFilter(text(...all), FIELDS)).toEqual(all);
  });

  it("leaves out what is not filled in", () => {
    expect(text({ field: "name", op: "eq", values: [null] }, { field: "spent", op: "between", values: ["1"] })).toBe("");
  });

  it("does not pretend to understand more", () => {
    expect(readFilter("name == 'a' or vip == true", FIELDS)).toBeNull();
    expect(readFilter("unknown == 'a'", FIELDS)).toBeNull();
    expect(readFilter("", FIELDS)).toEqual([]);
  });

  it("splits outside of quotes and brackets only", () => {
    expect(splitAnd("a == 'x and y' and (b >= 1 and b <= 2) and c == 'it\\'s'")).toEqual(["a == 'x and y'", "(b >= 1 and b <= 2)", "c == 'it\\'s'"]);
  });

  it("puts filters together", () => {
    expect([allOf(null, ""), allOf("a == 1", null), allOf("a == 1 or b == 2", "c == 3")]).toEqual(["", "a == 1", "(a == 1 or b == 2) and c == 3"]);
    expect(allOf(allOf("a == 1 or b == 2", "c == 3"), "IF(d, 1, 2) == 1", "e == 'x or y'", "f if g else h")).toBe("(a == 1 or b == 2) and c == 3 and IF(d, 1, 2) == 1 and e == 'x or y' and (f if g else h)");
    expect(quote("a\nb'")).toBe("'a\\nb\\''");
  });
});

describe("segments of a form", () => {
  const form = { key: "member", label: "会员", fields: [field("name", "text", ["eq"])] } as never;
  const words = { name: "人群", segment: "属于", not_segment: "不属于" };

  it("are one more thing its list can be narrowed by", () => {
    const found = narrowedBy({ operators: {}, segments: [{ key: "asleep", label: "沉睡", form: "member" }, { key: "big", label: "大单", form: "purchase" }] }, form, words);
    expect(found.fields.map((one) => one.key)).toEqual(["name", "id"]);
    expect(found.fields[1]?.config).toEqual({ options: [{ key: "asleep", label: "沉睡" }] });
    expect(found.operators.segment).toEqual({ label: "属于", values: "one" });
  });

  it("stay away where there are none", () => {
    expect(narrowedBy({ operators: {} }, form, words).fields).toHaveLength(1);
  });
});
