/** Where tiles stand: on a grid of twelve columns, or one under the other on a phone with cards two by two. Pure. */
import type { TileDef } from "../../api/numbers";

export const ROW = 46;
export const GAP = 16;

/** How many pixels so many rows of the grid are high. */
export const heightOf = (rows: number): number => rows * ROW + (rows - 1) * GAP;

const WAY = 166;

const isCard = (tile: TileDef): boolean => tile.chart?.type === "number";

/** As one reads: from the top, from the left. */
export const inOrder = <T extends Pick<TileDef, "grid">>(tiles: readonly T[]): T[] => [...tiles].sort((one, other) => one.grid[1] - other.grid[1] || one.grid[0] - other.grid[0]);

/** The cells a tile takes, as a style. */
export const cellsOf = ([x, y, w, h]: TileDef["grid"]): { gridColumn: string; gridRow: string } => ({ gridColumn: `${x + 1} / span ${w}`, gridRow: `${y + 1} / span ${h}` });

/** Tiles of a phone with the width each takes of two columns: cards stand in pairs, one left alone takes the line. */
export function phoneOrder(tiles: readonly TileDef[]): { tile: TileDef; half: boolean }[] {
  const ordered = inOrder(tiles);
  const placed: { tile: TileDef; half: boolean }[] = [];
  let at = 0;
  while (at < ordered.length) {
    const [tile, next] = [ordered[at]!, ordered[at + 1]];
    const pair = isCard(tile) && next !== undefined && isCard(next);
    placed.push({ tile, half: pair });
    if (pair) placed.push({ tile: next, half: true });
    at += pair ? 2 : 1;
  }
  return placed;
}

/** How high a tile is on a phone: cards and lists as they are, the way to a target a bar, other charts about as high as wide. */
export function phoneHeight(tile: TileDef): number | undefined {
  if (isCard(tile) || tile.kind !== "report") return undefined;
  if (tile.chart?.type === "gauge") return WAY;
  return Math.min(Math.max(heightOf(tile.grid[3]), 280), 420);
}
