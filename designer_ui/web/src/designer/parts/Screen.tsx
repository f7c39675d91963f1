/** A screen of the designer: heading, one sentence, buttons, content. */
import type { ReactNode } from "react";

export function Screen({ title, lead, actions, children, wide }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode; children: ReactNode; wide?: boolean }) {
  return (
    <main className={`dz-screen${wide ? " wide" : ""}`}>
      <header className="dz-screen-head">
        <div className="grow">
          <h1>{title}</h1>
          {lead && <p className="muted">{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** A titled block on a screen. */
export function Block({ title, note, actions, children }: { title?: ReactNode; note?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  return (
    <section className="panel dz-block">
      {(title || actions) && (
        <header className="row between">
          <div className="grow">
            {title && <h2>{title}</h2>}
            {note && <p className="muted">{note}</p>}
          </div>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}
