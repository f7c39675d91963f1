/** Where the boxes of a graph of steps stand, top to bottom: layers by the longest way, few crossings, branches centred. Pure. */

export interface Node {
  key: string;
  type: string;
}

export interface Edge {
  from: string;
  to: string;
}

export interface Spot {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Point = readonly [number, number];

export interface Layout {
  spots: Map<string, Spot>;
  /** Per edge, as given: the points it goes through between its two boxes. */
  bends: Point[][];
  width: number;
  height: number;
  /** Where the upper left corner of all lies, for boxes that people placed: there + a spot is where they put it. */
  corner: Point;
}

const ROUND = { width: 132, height: 44 };
const SIZES: Record<string, { width: number; height: number }> = { start: ROUND, end: ROUND, branch: { width: 156, height: 48 }, join: { width: 156, height: 48 } };
const BOX = { width: 208, height: 72 };
export const GAP = { x: 44, y: 56 };
const SWEEPS = 8;

/** How large the box of a step is. */
export const sizeOf = (type: string): { width: number; height: number } => SIZES[type] ?? BOX;

interface Cell {
  key: string;
  width: number;
  height: number;
  rank: number;
  x: number;
}

interface Graph {
  cells: Map<string, Cell>;
  layers: string[][];
  before: Map<string, string[]>;
  after: Map<string, string[]>;
}

const list = (map: Map<string, string[]>, key: string): string[] => map.get(key) ?? [];

function push(map: Map<string, string[]>, key: string, value: string): void {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}

/** The edges without those that lead back up: what is left has no cycle. */
export function forward(nodes: readonly Node[], edges: readonly Edge[]): Edge[] {
  const known = new Set(nodes.map((node) => node.key));
  const out = new Map<string, Edge[]>();
  for (const edge of edges) if (known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to) out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
  const state = new Map<string, "open" | "done">();
  const kept: Edge[] = [];
  const visit = (key: string): void => {
    state.set(key, "open");
    for (const edge of out.get(key) ?? []) {
      if (state.get(edge.to) === "open") continue;
      kept.push(edge);
      if (!state.has(edge.to)) visit(edge.to);
    }
    state.set(key, "done");
  };
  const first = [...nodes].sort((a, b) => Number(b.type === "start") - Number(a.type === "start"));
  for (const node of first) if (!state.has(node.key)) visit(node.key);
  return kept;
}

/** Step → layer: one below the lowest of those before it. */
function ranks(nodes: readonly Node[], edges: readonly Edge[]): Map<string, number> {
  const before = new Map<string, string[]>();
  for (const edge of edges) push(before, edge.to, edge.from);
  const found = new Map<string, number>();
  const rank = (key: string): number => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const value = Math.max(-1, ...list(before, key).map(rank)) + 1;
    found.set(key, value);
    return value;
  };
  for (const node of nodes) rank(node.key);
  return found;
}

/** The graph in layers; an edge over several layers goes through a narrow cell in each of them. */
function layered(nodes: readonly Node[], edges: readonly Edge[]): Graph {
  const graph: Graph = { cells: new Map(), layers: [], before: new Map(), after: new Map() };
  const rank = ranks(nodes, edges);
  const place = (key: string, at: number, size: { width: number; height: number }): void => {
    graph.cells.set(key, { key, ...size, rank: at, x: 0 });
    (graph.layers[at] ??= []).push(key);
  };
  for (const node of nodes) place(node.key, rank.get(node.key) ?? 0, sizeOf(node.type));
  edges.forEach((edge, number) => {
    let last = edge.from;
    for (let at = (rank.get(edge.from) ?? 0) + 1; at < (rank.get(edge.to) ?? 0); at += 1) {
      const through = `\u0000${number}:${at}`;
      place(through, at, { width: 24, height: 0 });
      push(graph.after, last, through);
      push(graph.before, through, last);
      last = through;
    }
    push(graph.after, last, edge.to);
    push(graph.before, edge.to, last);
  });
  return graph;
}

/** The narrow cells an edge goes through, from above. */
const throughCells = ({ cells }: Graph, number: number): Cell[] => [...cells.values()].filter((cell) => cell.key.startsWith(`\u0000${number}:`)).sort((a, b) => a.rank - b.rank);

/** Orders every layer by the middle of its neighbours, down and up in turn. */
function untangle({ layers, before, after }: Graph): void {
  const position = new Map<string, number>();
  const note = (layer: string[]): void => layer.forEach((key, index) => position.set(key, index));
  layers.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    const side = down ? before : after;
    for (const layer of down ? layers : [...layers].reverse()) {
      const middle = (key: string): number => {
        const near = list(side, key).map((other) => position.get(other) ?? 0);
        return near.length ? near.reduce((sum, one) => sum + one, 0) / near.length : (position.get(key) ?? 0);
      };
      const order = new Map(layer.map((key) => [key, middle(key)]));
      layer.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0) || (position.get(a) ?? 0) - (position.get(b) ?? 0));
      note(layer);
    }
  }
}

/** Keeps the order of a layer and moves its cells apart where they overlap, around where they want to stand. */
function apart(cells: Cell[], wanted: number[]): void {
  const lefts: number[] = [];
  let blocks: { from: number; sum: number; count: number; left: number }[] = [];
  let offset = 0;
  cells.forEach((cell, index) => {
    const half = cell.width / 2;
    lefts.push(offset + half);
    blocks.push({ from: index, sum: (wanted[index] ?? 0) - (offset + half), count: 1, left: 0 });
    offset += cell.width + GAP.x;
    for (;;) {
      const [one, two] = [blocks.at(-2), blocks.at(-1)];
      if (!one || !two || one.sum / one.count <= two.sum / two.count) break;
      blocks = [...blocks.slice(0, -2), { from: one.from, sum: one.sum + two.sum, count: one.count + two.count, left: 0 }];
    }
  });
  for (const block of blocks) {
    for (let index = block.from; index < block.from + block.count; index += 1) (cells[index] as Cell).x = block.sum / block.count + (lefts[index] ?? 0);
  }
}

function spread({ cells, layers, before, after }: Graph): void {
  const at = (key: string): Cell => cells.get(key) as Cell;
  for (let sweep = 0; sweep < SWEEPS * 2; sweep += 1) {
    const down = sweep % 2 === 0;
    const side = down ? before : after;
    for (const layer of down ? layers : [...layers].reverse()) {
      const wanted = layer.map((key) => {
        const near = list(side, key).map((other) => at(other).x);
        return near.length ? near.reduce((sum, one) => sum + one, 0) / near.length : at(key).x;
      });
      apart(layer.map(at), wanted);
    }
  }
}

function framed(boxes: Map<string, Spot>, bends: Point[][], corner: Point = [0, 0]): Layout {
  const spots = [...boxes.values()];
  const left = Math.min(0, ...spots.map((spot) => spot.x));
  const width = Math.max(0, ...spots.map((spot) => spot.x + spot.width)) - left;
  const height = Math.max(0, ...spots.map((spot) => spot.y + spot.height));
  return { spots: boxes, bends, width, height, corner };
}

/** Places every step by itself. */
export function arrange(nodes: readonly Node[], edges: readonly Edge[]): Layout {
  const kept = forward(nodes, edges);
  const graph = layered(nodes, kept);
  untangle(graph);
  spread(graph);
  const tops: number[] = [];
  let top = 0;
  for (const layer of graph.layers) {
    tops.push(top);
    top += Math.max(...layer.map((key) => graph.cells.get(key)?.height ?? 0)) + GAP.y;
  }
  const left = Math.min(...[...graph.cells.values()].map((cell) => cell.x - cell.width / 2));
  const cells = nodes.map((node) => graph.cells.get(node.key) as Cell);
  const middles = graph.layers.map((layer, rank) => (tops[rank] ?? 0) + Math.max(...layer.map((key) => graph.cells.get(key)?.height ?? 0)) / 2);
  const through = ({ x, rank }: Cell): Point => [Math.round(x - left), middles[rank] ?? 0];
  const bends = edges.map((edge) => throughCells(graph, kept.indexOf(edge)).map(through));
  return framed(new Map(cells.map(({ key, x, width, height, rank }) => [key, { x: Math.round(x - width / 2 - left), y: tops[rank] ?? 0, width, height }])), bends);
}

/** Where people put the boxes, if they put every one of them somewhere; else an arrangement of our own. `places`: key → upper left corner. */
export function layoutOf(nodes: readonly Node[], edges: readonly Edge[], places: ReadonlyMap<string, readonly [number, number]> = new Map()): Layout {
  const spread = new Set(nodes.map((node) => places.get(node.key)?.join(" ")));
  const placed = nodes.length > 0 && nodes.every((node) => places.has(node.key)) && spread.size === nodes.length;
  if (!placed) return arrange(nodes, edges);
  const all = nodes.map((node) => places.get(node.key) as readonly [number, number]);
  const [left, top] = [Math.min(...all.map(([x]) => x)), Math.min(...all.map(([, y]) => y))];
  return framed(new Map(nodes.map((node, index) => [node.key, { x: (all[index]?.[0] ?? 0) - left, y: (all[index]?.[1] ?? 0) - top, ...sizeOf(node.type) }])), edges.map(() => []), [left, top]);
}

/** The steps as people read them: from the start along the ways, each once. */
export function readingOrder(nodes: readonly Node[], edges: readonly Edge[]): string[] {
  const kept = forward(nodes, edges);
  const rank = ranks(nodes, kept);
  return nodes.map((node, index) => ({ key: node.key, rank: rank.get(node.key) ?? 0, index })).sort((a, b) => a.rank - b.rank || a.index - b.index).map((one) => one.key);
}

const curve = ([x1, y1]: Point, [x2, y2]: Point): string => (Math.abs(x1 - x2) < 1 ? `L${x2},${y2}` : `C${x1},${(y1 + y2) / 2} ${x2},${(y1 + y2) / 2} ${x2},${y2}`);

/** A way from the foot of one box to the head of another, as an SVG path and the point where its label stands; a way back goes around the right. */
export function wayOf(from: Spot, to: Spot, bends: readonly Point[] = []): { path: string; label: Point } {
  const start: Point = [from.x + from.width / 2, from.y + from.height];
  const end: Point = [to.x + to.width / 2, to.y];
  if (end[1] >= start[1]) {
    const points = [start, ...bends, end];
    const first = points[1] as Point;
    const path = points.slice(1).map((point, index) => curve(points[index] as Point, point)).join("");
    return { path: `M${start[0]},${start[1]}${path}`, label: bends.length ? first : [(start[0] + first[0]) / 2, (start[1] + first[1]) / 2] };
  }
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const [x1, x2] = [from.x + from.width, to.x + to.width];
  const far = Math.max(x1, x2) + GAP.x - 8;
  return { path: `M${x1},${y1}C${far + 24},${y1} ${far + 24},${y2} ${x2},${y2}`, label: [far + 6, (y1 + y2) / 2] };
}
