import { useState } from "react";
import { api, newKey } from "../../api/client";
import { useForgetRecords } from "../../api/queries";

export interface Look {
  columns: { index: number; label: string; field: string | null }[];
  rows: number;
  good: number;
  bad: number;
  preview: { row: number; cells: { text: string; fault?: string | null }[] }[];
  faults: { row: number; column: number | null; field: string | null; message: string }[];
}

export interface Done {
  import: string;
  created: number;
  skipped: number;
}

export type Mapping = Record<string, string | null>;

export const mappingOf = (look: Look): Mapping => Object.fromEntries(look.columns.map((column) => [String(column.index), column.field]));

/** The steps of one import. */
export function useImport(app: string, form: string, file: File | null) {
  const forget = useForgetRecords();
  const [look, setLook] = useState<Look | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [undone, setUndone] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const guarded = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  const send = <T,>(chosen: File, mapping: Mapping | null, dry: boolean): Promise<T> => {
    const body = new FormData();
    body.append("file", chosen);
    if (mapping) body.append("mapping", JSON.stringify(mapping));
    if (dry) body.append("dry_run", "1");
    return api.upload<T>(`/apps/${app}/forms/${form}/records:import`, body, dry ? {} : { idempotencyKey: newKey() });
  };
  const check = (chosen: File, mapping: Mapping | null) => guarded(async () => setLook(await send<Look>(chosen, mapping, true)));
  const run = () =>
    guarded(async () => {
      if (!file || !look) return;
      setDone(await send<Done>(file, mappingOf(look), false));
      await forget(app);
    });
  const undo = () =>
    guarded(async () => {
      if (!done) return;
      setUndone((await api.post<{ removed: number }>(`/imports/${done.import}:undo`)).removed);
      await forget(app);
    });
  const reset = () => {
    setLook(null);
    setError(null);
  };
  return { look, done, undone, busy, error, check, run, undo, reset };
}
