/** Things that can be dragged and places that take them. */
import { useDraggable, useDroppable } from "@dnd-kit/core";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import type { CSSProperties, HTMLAttributes } from "react";
import { AREA } from "./collision";
import type { DragData } from "./DragArea";

export interface Grip {
  /** Spread on the button one drags by. */
  props: HTMLAttributes<HTMLElement>;
  ref(node: HTMLElement | null): void;
}

/** Something that is dragged out of a palette and stays there. */
export function useSource(id: string, data: DragData) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id, data });
  return { ref: setNodeRef, props: { ...attributes, ...listeners } as HTMLAttributes<HTMLElement>, isDragging };
}

/** A place that takes what is dropped beside its items. */
export function useArea(id: string, data: DragData) {
  const { setNodeRef, isOver } = useDroppable({ id: AREA + id, data });
  return { ref: setNodeRef, isOver };
}

/** An item that can be dragged by its grip and takes others before or behind itself. `still` leaves it in place while others pass. */
export function useItem(id: string, data: DragData, still = false) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging, isOver } = useSortable({ id, data });
  const style: CSSProperties = still ? {} : { transform: CSS.Translate.toString(transform), ...(transition ? { transition } : {}) };
  const grip: Grip = { props: { ...attributes, ...listeners } as HTMLAttributes<HTMLElement>, ref: setActivatorNodeRef };
  return { ref: setNodeRef, style, grip, isDragging, isOver };
}
