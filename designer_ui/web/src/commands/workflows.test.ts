import { describe, expect, it } from "vitest";
import { run } from "./command";
import type { StepDoc, TransitionDoc } from "./documents";
import { sample } from "./sample";
import { addWay, disconnect, goesWith, insertBranch, insertStep, leaving, reachable, removeStep, setErrorWay } from "./edit_workflows";

interface Graph {
  steps: StepDoc[];
  transitions: TransitionDoc[];
  layout?: Record<string, [number, number]>;
}

const graph = (steps: string, ways: string): Graph => ({
  steps: steps.split(" ").map((word) => ({ key: word, type: { s: "start", z: "end", x: "branch", j: "join" }[word[0] ?? ""] ?? "approve" })),
  transitions: ways.split(" ").map((word, index) => ({ key: `w${index}`, from: word.split(">")[0]!, to: word.split(">")[1]! })),
});
const lines = ({ transitions }: Graph): string[] => transitions.map((one) => `${one.from}>${one.to}`).sort();
const keys = ({ steps }: Graph): string[] => steps.map((step) => step.key).sort();
const step = (key: string, type = "approve"): StepDoc => ({ key, type });

/** Every box is on a way from the start to the end, and no line leads nowhere. */
function whole(one: Graph): void {
  expect([...reachable(one)].sort()).toEqual(keys(one));
  for (const { from, to } of one.transitions) expect(keys(one)).toEqual(expect.arrayContaining([from, to]));
  for (const { key, type } of one.steps) expect(leaving(one.transitions, key).length, key)[type === "end" ? "toBe" : "toBeGreaterThan"](0);
}

describe("drawing a workflow", () => {
  it("a step is put on a line and taken out again", () => {
    const one = graph("s a z", "s>a a>z");
    insertStep(one, "w1", step("b"));
    expect(lines(one)).toEqual(["a>b", "b>z", "s>a"]);
    removeStep(one, "a");
    removeStep(one, "b");
    expect(lines(one)).toEqual(["s>z"]);
    whole(one);
  });

  it("boxes people placed make room for what is inserted", () => {
    const one = { ...graph("s a z", "s>a a>z"), layout: { s: [0, 0], a: [0, 100], z: [0, 200] } as Record<string, [number, number]> };
    insertStep(one, "w1", step("b"));
    expect(one.layout).toEqual({ s: [0, 0], a: [0, 100], b: [0, 200], z: [0, 328] });
    removeStep(one, "b");
    expect(Object.keys(one.layout)).toEqual(["s", "a", "z"]);
  });

  it("ways side by side come as a pair of branch and join", () => {
    for (const mode of ["all", "any"] as const) {
      const one = graph("s z", "s>z");
      insertBranch(one, "w0", mode, { branch: step("x", "branch"), ways: [step("a"), step("b")], join: step("j", "join") });
      expect(lines(one)).toEqual(["a>j", "b>j", "j>z", "s>x", "x>a", "x>b"]);
      expect(one.steps.find((other) => other.key === "x")).toMatchObject({ mode, join: "j" });
      expect(one.transitions.filter((way) => way.default).length).toBe(mode === "all" ? 0 : 1);
      whole(one);
      expect(goesWith(one, "x").sort()).toEqual(["b", "j"]);
      removeStep(one, "j");
      expect(lines(one)).toEqual(["a>z", "s>a"]);
      whole(one);
    }
  });

  it("a choice has a default, more ways may follow, and the last one left is no choice", () => {
    const one = graph("s z", "s>z");
    insertBranch(one, "w0", "first", { branch: step("x", "branch"), ways: [step("a"), step("b")] });
    expect(leaving(one.transitions, "x").map((way) => [way.to, way.default ?? false])).toEqual([["a", false], ["b", true]]);
    addWay(one, "x", step("c"));
    expect(leaving(one.transitions, "x").map((way) => way.to)).toEqual(["a", "c", "b"]);
    expect(lines(one)).toContain("c>z");
    whole(one);
    removeStep(one, "c");
    expect(lines(one)).toContain("x>z");
    removeStep(one, "a");
    expect(lines(one)).toEqual(["b>z", "s>x", "x>b", "x>z"]);
    removeStep(one, "b");
    expect(lines(one)).toEqual(["s>z"]);
    whole(one);
  });

  it("a choice of one way skips it otherwise", () => {
    const one = graph("s z", "s>z");
    insertBranch(one, "w0", "first", { branch: step("x", "branch"), ways: [step("a")] });
    expect(lines(one)).toEqual(["a>z", "s>x", "x>a", "x>z"]);
    expect(one.transitions.find((way) => way.default)).toMatchObject({ from: "x", to: "z" });
    removeStep(one, "x");
    expect(lines(one)).toEqual(["a>z", "s>a"]);
  });

  it("a step has one way for errors, and none once that line is gone", () => {
    const drawn = { ...graph("s u a z", "s>u u>z u>a a>z"), key: "f", label: "f", on: { event: "manual", form: "member" } };
    let documents = { ...sample(), workflows: { f: drawn } };
    const step = () => documents.workflows.f.steps.find((one) => one.key === "u");
    const does = (one: Parameters<typeof run>[1]) => (documents = run(documents, one).documents as typeof documents);
    does(setErrorWay("f", "w2", true));
    expect(step()?.on_error).toBe("w2");
    does(setErrorWay("f", "w1", true));
    does(setErrorWay("f", "w2", false));
    expect(step()?.on_error).toBe("w1");
    does(disconnect("f", "w1"));
    expect(step()).not.toHaveProperty("on_error");
  });

  it("the start stays, and what was loose before is nobody's business", () => {
    const one = graph("s a z q", "s>a a>z");
    removeStep(one, "s");
    removeStep(one, "a");
    expect(keys(one)).toEqual(["q", "s", "z"]);
  });
});
