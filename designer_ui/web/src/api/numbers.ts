/** What travels about numbers: reports, dashboards, segments. One place for the shapes and for the calls. */
import { api } from "./client";
import { download } from "./files";
import type { Json, RecordData, Refs } from "./types";

export type Cell = string | number | boolean | null;

/** How a number reads. `good`: which way is good news. */
export interface NumberFormat {
  kind?: "money" | "percent" | "integer" | "number";
  scale?: string;
  places?: number;
  unit?: string;
  good?: "up" | "down";
}

export interface Column {
  key: string;
  label: string;
  role: "dimension" | "measure";
  type: string;
  /** whose records its values are */
  form?: string | null;
  grain?: string | null;
  part?: string | null;
  format?: NumberFormat | null;
}

/** Subtotals by the dimensions that remain; [] = the grand total. */
export interface Level {
  by: string[];
  rows: Cell[][];
  texts: string[][];
  /** row → dimensions whose value is "the rest" */
  others?: Record<string, string[]>;
  /** rows whose numbers are kept back, because too few people stand in them */
  hidden?: number[];
}

/** How rows are shown: `type` and what stands where, by keys of columns. */
export interface ChartConfig {
  type: string;
  /** a name of its own */
  title?: string | null;
  icon?: string | null;
  [option: string]: unknown;
}

/** A number card: exact and short, and how it stands to what was before. */
export interface Card {
  label: string;
  value: string;
  exact: string;
  unit: string;
  compare: { key: string; label: string; text: string; words: string; before?: string; direction: "up" | "down" | "same"; good: boolean | null }[];
  row: number | null;
  /** something that should be 0 and is not */
  alert?: { key: string; label: string; value: string; words: string } | null;
}

export interface Figure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
  config?: Record<string, unknown> | null;
}

/** One step down: which group was opened. */
export type DrillStep = [key: string, value: Cell];

export interface DrillState {
  at: { key: string; label: string; value: Cell; text: string }[];
  /** the first dimension one can go down by, and what comes then */
  by?: string | null;
  next: { key: string; label: string } | null;
  /** all of them: dimension → what comes then */
  ways?: Record<string, { key: string; label: string }>;
  /** the form whose records stand behind the numbers */
  records: string | null;
  /** other reports; `pass`: their parameter → the dimension here */
  reports: { key: string; label: string; pass?: Record<string, string> }[];
}

/** The answer of a report that ran. */
export interface Answer {
  label: string;
  as_of: string;
  period: string | null;
  filters: string[];
  columns: Column[];
  rows: Cell[][];
  texts: string[][];
  levels: Level[];
  /** row → dimensions whose value is "the rest" */
  others: Record<string, string[]>;
  /** rows whose numbers are kept back, because too few people stand in them */
  hidden?: number[];
  more: boolean;
  chart: ChartConfig | null;
  figure: Figure | null;
  drill: DrillState | null;
  /** of a tile: what its report was run with, and the files one may take */
  params?: ParamValues;
  exports?: string[];
}

export interface Choice {
  value: Json;
  label: string;
}

/** What a parameter may be set to, and the words of what it is set to already. */
export interface Offered {
  options: Choice[];
  chosen: Choice[];
}

/** What a viewer may choose. */
export interface Param {
  key: string;
  label: string;
  type: string;
  multi?: boolean;
  optional?: boolean;
  /** there is nothing to choose from: it is typed in */
  typed?: boolean;
  default?: Json;
  form?: string | null;
  options?: { key: string; label: string }[] | null;
  presets?: { label: string; value: Json }[] | null;
}

export interface ReportDef {
  key: string;
  label: string;
  help?: string | null;
  params: Param[];
  charts: ChartConfig[];
  dimensions: { key: string; label: string }[];
  measures: { key: string; label: string; help?: string | null }[];
  export?: string[];
  drill: boolean;
}

export type ParamValues = Record<string, Json>;

export interface Asked {
  params?: ParamValues;
  drill?: DrillStep[];
  chart?: number;
}

export interface TileDef {
  key: string;
  label: string;
  /** column, row, width (of 12), height */
  grid: [number, number, number, number];
  kind: "report" | "records" | "text";
  report?: string | null;
  chart?: ChartConfig | null;
  form?: string | null;
  text?: string | null;
  refresh?: number | null;
  /** why it stays closed to this viewer */
  locked?: string | null;
}

export interface DashboardDef {
  key: string;
  label: string;
  icon?: string | null;
  help?: string | null;
  params: Param[];
  refresh?: number | null;
  tiles: TileDef[];
}

/** A group chosen in one tile that narrows the others. */
export interface Cross {
  tile: string;
  dimension: string;
  value: Cell;
}

export interface RecordsAnswer {
  records: RecordData[];
  columns: string[] | { key: string; label: string }[];
  form: string;
  filter: string | null;
  count?: number;
  refs?: Refs;
}

export type TileAnswer = Answer | RecordsAnswer | { locked: string } | { error: { code: string; detail: string } };

export interface DashboardAsked {
  params?: ParamValues;
  cross?: Cross[];
  drill?: Record<string, DrillStep[]>;
}

/** Records behind a number: an ordinary list with a filter. */
export interface Behind {
  form: string;
  filter: string;
  label?: string;
}

const reportPath = (app: string, report: string): string => `/apps/${app}/reports/${report}`;

export const fetchReport = (app: string, report: string): Promise<ReportDef> => api.get(reportPath(app, report));

export const runReport = (app: string, report: string, asked: Asked, signal?: AbortSignal): Promise<Answer> =>
  api.post(`${reportPath(app, report)}:run`, asked, { signal });

/** A report that is not saved: what the designer shows while it is put together. */
export const runSpec = (app: string, spec: unknown, asked: Asked, signal?: AbortSignal): Promise<Answer> =>
  api.post(`/apps/${app}/reports:run`, { spec, ...asked }, { signal });

/** The records behind a cell: `cell` names the groups it stands in. */
export const recordsBehind = (app: string, report: string, asked: Asked & { cell: Record<string, Cell>; measure?: string }): Promise<Behind> => {
  const { chart: _chart, ...rest } = asked;
  return api.post(`${reportPath(app, report)}:records`, rest);
};

/** Which parameter is being set: what was typed so far, or what it is set to already. */
export interface AskedValues {
  param: string;
  q?: string;
  chosen?: Json[];
}

export const paramValues = (app: string, report: string, asked: AskedValues, signal?: AbortSignal): Promise<Offered> => api.post(`${reportPath(app, report)}:values`, asked, { signal });

export const exportReport = (app: string, report: string, format: string, asked: Asked): Promise<void> =>
  download(`${reportPath(app, report)}:export`, { format, ...asked });

export const fetchDashboard = (app: string, dashboard: string): Promise<DashboardDef> => api.get(`/apps/${app}/dashboards/${dashboard}`);

/** One tile at a time, so that each shows as soon as it is there. */
export const runTile = (app: string, dashboard: string, tile: string, asked: DashboardAsked, signal?: AbortSignal): Promise<TileAnswer> =>
  api.post<{ tiles: Record<string, TileAnswer> }>(`/apps/${app}/dashboards/${dashboard}`, { ...asked, tiles: [tile] }, { signal }).then((found) => found.tiles[tile]!);

const dashboardPath = (app: string, dashboard: string): string => `/apps/${app}/dashboards/${dashboard}`;

/** The records behind a number of a tile. */
export const recordsBehindTile = (app: string, dashboard: string, tile: string, asked: DashboardAsked & { cell: Record<string, Cell>; measure?: string }): Promise<Behind> =>
  api.post(`${dashboardPath(app, dashboard)}:records`, { ...asked, tile });

export const exportTile = (app: string, dashboard: string, tile: string, format: string, asked: DashboardAsked): Promise<void> =>
  download(`${dashboardPath(app, dashboard)}:export`, { ...asked, tile, format });

/** What may be chosen in a parameter of a dashboard. */
export const dashboardValues = (app: string, dashboard: string, asked: AskedValues, signal?: AbortSignal): Promise<Offered> => api.post(`${dashboardPath(app, dashboard)}:values`, asked, { signal });

export const isAnswer = (answer: TileAnswer): answer is Answer => "rows" in answer;
export const isRecords = (answer: TileAnswer): answer is RecordsAnswer => "records" in answer;
