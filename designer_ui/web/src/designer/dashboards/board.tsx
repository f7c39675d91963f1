/** The dashboard that is open, which tile is chosen, and how both are changed. */
import { createContext, useContext, useState, type ReactNode } from "react";
import type { DashboardDoc, TileDoc } from "../../commands/documents";
import { editDashboard } from "../../commands/edit_reports";
import { newKey } from "../../commands/keys";
import { pruned } from "../../commands/report_parts";
import { useDocuments, useExecute } from "../draft/DraftProvider";
import { createGate, type Gate } from "../../workspace/dashboards/gate";
import { compact, freeSpot, placed, sizeOf } from "./grid";

export type Made = Omit<TileDoc, "key" | "grid">;

export interface Board {
  doc: DashboardDoc;
  selected: string | null;
  select(tile: string | null): void;
  edit(change: (doc: DashboardDoc) => DashboardDoc, typing?: string): void;
  editTiles(change: (tiles: TileDoc[]) => TileDoc[], typing?: string): void;
  set(tile: string, change: Partial<TileDoc>, typing?: string): void;
  add(made: Made): void;
  /** Beside another tile: where that one stands, which makes room. */
  addAt(made: Made, over: string | null): void;
  remove(tile: string): void;
  /** Tiles are asked a few at a time, so that the first ones are there soon. */
  gate: Gate;
}

const BoardContext = createContext<Board | null>(null);

interface Props {
  doc: DashboardDoc;
  selected: string | null;
  select(tile: string | null): void;
  children: ReactNode;
}

export function DashboardEditing({ doc, selected, select, children }: Props) {
  const execute = useExecute();
  const { reports } = useDocuments();
  const [gate] = useState(() => createGate(3));
  const edit: Board["edit"] = (change, typing) => execute(editDashboard(doc.key, change, typing));
  const editTiles: Board["editTiles"] = (change, typing) => edit((now) => ({ ...now, tiles: change(now.tiles ?? []) }), typing);
  const sizeFor = (made: Made): [number, number] => (made.text !== undefined ? [6, 2] : made.form ? [6, 6] : sizeOf(reports[made.report ?? ""]?.charts?.[made.chart ?? 0]?.type));
  const addAt: Board["addAt"] = (made, over) => {
    const key = newKey("tile", (doc.tiles ?? []).map((tile) => tile.key));
    const size = sizeFor(made);
    editTiles((tiles) => {
      const beside = tiles.find((tile) => tile.key === over);
      if (!beside) return [...tiles, { key, grid: freeSpot(tiles, size), ...made }];
      const x = Math.min(beside.grid[0], 12 - size[0]);
      return placed([...tiles, { key, grid: [x, beside.grid[1], ...size], ...made }], key, [x, beside.grid[1], ...size]);
    });
    select(key);
  };
  const board: Board = {
    doc,
    selected,
    select,
    edit,
    editTiles,
    set: (tile, change, typing) => editTiles((tiles) => tiles.map((one) => (one.key === tile ? pruned({ ...one, ...change }) : one)), typing && `tiles/${tile}/${typing}`),
    add: (made) => addAt(made, null),
    addAt,
    gate,
    remove: (tile) => {
      editTiles((tiles) => compact(tiles.filter((one) => one.key !== tile)));
      if (selected === tile) select(null);
    },
  };
  return <BoardContext.Provider value={board}>{children}</BoardContext.Provider>;
}

export function useBoard(): Board {
  const board = useContext(BoardContext);
  if (!board) throw new Error("no dashboard is open here");
  return board;
}
