/** A dashboard as the address asks for it: parameters, groups that narrow it, how far each tile went down. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { type Cross, type DashboardAsked, type DrillStep, fetchDashboard, type Param, runTile, type TileAnswer, type TileDef } from "../../api/numbers";
import type { Json } from "../../api/types";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import { clearParams, readCross, readDrill, readParams, toggleCross, writeCross, writeDrill, writeParam } from "../reports/address";
import { createGate, type Gate } from "./gate";

export const useDashboardDef = (app: string, dashboard: string) =>
  useQuery({ queryKey: ["numbers", app, "dashboard", dashboard], queryFn: () => fetchDashboard(app, dashboard), staleTime: 60_000 });

export type NamedCross = Cross & { text: string };

const KEEP = { keepScroll: true };

export function useDashboardAsked(params: Param[]) {
  const query = useQueryValues();
  const set = useSetQueryValues();
  const cross = readCross(query.cross);
  return {
    params: readParams(query, params),
    cross,
    drillOf: (tile: string): DrillStep[] => readDrill(query[`d.${tile}`]),
    setParam: (param: Param, value: Json) => set(writeParam(param, value), KEEP),
    clear: () => set(clearParams(params), KEEP),
    drillTo: (tile: string, steps: DrillStep[]) => set({ [`d.${tile}`]: writeDrill(steps) }, { push: true, ...KEEP }),
    toggle: (one: NamedCross) => set({ cross: writeCross(toggleCross(cross, one)) }, { push: true, ...KEEP }),
    clearCross: () => set({ cross: undefined }, { push: true, ...KEEP }),
  };
}

export type DashboardState = ReturnType<typeof useDashboardAsked>;

/** What is asked for one tile. A tile is not narrowed by the groups chosen in itself. */
export function askedOf(state: Pick<DashboardState, "params" | "cross" | "drillOf">, tile: string): DashboardAsked {
  const drill = state.drillOf(tile);
  const cross = state.cross.filter((one) => one.tile !== tile).map(({ tile: from, dimension, value }) => ({ tile: from, dimension, value }));
  return { params: state.params, ...(cross.length ? { cross } : {}), ...(drill.length ? { drill: { [tile]: drill } } : {}) };
}

const WIDTH = 3;
const GateContext = createContext<Gate>(createGate(WIDTH));
export const GateProvider = GateContext.Provider;
export const newGate = (): Gate => createGate(WIDTH);

export function useTile(app: string, dashboard: string, tile: TileDef, asked: DashboardAsked, seconds: number | null | undefined) {
  const gate = useContext(GateContext);
  return useQuery<TileAnswer>({
    queryKey: ["numbers", app, "tile", dashboard, tile.key, asked],
    queryFn: ({ signal }) => gate(() => runTile(app, dashboard, tile.key, asked, signal), signal),
    enabled: tile.kind !== "text" && !tile.locked,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
    // asked again only while somebody can see it: the library's own rule
    refetchInterval: seconds ? seconds * 1000 : false,
  });
}
