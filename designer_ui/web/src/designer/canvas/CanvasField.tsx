/** A field on the canvas: its real look, not usable; a grip to drag, a click to select, a small bar of actions. */
import { Dropdown, Tooltip } from "antd";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { FieldDef, SectionDef } from "../../api/types";
import { useItem } from "../../dnd/parts";
import type { Editing } from "./editing";

export interface Line {
  over: string;
  after: boolean;
}

interface Props {
  field: FieldDef;
  section: SectionDef;
  sections: readonly SectionDef[];
  selected: boolean;
  faulty: boolean;
  line: Line | null;
  wide: boolean;
  editing: Editing;
  select(): void;
  openPanel(): void;
  children: ReactNode;
}

function Actions({ field, section, sections, editing }: Pick<Props, "field" | "section" | "sections" | "editing">) {
  const { t } = useTranslation("designer");
  const others = sections.map((one, index) => ({ one, index })).filter(({ one }) => one.key !== section.key);
  const items = others.map(({ one, index }) => ({
    key: one.key, label: t("canvas.to_section", { name: one.label || t("section.nth", { n: index + 1 }) }), onClick: () => editing.toSection(field.key, index),
  }));
  const buttons = [
    { id: "up", icon: "up", text: t("canvas.up"), keys: "Alt ↑", run: () => editing.step(field.key, -1) },
    { id: "down", icon: "down", text: t("canvas.down"), keys: "Alt ↓", run: () => editing.step(field.key, 1) },
    { id: "duplicate", icon: "copy", text: t("canvas.duplicate"), keys: "Ctrl D", run: () => editing.duplicate(field.key) },
    { id: "archive", icon: "close", text: t("canvas.stop"), keys: "Delete", run: () => editing.archive(field.key) },
  ];
  return (
    <div className="dz-field-actions" role="toolbar" aria-label={t("canvas.actions", { name: field.label })} onClick={(event) => event.stopPropagation()}>
      {buttons.map((one) => (
        <Tooltip key={one.id} title={`${one.text} (${one.keys})`}>
          <button type="button" aria-label={`${one.text} ${field.label}`} data-testid={`${one.id}-${field.key}`} onClick={one.run}>
            <Icon name={one.icon} size={14} />
          </button>
        </Tooltip>
      ))}
      {items.length > 0 && (
        <Dropdown menu={{ items }} trigger={["click"]}>
          <button type="button" aria-label={t("canvas.more", { name: field.label })}>
            <Icon name="more" size={14} />
          </button>
        </Dropdown>
      )}
    </div>
  );
}

/** Whether a field fills its row, as on a narrow canvas. */
function isAlone(node: HTMLElement | null): boolean {
  const grid = node?.closest<HTMLElement>(".r-grid");
  return node !== null && grid !== null && grid !== undefined && node.offsetWidth > grid.offsetWidth * 0.7;
}

export function CanvasField({ field, section, sections, selected, faulty, line, wide, editing, select, openPanel, children }: Props) {
  const { t } = useTranslation("designer");
  const node = useRef<HTMLDivElement | null>(null);
  const axis = section.columns > 1 && !wide && !isAlone(node.current) ? "x" : "y";
  const { ref, grip, isDragging } = useItem(field.key, { field: field.key, name: field.label, axis }, true);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => body.current?.setAttribute("inert", ""), []);
  useEffect(() => {
    if (selected) node.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key] as -1 | 1 | undefined;
    const handled = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.altKey && step) {
      handled();
      editing.step(field.key, step);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
      handled();
      editing.duplicate(field.key);
    } else if (event.key === "Delete") {
      handled();
      editing.archive(field.key);
    } else if (event.key === "Enter" && event.target === node.current) {
      handled();
      openPanel();
    }
  };
  const mark = line?.over === field.key ? ` line-${axis}${line.after ? " after" : " before"}` : "";
  return (
    <div
      ref={(found) => {
        node.current = found;
        ref(found);
      }}
      className={`dz-field${selected ? " on" : ""}${isDragging ? " dragging" : ""}${faulty ? " faulty" : ""}${mark}`}
      tabIndex={0}
      role="group"
      aria-label={t("canvas.field", { name: field.label })}
      aria-current={selected || undefined}
      data-testid={`canvas-${field.key}`}
      onClick={select}
      onFocus={(event) => event.target === event.currentTarget && select()}
      onKeyDown={onKey}
    >
      <button type="button" ref={grip.ref} {...grip.props} className="dz-field-grip" aria-label={t("drag.grip", { name: field.label })} title={t("drag.grip_hint")} data-testid={`grip-${field.key}`}>
        <Icon name="grip" size={16} />
      </button>
      <div ref={body} className="dz-field-body">
        {children}
      </div>
      {faulty && (
        <span className="dz-field-fault" title={t("canvas.faulty")}>
          <Icon name="alert" size={14} />
        </span>
      )}
      {selected && <Actions field={field} section={section} sections={sections} editing={editing} />}
    </div>
  );
}
