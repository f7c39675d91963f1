/** The shared vectors of tests/expression_vectors.json: [expression, names, result, tree]. */
import { describe, expect, it } from "vitest";
import vectors from "../../../../tests/expression_vectors.json";
import { MissingName, evaluate, type Json, type Names } from "./index.ts";

describe("expressions in the browser", () => {
  it.each(vectors as unknown as [string, Names, Json, Json][])("%s over %j", (_text, names, result, tree) => {
    expect(evaluate(tree, names)).toEqual(result);
  });

  it("asks the server for names it was not given", () => {
    expect(() => evaluate(["v", "member.tier.key", "s"], {})).toThrow(MissingName);
  });

  it("knows no names but its own", () => {
    expect(() => evaluate(["v", "constructor", "s"], {})).toThrow(MissingName);
    expect(() => evaluate(["f", "toString"], {})).toThrow(MissingName);
    expect(() => evaluate(["__proto__"], {})).toThrow(MissingName);
  });
});
