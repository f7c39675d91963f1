/** Our icons: one stroke, 24 × 24, drawn by path. Definitions name them; an unknown name is the plain form. */
import { iconPath } from "./icons";
import { tint } from "./theme";

export function Icon({ name, size = 18, className }: { name?: string | null; size?: number; className?: string }) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={iconPath(name)} />
    </svg>
  );
}

/** An icon on a soft square of its colour: apps, forms, empty states. */
export function Tile({ icon, color, size = 36 }: { icon?: string | null; color?: string | null; size?: number }) {
  return (
    <span className="tile" style={{ ...tint(color, "blue"), width: size, height: size, borderRadius: size * 0.28 }} aria-hidden="true">
      <Icon name={icon} size={Math.round(size * 0.54)} />
    </span>
  );
}
