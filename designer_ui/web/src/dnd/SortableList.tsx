/** A list one can put in order: by grip, by keyboard on the grip, or by Alt + arrow on any row. */
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/Icon";
import { DragArea } from "./DragArea";
import { useItem } from "./parts";

interface RowProps {
  id: string;
  name: string;
  index: number;
  last: number;
  onMove(from: number, to: number): void;
  children: ReactNode;
  testId?: string;
}

function Row({ id, name, index, last, onMove, children, testId }: RowProps) {
  const { t } = useTranslation("designer");
  const { ref, style, grip, isDragging } = useItem(id, { id, name, index });
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !step) return;
    event.preventDefault();
    event.stopPropagation();
    const to = index + step;
    if (to >= 0 && to <= last) onMove(index, to);
  };
  return (
    <li ref={ref} style={style} className={`dz-sort-row${isDragging ? " dragging" : ""}`} onKeyDown={onKey} data-testid={testId}>
      <button type="button" ref={grip.ref} {...grip.props} className="dz-grip" aria-label={t("drag.grip", { name })} title={t("drag.grip_hint")}>
        <Icon name="grip" size={16} />
      </button>
      {children}
    </li>
  );
}

interface Props<T> {
  items: readonly T[];
  idOf(item: T, index: number): string;
  nameOf(item: T): string;
  onMove(from: number, to: number): void;
  render(item: T, index: number): ReactNode;
  label: string;
  testIdOf?(item: T): string;
}

export function SortableList<T>({ items, idOf, nameOf, onMove, render, label, testIdOf }: Props<T>) {
  const ids = items.map(idOf);
  return (
    <DragArea
      nameOf={(data) => String(data.name ?? "")}
      onDrop={({ id, over }) => {
        const from = ids.indexOf(id);
        const to = ids.indexOf(over);
        if (from >= 0 && to >= 0 && from !== to) onMove(from, to);
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ol className="dz-sort" aria-label={label}>
          {items.map((item, index) => (
            <Row
              key={ids[index]}
              id={ids[index] as string}
              name={nameOf(item)}
              index={index}
              last={items.length - 1}
              onMove={onMove}
              {...(testIdOf ? { testId: testIdOf(item) } : {})}
            >
              {render(item, index)}
            </Row>
          ))}
        </ol>
      </SortableContext>
    </DragArea>
  );
}

export { SortableContext };
