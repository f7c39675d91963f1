/** A report as it is asked for in the address: what it is, and its answer. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
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

export const useAnswer = (app: string, report: string, asked: Asked, enabled: boolean) =>
  useQuery<Answer>({
    queryKey: ["numbers", app, "run", report, asked],
    queryFn: ({ signal }) => runReport(app, report, asked, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
  });
