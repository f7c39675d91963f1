/** Dragging with mouse (4 px), touch (180 ms) and keyboard (Space, arrows, Space, Esc); every step is spoken. The only folder that knows dnd-kit. */
import {
  DndContext, DragOverlay, KeyboardSensor, MouseSensor, TouchSensor, useSensor, useSensors, type Active, type DragEndEvent, type DragOverEvent, type Over,
} from "@dnd-kit/core";
import { useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { mixedWidths } from "./collision";
import { byArrows } from "./keyboard";

export type DragData = Record<string, unknown>;

export interface Drop {
  id: string;
  data: DragData;
  over: string;
  overData: DragData;
  /** The pointer stands in the latter half of the target; null with the keyboard. */
  after: boolean | null;
}

interface Props {
  children: ReactNode;
  /** What a person calls a thing, by the data it was given. */
  nameOf(data: DragData): string;
  onDrop(drop: Drop): void;
  onOver?(drop: Drop | null): void;
  /** What follows the pointer. */
  overlay?(data: DragData): ReactNode;
}

const KEYS = { start: ["Space"], cancel: ["Escape"], end: ["Space", "Enter"] };

/** Where the pointer is; null with the keyboard. */
function pointerOf({ activatorEvent, delta }: DragEndEvent | DragOverEvent): { x: number; y: number } | null {
  const start = "touches" in activatorEvent ? (activatorEvent as TouchEvent).touches[0] : activatorEvent;
  if (!start || !("clientX" in start)) return null;
  const { clientX, clientY } = start as unknown as MouseEvent;
  return { x: clientX + delta.x, y: clientY + delta.y };
}

/** Whether the pointer stands in the latter half of the target, along the axis the target names. */
function behind(event: DragEndEvent | DragOverEvent, over: Over): boolean | null {
  const pointer = pointerOf(event);
  if (!pointer) return null;
  const { left, top, width, height } = over.rect;
  return over.data.current?.axis === "x" ? pointer.x > left + width / 2 : pointer.y > top + height / 2;
}

const dropOf = (event: DragEndEvent | DragOverEvent): Drop | null => {
  const { active, over } = event;
  if (!over) return null;
  return {
    id: String(active.id),
    data: active.data.current ?? {},
    over: String(over.id),
    overData: over.data.current ?? {},
    after: behind(event, over),
  };
};

export function DragArea({ children, nameOf, onDrop, onOver, overlay }: Props) {
  const { t } = useTranslation("designer");
  const [dragged, setDragged] = useState<DragData | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byArrows, keyboardCodes: KEYS }),
  );
  const said = (entry: Active | Over | null) => nameOf(entry?.data.current ?? {});
  const announcements = {
    onDragStart: ({ active }: { active: Active }) => t("drag.start", { name: said(active) }),
    onDragOver: ({ active, over }: { active: Active; over: Over | null }) =>
      over ? t("drag.over", { name: said(active), target: said(over) }) : t("drag.nowhere", { name: said(active) }),
    onDragEnd: ({ active, over }: { active: Active; over: Over | null }) =>
      over ? t("drag.end", { name: said(active), target: said(over) }) : t("drag.cancel", { name: said(active) }),
    onDragCancel: ({ active }: { active: Active }) => t("drag.cancel", { name: said(active) }),
  };
  const finish = () => {
    setDragged(null);
    onOver?.(null);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={mixedWidths}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("drag.how") } }}
      onDragStart={({ active }) => setDragged(active.data.current ?? {})}
      onDragOver={(event) => onOver?.(dropOf(event))}
      onDragMove={(event) => onOver?.(dropOf(event))}
      onDragCancel={finish}
      onDragEnd={(event) => {
        finish();
        const drop = dropOf(event);
        if (drop) onDrop(drop);
      }}
    >
      {children}
      {overlay &&
        createPortal(<DragOverlay dropAnimation={null}>{dragged ? overlay(dragged) : null}</DragOverlay>, document.body)}
    </DndContext>
  );
}
