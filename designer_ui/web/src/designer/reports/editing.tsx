/** The report that is open, its words, what is selected, and how it is changed. */
import { createContext, useContext, useMemo, type ReactNode } from "react";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import type { FieldDoc, ReportDoc } from "../../commands/documents";
import { editReport } from "../../commands/edit_reports";
import { useExecute, useKinds } from "../draft/DraftProvider";
import { SpotContext, type Scope } from "../expressions/scope";
import { LISTS } from "./places";
import { follow } from "./slots";
import { useReportWords, type ReportWords } from "./use_report_words";

export type Part = "dimension" | "measure" | "filter" | "param" | "chart" | "report";

export interface Selected {
  part: Part;
  key: string;
}

export interface Editing {
  doc: ReportDoc;
  words: ReportWords;
  /** Which chart is shown. */
  chart: number;
  selected: Selected | null;
  select(next: Selected | null): void;
  showChart(at: number): void;
  /** Changes the report; charts nobody shaped by hand go along. `typing`: one of many changes of the same thing. */
  edit(change: (doc: ReportDoc) => ReportDoc, typing?: string): void;
}

/** The check may name a piece by its number. */
const keyAt = (doc: ReportDoc, part: Part, key: string): string => {
  const list = LISTS[part];
  return list && /^\d+$/.test(key) ? (doc[list]?.[Number(key)]?.key ?? key) : key;
};

const EditingContext = createContext<Editing | null>(null);

const PARTS: readonly Part[] = ["dimension", "measure", "filter", "param", "chart", "report"];

export function ReportEditing({ doc, children }: { doc: ReportDoc; children: ReactNode }) {
  const execute = useExecute();
  const { charts: kinds } = useKinds();
  const words = useReportWords(doc);
  const { part, key = "", chart: asked } = useQueryValues();
  const setQuery = useSetQueryValues();
  const chart = Math.min(Math.max(0, Number(asked ?? 0) || 0), Math.max(0, (doc.charts ?? []).length - 1));
  const found = PARTS.find((one) => one === part);
  const editing: Editing = {
    doc,
    words,
    chart,
    selected: found ? { part: found, key: keyAt(doc, found, key) } : null,
    select: (next) => setQuery({ part: next?.part, key: next?.key || undefined }),
    showChart: (at) => setQuery({ chart: at ? String(at) : undefined }),
    edit: (change, typing) => execute(editReport(doc.key, (now) => follow(kinds, now, change(now)), typing)),
  };
  return <EditingContext.Provider value={editing}>{children}</EditingContext.Provider>;
}

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("no report is open here");
  return editing;
}

const NO_NAMES: readonly FieldDoc[] = [];

/** The parameters of a report as names conditions may use. */
export function useParamNames(): readonly FieldDoc[] {
  const { doc, words } = useEditing();
  return useMemo(() => doc.params?.map((one) => ({ key: one.key, type: one.type, label: words.param(one) })) ?? NO_NAMES, [doc.params, words]);
}

/** Conditions on the rows of a form stand here; problems of the place `path` are shown beside them. */
export function ConditionsOf({ form, path, names = NO_NAMES, children }: { form: string; path: string; names?: readonly FieldDoc[]; children: ReactNode }) {
  const spot = useMemo(() => ({ scope: { form, old: false, bindings: [], names, lines: true } satisfies Scope, path }), [form, path, names]);
  return <SpotContext.Provider value={spot}>{children}</SpotContext.Provider>;
}

/** Numbers made of other numbers stand here: measures are the names. */
export function ComputedFrom({ names, path, children }: { names: readonly FieldDoc[]; path: string; children: ReactNode }) {
  const spot = useMemo(() => ({ scope: { form: "", old: false, bindings: [], names, bare: true } satisfies Scope, path }), [names, path]);
  return <SpotContext.Provider value={spot}>{children}</SpotContext.Provider>;
}
