/** The grid of twelve columns: tiles are moved by their head and resized by their corner, with mouse, finger or arrows. */
import { useEffect, useRef, useState, type CSSProperties, type PointerEvent as Pointed } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { Grid, ReportDoc, TileDoc } from "../../commands/documents";
import { useArea, useItem } from "../../dnd/parts";
import { SortableContext } from "../../dnd/SortableList";
import { useProblems } from "../check/problems";
import { useDocuments } from "../draft/DraftProvider";
import { cellsOf, GAP, inOrder, phoneHeight, phoneOrder, ROW } from "../../workspace/dashboards/order";
import type { TileDef } from "../../api/numbers";
import { useBoard } from "./board";
import { clamped, COLUMNS, MOVES, placed, stepped } from "./grid";
import { TileBody, useTileName } from "./TileBody";

interface Held {
  key: string;
  resize: boolean;
  from: Grid;
  start: [number, number];
}

/** Moving or resizing by pointer: what the tiles look like meanwhile, and the one change at its end. */
function useHolding(width: () => number) {
  const { doc, editTiles } = useBoard();
  const [held, setHeld] = useState<Held | null>(null);
  const [grid, setGrid] = useState<Grid | null>(null);
  const latest = useRef<Grid | null>(null);
  const tiles = doc.tiles ?? [];
  useEffect(() => {
    if (!held) return;
    const cell = (width() + GAP) / COLUMNS;
    const onMove = (event: PointerEvent) => {
      const dx = Math.round((event.clientX - held.start[0]) / cell);
      const dy = Math.round((event.clientY - held.start[1]) / (ROW + GAP));
      const [x, y, w, h] = held.from;
      const next = clamped(held.resize ? [x, y, Math.min(w + dx, COLUMNS - x), h + dy] : [x + dx, y + dy, w, h]);
      if (latest.current?.every((value, at) => value === next[at])) return;
      latest.current = next;
      setGrid(next);
    };
    const finish = (keep: boolean) => () => {
      const next = latest.current;
      if (keep && next && !next.every((value, at) => value === held.from[at])) editTiles((now) => placed(now, held.key, next));
      latest.current = null;
      setHeld(null);
      setGrid(null);
    };
    const drop = finish(true);
    const cancel = finish(false);
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && cancel();
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", onKey);
    };
  }, [held]); // one hold is one drag
  return {
    held: held?.key ?? null,
    tiles: held && grid ? placed(tiles, held.key, grid) : tiles,
    hold: (tile: TileDoc, resize: boolean) => (event: Pointed) => {
      if (event.button !== 0) return;
      event.preventDefault();
      (event.currentTarget as HTMLElement).focus();
      setHeld({ key: tile.key, resize, from: tile.grid, start: [event.clientX, event.clientY] });
    },
  };
}

/** Where a tile stands: on the grid, or on a phone by half or whole width. */
type Place = { grid: Grid } | { half: boolean; height: number | undefined };

const onPhone = (place: Place): place is { half: boolean; height: number | undefined } => "half" in place;

const styleOf = (place: Place): CSSProperties => (onPhone(place) ? { gridColumn: place.half ? "span 1" : "span 2", minHeight: place.height } : cellsOf(place.grid));

interface CardProps {
  tile: TileDoc;
  place: Place;
  held: boolean;
  hold(tile: TileDoc, resize: boolean): (event: Pointed) => void;
}

function Card({ tile, place, held, hold }: CardProps) {
  const phone = onPhone(place);
  const { t } = useTranslation("designer");
  const { doc, selected, select, editTiles, remove } = useBoard();
  const name = useTileName(tile);
  const problems = useProblems().filter((one) => one.path.startsWith(`dashboard/${doc.key}/tiles/`) && one.path.split("/")[3] === tile.key);
  const { ref } = useItem(`tile:${tile.key}`, { tile: tile.key, name }, true);
  const onKey = (event: React.KeyboardEvent) => {
    const way = MOVES[event.key];
    if (way && !phone) {
      event.preventDefault();
      editTiles((tiles) => stepped(tiles, tile.key, way, event.shiftKey));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      select(tile.key);
    } else if (event.key === "Delete") {
      event.preventDefault();
      remove(tile.key);
    }
  };
  const [, , w, h] = tile.grid;
  return (
    <section ref={ref} className={`panel dz-tile${selected === tile.key ? " on" : ""}${held ? " held" : ""}${problems.length ? " faulty" : ""}`} style={styleOf(place)} data-testid={`tile-${tile.key}`} data-grid={tile.grid.join(" ")} aria-label={name} onClick={() => select(tile.key)}>
      <button type="button" className="dz-tile-head" aria-label={t("dashboards.tile_keys", { name, w, h })} title={phone ? name : t("dashboards.tile_hint")} onPointerDown={phone ? undefined : hold(tile, false)} onKeyDown={onKey}>
        {!phone && <Icon name="grip" size={14} />}
        <span className="ellipsis">{name}</span>
        {problems.length > 0 && (
          <span className="dz-fault" title={problems[0]?.message}>
            <Icon name="alert" size={14} />
          </span>
        )}
      </button>
      <div className="dz-tile-body" inert>
        <TileBody tile={tile} />
      </div>
      {!phone && <span className="dz-tile-corner" aria-hidden="true" data-testid={`corner-${tile.key}`} onPointerDown={hold(tile, true)} />}
    </section>
  );
}

function Empty() {
  const { t } = useTranslation("designer");
  return (
    <div className="dz-preview-none">
      <Icon name="cards" size={36} />
      <strong>{t("dashboards.start")}</strong>
      <span className="muted">{t("dashboards.start_text")}</span>
    </div>
  );
}

/** As people see it on a phone: cards two by two, all else in full width. */
function phonePlaces(tiles: readonly TileDoc[], reports: Record<string, ReportDoc>): Map<string, Place> {
  const defs = tiles.map((tile): TileDef => ({ key: tile.key, label: "", grid: tile.grid, kind: tile.text !== undefined ? "text" : tile.form ? "records" : "report", chart: reports[tile.report ?? ""]?.charts?.[tile.chart ?? 0] as TileDef["chart"] }));
  return new Map(phoneOrder(defs).map(({ tile, half }) => [tile.key, { half, height: phoneHeight(tile) }]));
}

export function BoardGrid({ phone }: { phone: boolean }) {
  const { t } = useTranslation("designer");
  const box = useRef<HTMLDivElement>(null);
  const { ref, isOver } = useArea("board", { board: true, name: t("nav.dashboards") });
  const holding = useHolding(() => box.current?.clientWidth ?? 960);
  const { reports } = useDocuments();
  const shown = inOrder(holding.tiles);
  const places: Map<string, Place> = phone ? phonePlaces(shown, reports) : new Map(shown.map((tile) => [tile.key, { grid: tile.grid }]));
  return (
    <div ref={ref} className={`dz-board-area${isOver ? " over" : ""}`} data-testid="board">
      {!shown.length && <Empty />}
      <SortableContext items={shown.map((tile) => `tile:${tile.key}`)}>
        <div ref={box} className={phone ? "dz-board phone" : "dz-board"} style={phone ? undefined : { gridAutoRows: ROW, gap: GAP }}>
          {shown.map((tile) => (
            <Card key={tile.key} tile={tile} place={places.get(tile.key) ?? { grid: tile.grid }} held={holding.held === tile.key} hold={holding.hold} />
          ))}
        </div>
      </SortableContext>
    </div>
  );
}
