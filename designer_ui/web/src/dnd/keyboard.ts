/** Arrow keys move what is held to the nearest item in that direction; areas around items are passed over. */
import type { KeyboardCoordinateGetter } from "@dnd-kit/core";
import { AREA } from "./collision";

type Side = { along: "x" | "y"; sign: 1 | -1 };

const SIDES: Record<string, Side> = {
  ArrowDown: { along: "y", sign: 1 },
  ArrowUp: { along: "y", sign: -1 },
  ArrowRight: { along: "x", sign: 1 },
  ArrowLeft: { along: "x", sign: -1 },
};

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const centre = (box: Box) => ({ x: box.left + box.width / 2, y: box.top + box.height / 2 });

/** How far a box lies in a direction; null where it lies elsewhere. Sideways distance counts double. */
function distance(from: Box, to: Box, { along, sign }: Side): number | null {
  const a = centre(from);
  const b = centre(to);
  const ahead = (b[along] - a[along]) * sign;
  const across = along === "x" ? "y" : "x";
  return ahead > 4 ? ahead + 2 * Math.abs(b[across] - a[across]) : null;
}

export const byArrows: KeyboardCoordinateGetter = (event, { context, currentCoordinates }) => {
  const side = SIDES[event.code];
  const held = context.collisionRect;
  const here = context.over?.id ?? context.active?.id;
  const from = (here !== undefined && context.droppableRects.get(here)) || held;
  if (!side || !from || !held) return undefined;
  event.preventDefault();
  let best: { box: Box; far: number } | null = null;
  for (const { id } of context.droppableContainers.getEnabled()) {
    const box = context.droppableRects.get(id);
    const far = box && id !== here && !String(id).startsWith(AREA) ? distance(from, box, side) : null;
    if (box && far !== null && (!best || far < best.far)) best = { box, far };
  }
  if (!best) return currentCoordinates;
  return { x: best.box.left + (best.box.width - held.width) / 2, y: best.box.top + (best.box.height - held.height) / 2 };
};
