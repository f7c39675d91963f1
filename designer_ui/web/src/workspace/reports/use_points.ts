/** What happens when one points at a group: the ways on, as a list; with one only it is taken at once. */
import { App } from "antd";
import { useState } from "react";
import type { Answer, Behind, Cell, DrillStep, ParamValues } from "../../api/numbers";
import { useFailureText } from "../../app/outcomes";
import { paths, useGo } from "../../app/routing";
import type { CellHandler, Pointed } from "../../charts/types";
import { factsOf, groupsOf, isHidden, measureOf, nameOf, restOf } from "../../charts/rows";
import { useNumberTexts } from "../../i18n";
import { passParams } from "./address";
import { placeOf, type PointAction, type PointAt } from "./PointMenu";

export interface PointsOf {
  app: string;
  params: ParamValues;
  answer: Answer | undefined;
  /** asks for the records of these groups, those that count in one number */
  behind: (cell: Record<string, Cell>, measure?: string) => Promise<Behind>;
  drillTo?: (steps: DrillStep[]) => void;
  /** further ways, before the others */
  more?: (groups: Record<string, Cell>, pointed: Pointed) => PointAction[];
  /** a click goes down at once; a finger, which cannot hover, is told first what it touched */
  direct?: boolean;
}

export const groupsAt = (answer: Answer, pointed: Pointed): Record<string, Cell> => ("row" in pointed ? groupsOf(answer, pointed.row) : pointed.groups);

/** The ways further down from here: what comes next, and the steps that lead there. None where "the rest" was meant. */
export function waysDown(answer: Answer, groups: Record<string, Cell>): { label: string; steps: DrillStep[] }[] {
  const { drill } = answer;
  if (!drill) return [];
  const ways = drill.ways ?? (drill.by && drill.next ? { [drill.by]: drill.next } : {});
  const before = drill.at.map((step): DrillStep => [step.key, step.value]);
  return Object.entries(ways)
    .filter(([by]) => by in groups)
    .map(([by, next]) => ({ label: next.label, steps: [...before, [by, groups[by]!]] }));
}

/** Whether another report can be told this group: neither "the rest" nor an empty group is a value one may set there. */
export const canPass = (pass: Record<string, string> | undefined, groups: Record<string, Cell>, rest: readonly string[]): boolean =>
  Object.values(pass ?? {}).every((dimension) => !rest.includes(dimension) && groups[dimension] !== null);

/** The parameters another report is handed: those of its `pass`, with the values of this group. */
export const passed = (pass: Record<string, string> | undefined, groups: Record<string, Cell>): Record<string, Cell> =>
  Object.fromEntries(Object.entries(pass ?? {}).filter(([, dimension]) => dimension in groups).map(([param, dimension]) => [param, groups[dimension]!]));

export function usePoints({ app, params, answer, behind, drillTo, more, direct = false }: PointsOf) {
  const { t } = useNumberTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const go = useGo();
  const [at, setAt] = useState<PointAt | null>(null);

  const openRecords = async (cell: Record<string, Cell>, measure?: string) => {
    try {
      const found = await behind(cell, measure);
      go(paths.list(app, found.form), { search: { view: "*", filter: found.filter || undefined, behind: found.label } });
    } catch (error) {
      message.error(failure(error));
    }
  };

  const actionsFor = (pointed: Pointed): PointAction[] => {
    if (!answer || ("row" in pointed && isHidden(answer, pointed.row))) return [];
    const groups = groupsAt(answer, pointed);
    const rest = restOf(answer, pointed);
    const down: PointAction[] = drillTo
      ? waysDown(answer, groups).map(({ label, steps }, index) => ({ key: `down-${index}`, icon: "layers", label: t("point.down", { name: label }), act: () => drillTo(steps) }))
      : [];
    const records: PointAction[] = answer.drill?.records && !rest.length ? [{ key: "records", icon: "view", label: t("point.records"), act: () => void openRecords(groups, measureOf(answer, pointed)) }] : [];
    const further = (answer.drill?.reports ?? []).filter((one) => canPass(one.pass, groups, rest));
    const reports = further.map((one) => ({
      key: `report-${one.key}`,
      icon: "chart",
      label: t("point.report", { name: one.label }),
      act: () => go(paths.report(app, one.key), { search: passParams({ ...params, ...passed(one.pass, groups) }) }),
    }));
    return [...(more?.(groups, pointed) ?? []), ...down, ...records, ...reports];
  };

  const hear: CellHandler = (pointed, event) => {
    const actions = actionsFor(pointed);
    if (!answer || actions.length === 0) return;
    const finger = window.matchMedia("(hover: none)").matches;
    const first = actions[0]!;
    if (actions.length === 1 || (direct && first.key === "down-0" && !finger)) first.act();
    else setAt({ ...placeOf(event), name: "row" in pointed ? nameOf(answer, pointed.row) : pointed.name, facts: "row" in pointed ? factsOf(answer, pointed.row) : [], actions });
  };

  return { hear, at, close: () => setAt(null), openRecords };
}
