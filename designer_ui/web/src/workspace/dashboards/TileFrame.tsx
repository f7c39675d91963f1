/** The frame of a tile: its name above, what stands in it, its time below. */
import type { ReactNode } from "react";

export function TileFrame({ id, label, menu, foot, busy, chosen, type, children }: { id: string; label: string; menu?: ReactNode; foot?: ReactNode; busy?: boolean; chosen?: boolean; type: string; children: ReactNode }) {
  return (
    <section className="panel tile-frame" aria-labelledby={id} aria-busy={busy} data-chosen={chosen} data-type={type}>
      <header className="tile-head">
        <h2 id={id} className="ellipsis" title={label}>
          {label}
        </h2>
        {menu}
      </header>
      <div className="tile-body" data-stale={busy}>
        {children}
      </div>
      {foot && <footer className="tile-foot">{foot}</footer>}
    </section>
  );
}
