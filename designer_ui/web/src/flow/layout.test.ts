import { describe, expect, it } from "vitest";
import { arrange, forward, GAP, layoutOf, wayOf, readingOrder, type Edge, type Node, type Spot } from "./layout";

const steps = (text: string): Node[] => text.split(" ").map((word) => ({ key: word, type: word.startsWith("start") ? "start" : word.startsWith("end") ? "end" : word.startsWith("x") ? "branch" : "approve" }));
const ways = (text: string): Edge[] => text.split(" ").map((word) => ({ from: word.split(">")[0]!, to: word.split(">")[1]! }));

const overlap = (a: Spot, b: Spot): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const middle = (spot: Spot | undefined): number => spot!.x + spot!.width / 2;

function nothingOverlaps(spots: Map<string, Spot>): void {
  const all = [...spots.entries()];
  for (const [i, [one, a]] of all.entries()) for (const [other, b] of all.slice(i + 1)) expect(overlap(a, b), `${one} over ${other}`).toBe(false);
}

describe("the arrangement of a workflow", () => {
  it("a chain stands in one column, top to bottom", () => {
    const { spots } = arrange(steps("start a b end"), ways("start>a a>b b>end"));
    const order = ["start", "a", "b", "end"].map((key) => spots.get(key)!);
    expect(order.map((spot) => spot.y)).toEqual([...order.map((spot) => spot.y)].sort((a, b) => a - b));
    for (const spot of order) expect(middle(spot)).toBeCloseTo(middle(order[0]), 0);
    expect(order[1]!.y - order[0]!.y - order[0]!.height).toBe(GAP.y);
  });

  it("the ways of a branch stand side by side, the branch and what follows over their middle", () => {
    const { spots, width } = arrange(steps("start x a b c end"), ways("start>x x>a x>b x>c a>end b>end c>end"));
    expect(new Set(["a", "b", "c"].map((key) => spots.get(key)!.y)).size).toBe(1);
    expect(["a", "b", "c"].map((key) => spots.get(key)!.x)).toEqual([...["a", "b", "c"].map((key) => spots.get(key)!.x)].sort((p, q) => p - q));
    expect(Math.abs(middle(spots.get("x")) - middle(spots.get("b")))).toBeLessThan(2);
    expect(Math.abs(middle(spots.get("end")) - middle(spots.get("b")))).toBeLessThan(2);
    expect(Math.min(...[...spots.values()].map((spot) => spot.x))).toBe(0);
    expect(width).toBe(3 * 208 + 2 * GAP.x);
    nothingOverlaps(spots);
  });

  it("a way back up does not pull a step down, and a step that leads to itself does no harm", () => {
    const edges = ways("start>a a>b b>a b>b b>end");
    expect(forward(steps("start a b end"), edges)).toEqual(ways("start>a a>b b>end"));
    const { spots } = arrange(steps("start a b end"), edges);
    expect(spots.get("a")!.y).toBeLessThan(spots.get("b")!.y);
  });

  it("no box lies on another one, in ladders, diamonds in diamonds, loose boxes and ways to nowhere", () => {
    const cases: [string, string][] = [
      ["start x a x2 b c d end", "start>x x>a x>x2 x2>b x2>c b>d c>d a>end d>end"],
      ["start a b c end", "start>a a>end"],
      ["start a end", "start>gone a>end"],
      ["start x a b c d e end", "start>x x>a x>b a>c a>d b>d b>e c>end d>end e>end x>end"],
    ];
    for (const [nodes, edges] of cases) nothingOverlaps(arrange(steps(nodes), ways(edges)).spots);
  });

  it("sixty steps with many branches stay apart and are placed at once", () => {
    const nodes = steps(["start", ...Array.from({ length: 60 }, (_, i) => `a${i}`), "end"].join(" "));
    const edges = Array.from({ length: 60 }, (_, i) => [{ from: i === 0 ? "start" : `a${Math.floor((i - 1) / 3)}`, to: `a${i}` }, { from: `a${i}`, to: i % 7 === 3 && i < 40 ? `a${i + 15}` : "end" }]).flat();
    nothingOverlaps(arrange(nodes, edges).spots);
  });

  it("boxes people placed stay there; as soon as one has no place, all are arranged", () => {
    const nodes = steps("start a end");
    const edges = ways("start>a a>end");
    const placed = layoutOf(nodes, edges, new Map([["start", [-40, 10]], ["a", [300, 200]], ["end", [0, 400]]]));
    expect(placed.spots.get("a")).toMatchObject({ x: 340, y: 190 });
    expect(placed.height).toBe(390 + 44);
    expect(placed.corner).toEqual([-40, 10]);
    expect(layoutOf(nodes, edges, new Map([["a", [300, 200]]]))).toEqual(arrange(nodes, edges));
    expect(layoutOf(nodes, edges, new Map([["start", [0, 0]], ["a", [0, 0]], ["end", [0, 0]]]))).toEqual(arrange(nodes, edges));
    expect(arrange([], []).width).toBe(0);
  });

  it("a way over several layers goes beside the boxes between", () => {
    const edges = ways("start>x x>a a>b b>end x>end");
    const { spots, bends } = arrange(steps("start x a b end"), edges);
    expect(bends.map((points) => points.length)).toEqual([0, 0, 0, 0, 2]);
    for (const [x, y] of bends[4]!) for (const [key, spot] of spots) expect(x > spot.x && x < spot.x + spot.width && y > spot.y && y < spot.y + spot.height, key).toBe(false);
    expect(wayOf(spots.get("x")!, spots.get("end")!, bends[4]).path.match(/C/g)?.length).toBeGreaterThan(1);
    expect(wayOf(spots.get("b")!, spots.get("a")!).label[0]).toBeGreaterThan(spots.get("a")!.x + spots.get("a")!.width);
  });

  it("is read along the ways, whatever the order of the definition", () => {
    expect(readingOrder(steps("end b x a start"), ways("start>x x>a x>b a>end b>end b>x"))).toEqual(["start", "x", "b", "a", "end"]);
  });
});
