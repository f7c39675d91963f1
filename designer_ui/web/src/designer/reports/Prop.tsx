/** One property of a panel: its name above, its editor below. */
import type { ReactNode } from "react";

export function Prop({ name, help, children }: { name: string; help?: string; children: ReactNode }) {
  return (
    <div className="dz-prop">
      <span>{name}</span>
      {children}
      {help && <small className="faint">{help}</small>}
    </div>
  );
}
