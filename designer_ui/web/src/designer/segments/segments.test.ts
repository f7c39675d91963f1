import { describe, expect, it } from "vitest";
import type { SegmentDoc } from "../../commands/documents";
import { field, sample } from "../../commands/sample";
import { clausesOf, onlyOf, periodOf, sourcesOf, waysTo, withClauses, withFilter, withoutSource, withSource } from "./sentence";

const documents = sample();
documents.forms.purchase!.fields.push(field("member", "relation", { form: "member" }), field("friend", "relation", { form: "member" }), field("paid_at", "datetime"));
documents.forms.note = { key: "note", label: "备注", fields: [field("text")] };

const SEGMENT: SegmentDoc = {
  key: "beauty", label: "美妆爱好者", entity: "member", source: "purchase", via: "member",
  params: [{ key: "period", type: "daterange", default: { rel: "last", n: 30, unit: "day" } }],
  measures: [{ key: "orders", agg: "count" }, { key: "spent", agg: "sum", field: "amount" }],
  filter: ["paid_at in period", "kind == 'sale'", "lines.product.category == 'beauty'"],
  having: ["orders >= 3", "spent > 1000.5"],
};

describe("a segment as a sentence", () => {
  it("is taken apart and put together again without a change", () => {
    const clauses = clausesOf(SEGMENT)!;
    expect(clauses.map((one) => [one.measure.key, one.sign, one.number])).toEqual([["orders", ">=", "3"], ["spent", ">", "1000.5"]]);
    expect(withClauses(SEGMENT, clauses)).toEqual(SEGMENT);
    expect(periodOf(SEGMENT)?.path).toBe("paid_at");
    expect(onlyOf(SEGMENT)).toEqual(["kind == 'sale'", "lines.product.category == 'beauty'"]);
    expect(withFilter(SEGMENT, periodOf(SEGMENT), onlyOf(SEGMENT))).toEqual(SEGMENT);
  });

  it("what was written by hand is left alone", () => {
    expect(clausesOf({ ...SEGMENT, having: "orders >= 3 or spent > 5" })).toBeNull();
    expect(clausesOf({ ...SEGMENT, having: "orders >= 3" })).toBeNull(); // a number nobody asks about is not of the sentence
    expect(clausesOf({ ...SEGMENT, having: "orders / spent > 1" })).toBeNull();
  });

  it("without a period its parameter goes, others stay", () => {
    const after = withFilter({ ...SEGMENT, params: [...(SEGMENT.params ?? []), { key: "shop", type: "text" }] }, null, onlyOf(SEGMENT));
    expect(after.params?.map((one) => one.key)).toEqual(["shop"]);
    expect(after.filter).toEqual(["kind == 'sale'", "lines.product.category == 'beauty'"]);
  });

  it("counting starts with three in thirty days by the first date, and names the way where there are two", () => {
    expect(sourcesOf(documents, "member")).toEqual(["purchase"]);
    expect(waysTo(documents, "purchase", "member")).toEqual(["member", "friend"]);
    const made = withSource(documents, { key: "a", label: "新", entity: "member", where: "level == 'gold'" }, "purchase");
    expect(made).toMatchObject({ source: "purchase", via: "member", where: "level == 'gold'", filter: "paid_at in period" });
    expect(clausesOf(made)).toMatchObject([{ measure: { agg: "count" }, sign: ">=", number: "3" }]);
    expect(withoutSource(made)).toEqual({ key: "a", label: "新", entity: "member", where: "level == 'gold'" });
  });
});
