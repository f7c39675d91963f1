/** Tiles on twelve columns: finding room, moving, resizing, and pulling everything up. Pure. */
import type { Grid, TileDoc } from "../../commands/documents";
import { inOrder } from "../../workspace/dashboards/order";

export const COLUMNS = 12;
const MOST_ROWS = 200;

type Placed = Pick<TileDoc, "key" | "grid">;

const SIZES: Record<string, [number, number]> = { number: [3, 2], gauge: [3, 4], pie: [4, 5], funnel: [4, 5], radar: [4, 5], table: [6, 6], pivot: [8, 7], floors: [8, 6], heatmap: [8, 6], map: [6, 7] };

/** How large a chart of a kind is at first. */
export const sizeOf = (type: string | undefined): [number, number] => SIZES[type ?? ""] ?? [6, 5];

/** Whether two tiles share a cell. */
export const overlap = ([ax, ay, aw, ah]: Grid, [bx, by, bw, bh]: Grid): boolean => ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;

const free = (tiles: readonly Placed[], grid: Grid): boolean => !tiles.some((tile) => overlap(tile.grid, grid));

/** The first place from the top where a tile of this size has room. */
export function freeSpot(tiles: readonly Placed[], [width, height]: readonly [number, number]): Grid {
  for (let y = 0; y < MOST_ROWS; y += 1) {
    for (let x = 0; x + width <= COLUMNS; x += 1) {
      const grid: Grid = [x, y, width, height];
      if (free(tiles, grid)) return grid;
    }
  }
  return [0, MOST_ROWS, width, height];
}

/** Every tile as high up as it can stand; `held` keeps its place as well as the others allow. */
export function compact<T extends Placed>(tiles: readonly T[], held?: string): T[] {
  const first = tiles.find((tile) => tile.key === held);
  const placed: T[] = [];
  const queue = inOrder(tiles).filter((tile) => tile !== first);
  const settle = (tile: T): void => {
    const [x, y, w, h] = tile.grid;
    let up = y;
    while (up > 0 && free(placed, [x, up - 1, w, h])) up -= 1;
    let down = up;
    while (!free(placed, [x, down, w, h])) down += 1;
    placed.push({ ...tile, grid: [x, down, w, h] });
  };
  if (!first) {
    queue.forEach(settle);
  } else {
    const above = queue.filter((tile) => tile.grid[1] + tile.grid[3] <= first.grid[1] && !overlap(tile.grid, first.grid));
    above.forEach(settle);
    settle(first);
    queue.filter((tile) => !above.includes(tile)).forEach(settle);
  }
  const grids = new Map(placed.map((tile) => [tile.key, tile.grid]));
  return tiles.map((tile) => {
    const grid = grids.get(tile.key) as Grid;
    return grid.every((value, at) => value === tile.grid[at]) ? tile : { ...tile, grid };
  });
}

const between = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** A grid that stays on the twelve columns and is at least one cell large. */
export function clamped([x, y, w, h]: Grid): Grid {
  const width = between(w, 1, COLUMNS);
  return [between(x, 0, COLUMNS - width), between(y, 0, MOST_ROWS), width, between(h, 1, 40)];
}

/** The tiles with one of them elsewhere or of another size; the others make room. */
export function placed<T extends Placed>(tiles: readonly T[], key: string, grid: Grid): T[] {
  const next = clamped(grid);
  return compact(tiles.map((tile) => (tile.key === key ? { ...tile, grid: next } : tile)), key);
}

export const MOVES: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** One step by keyboard: the arrows move, with Shift they resize. Downwards it passes the tile that stands there. */
export function stepped<T extends Placed>(tiles: readonly T[], key: string, [dx, dy]: readonly [number, number], resize: boolean): T[] {
  const tile = tiles.find((one) => one.key === key);
  if (!tile) return [...tiles];
  const [x, y, w, h] = tile.grid;
  if (resize) return placed(tiles, key, [x, y, w + dx, h + dy]);
  if (dy > 0) {
    const below = inOrder(tiles).find((one) => one !== tile && one.grid[1] >= y + h && one.grid[0] < x + w && x < one.grid[0] + one.grid[2]);
    if (!below) return [...tiles];
    return placed(tiles.map((one) => (one === below ? { ...one, grid: [one.grid[0], y, one.grid[2], one.grid[3]] as Grid } : one)), key, [x, y + below.grid[3], w, h]);
  }
  if (dy < 0) {
    const above = inOrder(tiles).filter((one) => one !== tile && one.grid[1] + one.grid[3] <= y && one.grid[0] < x + w && x < one.grid[0] + one.grid[2]).at(-1);
    return above ? placed(tiles, key, [x, above.grid[1], w, h]) : [...tiles];
  }
  return placed(tiles, key, [x + dx, y, w, h]);
}
