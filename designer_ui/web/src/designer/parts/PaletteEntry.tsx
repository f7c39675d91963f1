/** Something that can be put on a canvas: dragged there, or added by double-click or Enter. */
import type { ReactNode } from "react";
import { useSource } from "../../dnd/parts";

interface Props {
  id: string;
  icon: ReactNode;
  label: string;
  note?: string;
  /** What pressing it does, in words. */
  name: string;
  hint: string;
  /** What is told where it is dropped. */
  data: Record<string, unknown>;
  add(): void;
}

export function PaletteEntry({ id, icon, label, note, name, hint, data, add }: Props) {
  const { ref, props, isDragging } = useSource(`palette-${id}`, { ...data, name: label });
  return (
    <button
      type="button"
      ref={ref}
      {...props}
      className={`dz-palette-entry${isDragging ? " dragging" : ""}`}
      data-testid={`palette-${id}`}
      aria-label={name}
      title={hint}
      onDoubleClick={add}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          add();
        } else props.onKeyDown?.(event);
      }}
    >
      {icon}
      <span>
        <strong>{label}</strong>
        {note && <small>{note}</small>}
      </span>
    </button>
  );
}
