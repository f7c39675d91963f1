import { describe, expect, it } from "vitest";
import type { Grid } from "../../commands/documents";
import { inOrder } from "../../workspace/dashboards/order";
import { clamped, COLUMNS, compact, freeSpot, MOVES, overlap, placed, sizeOf, stepped } from "./grid";

const tile = (key: string, ...grid: Grid) => ({ key, grid });
type Tile = ReturnType<typeof tile>;
const BOARD = [tile("a", 0, 0, 6, 4), tile("b", 6, 0, 6, 4), tile("c", 0, 4, 12, 3)];
const at = (tiles: readonly Tile[], key: string) => tiles.find((one) => one.key === key)?.grid;

/** No two share a cell, all are on the board, nothing hangs in the air. */
function sound(tiles: readonly Tile[]): void {
  tiles.forEach((one, i) => {
    const [x, y, w, h] = one.grid;
    expect(x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= COLUMNS, one.key).toBe(true);
    tiles.slice(i + 1).forEach((other) => expect(overlap(one.grid, other.grid), `${one.key} ${other.key}`).toBe(false));
  });
}

describe("tiles on twelve columns", () => {
  it("a new one takes the first room there is", () => {
    expect(freeSpot([], [6, 5])).toEqual([0, 0, 6, 5]);
    expect(freeSpot([tile("a", 0, 0, 6, 5)], [6, 5])).toEqual([6, 0, 6, 5]);
    expect(freeSpot(BOARD, sizeOf("number"))).toEqual([0, 7, 3, 2]);
  });

  it("where one goes, the others make room", () => {
    const moved = placed(BOARD, "c", [0, 0, 12, 3]);
    expect(at(moved, "c")).toEqual([0, 0, 12, 3]);
    expect(at(moved, "a")).toEqual([0, 3, 6, 4]);
    sound(moved);
  });

  it("a larger one pushes down, a smaller one lets up", () => {
    const larger = placed(BOARD, "a", [0, 0, 8, 4]);
    expect(at(larger, "b")).toEqual([6, 4, 6, 4]);
    sound(larger);
    const smaller = placed(BOARD, "a", [0, 0, 6, 2]);
    expect(at(smaller, "c")).toEqual([0, 4, 12, 3]);
    sound(smaller);
  });

  it("nothing leaves the board", () => {
    expect(clamped([11, -3, 4, 0])).toEqual([8, 0, 4, 1]);
    expect(clamped([0, 0, 40, 99])).toEqual([0, 0, 12, 40]);
  });

  it("by arrows: sideways, past the one below and back, with Shift larger and smaller", () => {
    const down = stepped(BOARD, "a", MOVES.ArrowDown!, false);
    expect(at(down, "a")?.[1]).toBeGreaterThan(at(down, "c")![1]);
    sound(down);
    const up = stepped(BOARD, "c", MOVES.ArrowUp!, false);
    expect(at(up, "c")).toEqual([0, 0, 12, 3]);
    sound(up);
    expect(at(stepped([tile("a", 2, 0, 3, 2)], "a", MOVES.ArrowRight!, false), "a")).toEqual([3, 0, 3, 2]);
    expect(at(stepped(BOARD, "b", MOVES.ArrowDown!, true), "b")).toEqual([6, 0, 6, 5]);
    expect(at(stepped(BOARD, "b", MOVES.ArrowRight!, true), "b")?.[2]).toBeLessThanOrEqual(7);
  });

  it("stays sound whatever is done to it", () => {
    let seed = 7;
    const dice = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    let tiles: Tile[] = [];
    for (let turn = 0; turn < 400; turn += 1) {
      const key = `t${dice(9)}`;
      const known = tiles.some((one) => one.key === key);
      const grid: Grid = [dice(12), dice(12), 1 + dice(12), 1 + dice(6)];
      if (!known) tiles = [...tiles, tile(key, ...freeSpot(tiles, [grid[2], grid[3]]))];
      else if (dice(5) === 0) tiles = compact(tiles.filter((one) => one.key !== key));
      else if (dice(2)) tiles = placed(tiles, key, grid);
      else tiles = stepped(tiles, key, Object.values(MOVES)[dice(4)]!, dice(2) === 0);
      sound(tiles);
    }
    expect(tiles.length).toBeGreaterThan(2);
  });

  it("is read line by line, on the phone too", () => {
    expect(inOrder([...BOARD].reverse()).map((one) => one.key)).toEqual(["a", "b", "c"]);
  });

  it("a tile that stays where it is, is the same tile", () => {
    expect(compact(BOARD)[2]).toBe(BOARD[2]);
  });
});
