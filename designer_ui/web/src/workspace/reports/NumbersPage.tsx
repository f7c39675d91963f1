/** What the pages of a report and of a dashboard have in common: they open once app and document are there, and have a head. */
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useAppDef } from "../../api/queries";
import type { AppDef } from "../../api/types";
import { Tile } from "../../app/Icon";
import { Failure, Waiting } from "../../app/outcomes";

/** `use`: the hook that reads the document; it is called here, so that its news are heard here. */
export function Opened<T>({ app, name, use, children }: { app: string; name: string; use: (app: string, name: string) => UseQueryResult<T>; children: (app: AppDef, found: T) => ReactNode }) {
  const definition = useAppDef(app);
  const found = use(app, name);
  const error = definition.error ?? found.error;
  if (error) return <Failure error={error} retry={() => void Promise.all([definition.refetch(), found.refetch()])} />;
  if (!definition.data || !found.data) return <Waiting />;
  return children(definition.data, found.data);
}

export function NumbersHead({ app, icon, label, help, children }: { app: AppDef; icon: string; label: string; help?: string | null; children: ReactNode }) {
  useEffect(() => {
    document.title = `${label} · ${app.label}`;
  }, [label, app.label]);
  return (
    <header className="report-head">
      <Tile icon={icon} color={app.color} size={40} />
      <div className="grow">
        <h1>{label}</h1>
        {help && <p className="muted">{help}</p>}
      </div>
      {children}
    </header>
  );
}
