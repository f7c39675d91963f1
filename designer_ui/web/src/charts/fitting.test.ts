import type { Figure } from "../api/numbers";
import { everyNth, fitted, gapOf, namesFitted, thinned, unwrapped, wantedHeight, withoutCrowd } from "./fitting";

describe("a figure in its box", () => {
  const lying = (count: number): Figure => ({ data: [{ type: "bar", orientation: "h", y: Array.from({ length: count }, (_, at) => `店 ${at}`), x: [] }], layout: {} });
  const months = Array.from({ length: 12 }, (_, at) => `${at + 1}月`);

  it("is as high as its list of names is long", () => {
    expect(wantedHeight(lying(24))).toBeGreaterThan(500);
    expect(wantedHeight({ data: [{ type: "bar", x: ["a"], y: [1] }], layout: {} })).toBe(0);
  });

  it("names every so many moments where all would touch, and all where there is room", () => {
    expect(everyNth(months, 900)).toBeNull();
    expect(everyNth(months, 200)).toBe(3);
    expect(namesFitted({ categoryarray: months }, 200, true)).toMatchObject({ tickangle: 0, tickvals: ["1月", "4月", "7月", "10月"] });
  });

  it("keeps the year of a month it leaves out", () => {
    expect(thinned(["11月<br>2025年", "12月", "1月<br>2026年", "2月", "3月"], 3)).toEqual(["11月<br>2025年", "2月<br>2026年"]);
    expect(thinned(["11-16<br>周一", "11-17<br>周二", "11-18<br>周三"], 2)).toEqual(["11-16<br>周一", "11-18<br>周三"]);
  });

  it("never leaves out the name of a shop while they are few: they lean", () => {
    const shops = Array.from({ length: 10 }, (_, at) => `暮光美妆（星澜店）${at}`);
    expect(namesFitted({ categoryarray: shops }, 300, false)).toMatchObject({ tickangle: -32, tickvals: shops });
    expect(namesFitted({}, 300, false)).toEqual({});
  });

  it("keeps few bars slim and many as they are", () => {
    const bars = (count: number): Figure => ({ data: [{ type: "bar", x: Array.from({ length: count }, (_, at) => at), y: [] }], layout: {} });
    expect(gapOf(bars(2), { width: 1000, height: 300 })).toBeGreaterThan(0.8);
    expect(gapOf(bars(30), { width: 1000, height: 300 })).toBe(0.32);
    expect(gapOf(lying(3), { width: 1000, height: 300 })).toBeUndefined();
  });

  it("drops words at points where nobody could read them", () => {
    const points = (count: number) => ({ type: "scatter", mode: "markers+text", x: Array.from({ length: count }, (_, at) => at) });
    expect(withoutCrowd(points(30)).mode).toBe("markers");
    expect(withoutCrowd(points(5)).mode).toBe("markers+text");
  });

  it("says the number of an upright bar above it and counts a few in whole steps", () => {
    const bars = (y: (number | null)[], more: object = {}): Figure => ({ data: [{ type: "bar", x: y.map((_, at) => `${at}`), y, text: y.map(String), textposition: "auto", ...more }], layout: { yaxis: { title: { text: "笔数" } } } });
    const shown = (figure: Figure) => fitted(figure, { width: 400, height: 300 }, false);
    expect(shown(bars([1, 2])).data[0]).toMatchObject({ textposition: "outside", textangle: 0 });
    expect(shown(bars([1, 2], { orientation: "h" })).data[0]).toMatchObject({ textposition: "auto" });
    expect(shown(bars([4, null, 2])).layout.yaxis).toEqual({ title: { text: "笔数" }, dtick: 1 });
    for (const other of [bars([1.5, 2]), bars([400, 2]), bars([]), bars([0])]) expect(shown(other).layout.yaxis).not.toHaveProperty("dtick");
  });

  it("leaves room for numbers that stand beside lying bars, not for those inside", () => {
    const beside = (textposition: string): Figure => ({ data: [{ type: "bar", orientation: "h", y: ["1F"], x: [1], text: ["暮光美妆（星澜店）<br>¥597"], textposition }], layout: {} });
    const room = (figure: Figure) => (fitted(figure, { width: 360, height: 300 }, false).layout.margin as { r: number } | undefined)?.r ?? 0;
    expect([room(beside("outside")) > 60, room(beside("inside"))]).toEqual([true, 0]);
  });

  it("keeps the numbers of a heat map where they can be read, and gives a slim one its whole width", () => {
    const hours = Array.from({ length: 12 }, (_, at) => `${at + 10}:00`);
    const heat = (text: string): Figure => ({ data: [{ type: "heatmap", x: hours, text: [hours.map(() => text)], texttemplate: "%{text}" }], layout: { coloraxis: { colorbar: { title: { text: "笔数" } } } } });
    const [slim, crowded, wide] = [fitted(heat("18.3"), { width: 360, height: 300 }, false), fitted(heat("¥1,234"), { width: 360, height: 300 }, false), fitted(heat("¥1,234"), { width: 900, height: 300 }, false)];
    expect([slim, crowded, wide].map((figure) => figure.data[0]!.texttemplate)).toEqual(["%{text}", "", "%{text}"]);
    expect(slim.layout.coloraxis).toMatchObject({ colorbar: { orientation: "h", title: { text: "笔数" } } });
    expect(wide.layout.coloraxis).not.toHaveProperty("colorbar.orientation");
  });

  it("says a name that leans on one line, with the blank of the line break", () => {
    expect([unwrapped("2,000 and<br>more"), unwrapped("暮光美妆<br>（禾光店）")]).toEqual(["2,000 and more", "暮光美妆（禾光店）"]);
  });

  it("draws no grid behind heat maps and gives round figures room", () => {
    expect(fitted({ data: [{ type: "heatmap" }], layout: { yaxis: { type: "category" } } }, { width: 400, height: 300 }, false).layout.yaxis).toMatchObject({ showgrid: false, type: "category" });
    expect(fitted({ data: [{ type: "scatterpolar" }], layout: { polar: {} } }, { width: 400, height: 300 }, false).layout).toHaveProperty("margin");
  });
});
