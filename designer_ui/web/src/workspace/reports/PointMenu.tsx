/** What can be done with a group one points at: go down, see the records, open another report. */
import { Dropdown } from "antd";
import { useEffect, useState } from "react";
import { Icon } from "../../app/Icon";

export interface PointAction {
  key: string;
  icon: string;
  label: string;
  act: () => void;
}

export interface PointAt {
  x: number;
  y: number;
  name: string;
  /** its numbers, for who cannot hover */
  facts?: { label: string; text: string }[];
  actions: PointAction[];
}

const FACTS = 3;

/** Where a menu for this event belongs: at the pointer, or under what has the focus. */
export function placeOf(event: MouseEvent | KeyboardEvent | undefined): { x: number; y: number } {
  if (event && "clientX" in event && (event.clientX || event.clientY)) return { x: event.clientX, y: event.clientY };
  const box = (event?.target as Element | null | undefined)?.getBoundingClientRect?.() ?? document.activeElement?.getBoundingClientRect();
  return box ? { x: box.left, y: box.bottom } : { x: window.innerWidth / 2, y: window.innerHeight / 2 };
}

export function PointMenu({ at, onClose }: { at: PointAt | null; onClose: () => void }) {
  const [back, setBack] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (at) setBack(document.activeElement as HTMLElement | null);
  }, [at]);
  if (!at) return null;
  const close = () => {
    onClose();
    back?.focus?.();
  };
  const head = (
    <span className="point-name">
      {at.name}
      {at.facts?.slice(0, FACTS).map((fact) => (
        <span key={fact.label} className="point-fact">
          {fact.label} <strong className="num">{fact.text}</strong>
        </span>
      ))}
    </span>
  );
  const items = at.actions.map((action) => ({ key: action.key, icon: <Icon name={action.icon} size={16} />, label: action.label, onClick: action.act }));
  return (
    <Dropdown open autoFocus trigger={["click"]} placement="bottomLeft" onOpenChange={(open) => !open && close()} menu={{ items: [{ key: "name", type: "group", label: head, children: items }], onClick: onClose }}>
      <span key={`${at.x}-${at.y}`} className="point-anchor" style={{ left: at.x, top: at.y }} />
    </Dropdown>
  );
}
