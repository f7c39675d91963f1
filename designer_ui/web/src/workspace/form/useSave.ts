/** Sending a form: once however often it is pressed, again when the line is back, and with the choice when somebody was faster. */
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ApiError, faultMap, newKey } from "../../api/client";
import { useForgetRecords } from "../../api/queries";
import type { RecordData, Values } from "../../api/types";

export interface Clash {
  by: string;
  at: string;
  fresh: RecordData;
  /** fields both have changed */
  fields: string[];
  mine: Values;
}

export type SaveState = "idle" | "saving" | "offline";

interface Target {
  app: string;
  form: string;
  /** the record as it was read; none for a new one */
  record?: RecordData;
}

interface Outcome {
  state: SaveState;
  faults: Record<string, string>;
  refusal: string;
  clash: Clash | null;
  save: (values: Values) => void;
  settle: (mine: string[]) => void;
  clearFault: (key: string) => void;
}

const RETRY_AFTER = 5000;

/** What to do with a stale answer: the fields both sides changed. */
export function clashOf(error: ApiError, mine: Values): Clash | null {
  if (error.code !== "stale" || !error.body.record) return null;
  const changed = (error.body.changed as string[] | undefined) ?? [];
  return {
    by: String(error.params.by ?? ""),
    at: String(error.params.at ?? ""),
    fresh: error.body.record as unknown as RecordData,
    fields: changed.filter((key) => key in mine),
    mine,
  };
}

function send(target: Target, values: Values, key: string, version?: number): Promise<RecordData> {
  const path = `/apps/${target.app}/forms/${target.form}/records`;
  if (!target.record) return api.post<RecordData>(path, { values }, { idempotencyKey: key });
  return api.patch<RecordData>(`${path}/${target.record.id}`, { values }, { ifMatch: version ?? target.record.version, idempotencyKey: key });
}

export function useSave(target: Target, onSaved: (record: RecordData) => void): Outcome {
  const forget = useForgetRecords();
  const [state, setState] = useState<SaveState>("idle");
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState("");
  const [clash, setClash] = useState<Clash | null>(null);
  const pending = useRef<{ values: Values; key: string; version?: number } | null>(null);
  const sending = useRef(false);

  const attempt = useCallback(async () => {
    const job = pending.current;
    if (!job || sending.current) return;
    sending.current = true;
    setState("saving");
    try {
      const record = await send(target, job.values, job.key, job.version);
      pending.current = null;
      setState("idle");
      void forget(target.app);
      onSaved(record);
    } catch (error) {
      receive(error, job);
    } finally {
      sending.current = false;
    }
    // the target is fixed while a form is open
  }, [target.app, target.form, target.record, onSaved]);

  const receive = (error: unknown, job: { values: Values; key: string }) => {
    if (error instanceof ApiError && error.offline) {
      setState("offline");
      return;
    }
    setState("idle");
    const found = error instanceof ApiError ? clashOf(error, job.values) : null;
    if (found && found.fields.length === 0) {
      pending.current = { values: job.values, key: newKey(), version: found.fresh.version };
      setTimeout(() => void attempt(), 0);
      return;
    }
    pending.current = null;
    if (found) setClash(found);
    else if (error instanceof ApiError) {
      setFaults(faultMap(error.faults));
      setRefusal(error.message);
    } else setRefusal(String(error));
  };

  useEffect(() => {
    if (state !== "offline") return;
    const again = () => void attempt();
    const timer = setInterval(again, RETRY_AFTER);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [state, attempt]);

  const save = (values: Values) => {
    if (sending.current) return;
    setFaults({});
    setRefusal("");
    pending.current = { values, key: newKey() };
    void attempt();
  };
  const settle = (mine: string[]) => {
    if (!clash) return;
    const kept = Object.fromEntries(Object.entries(clash.mine).filter(([key]) => !clash.fields.includes(key) || mine.includes(key)));
    setClash(null);
    if (Object.keys(kept).length === 0) {
      onSaved(clash.fresh);
      return;
    }
    pending.current = { values: kept, key: newKey(), version: clash.fresh.version };
    void attempt();
  };
  const clearFault = (key: string) =>
    setFaults((known) => {
      const rest = Object.entries(known).filter(([place]) => place !== key && !place.startsWith(`${key}.`));
      return rest.length === Object.keys(known).length ? known : Object.fromEntries(rest);
    });
  return { state, faults, refusal, clash, save, settle, clearFault };
}
