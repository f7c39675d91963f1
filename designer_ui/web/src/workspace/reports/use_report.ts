/** A report as it is asked for in the address: what it is, and its answer. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { ApiError } from "../../api/client";
import { type Answer, type Asked, type DrillStep, fetchReport, type Param, runReport } from "../../api/numbers";
import type { Json } from "../../api/types";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import { clearParams, readDrill, readParams, writeDrill, writeParam } from "./address";

const KEEP = { keepScroll: true };

export const useReportDef = (app: string, report: string) =>
  useQuery({ queryKey: ["numbers", app, "report", report], queryFn: () => fetchReport(app, report), staleTime: 60_000 });

/** What the address asks for, and how to change it. Going down is a step the back button undoes. */
export function useAsked(params: Param[]) {
  const query = useQueryValues();
  const set = useSetQueryValues();
  const asked: Required<Asked> = { params: readParams(query, params), drill: readDrill(query.drill), chart: Number(query.chart ?? 0) || 0 };
  return {
    asked,
    setParam: (param: Param, value: Json) => set(writeParam(param, value), KEEP),
    clear: () => set(clearParams(params), KEEP),
    setChart: (chart: number) => set({ chart: chart ? String(chart) : undefined }, KEEP),
    drillTo: (steps: DrillStep[]) => set({ drill: writeDrill(steps) }, { push: true, ...KEEP }),
  };
}

const PARAMS = "/params/";

/** Why values somebody set are refused, by their parameter; null where it failed for another reason. */
export function faultsOf(error: unknown): Record<string, string> | null {
  const faults = error instanceof ApiError ? error.faults : [];
  if (!faults.length || !faults.every((fault) => fault.pointer.startsWith(PARAMS))) return null;
  return Object.fromEntries(faults.map((fault) => [fault.pointer.slice(PARAMS.length).split("/")[0]!, fault.message]));
}

/** The answer to what is asked; where a value is refused the last one stays, with the reason of each. */
export function useAnswer(app: string, report: string, asked: Asked, enabled: boolean) {
  const run = useQuery<Answer>({
    queryKey: ["numbers", app, "run", report, asked],
    queryFn: ({ signal }) => runReport(app, report, asked, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  });
  const last = useRef<Answer>(undefined);
  if (enabled && run.data) last.current = run.data;
  const faults = faultsOf(run.error) ?? undefined;
  return { run, answer: enabled ? (run.data ?? (faults && last.current)) : undefined, faults };
}
