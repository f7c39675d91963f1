/** Which target a drag means. Pointer: what lies under it, items before the areas around them. Keyboard: the nearest item, never an area. */
import { closestCenter, pointerWithin, type Collision, type CollisionDetection } from "@dnd-kit/core";

/** Areas (sections, lists) name themselves by this prefix. */
export const AREA = "area:";

const isArea = (id: string | number): boolean => String(id).startsWith(AREA);

const items = (found: Collision[]): Collision[] => found.filter(({ id }) => !isArea(id));

export const mixedWidths: CollisionDetection = (args) => {
  if (!args.pointerCoordinates) {
    const droppableContainers = args.droppableContainers.filter(({ id }) => !isArea(id));
    return closestCenter({ ...args, droppableContainers });
  }
  const under = pointerWithin(args);
  const first = items(under);
  return first.length ? first : under;
};
