/** A workflow of the draft as it is drawn: boxes with words, lines with labels, problems on both. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParam, useQueryValues, useSetQueryValues } from "../../app/routing";
import type { StepDoc, TransitionDoc, WhoDoc, WorkflowDoc } from "../../commands/documents";
import type { ConfigKind, ProblemAnswer } from "../builder_api";
import { useProblems } from "../check/problems";
import { readDuration } from "../config/duration";
import { useActionWords, useWhoWords } from "../config/use_action_words";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { useConditionWords } from "../rules/use_rule_words";

export const useWorkflow = (): WorkflowDoc | undefined => useDocuments().workflows[useParam("workflow")];

export const useStepKind = (): ((type: string) => ConfigKind | undefined) => {
  const { steps } = useKinds();
  return (type) => steps.find((kind) => kind.name === type);
};

/** What is chosen stands in the address. */
export function useChosen() {
  const { step, way } = useQueryValues();
  const set = useSetQueryValues();
  return { step, way, choose: (what: { step?: string; way?: string }) => set({ step: what.step, way: what.way }) };
}

export function useStepName(): (step: StepDoc) => string {
  const say = useLabel();
  const kindOf = useStepKind();
  return (step) => say(step.label) || say(kindOf(step.type)?.label);
}

/** The line below the name of a step: who, or what is done. */
export function useStepNote(form: string): (step: StepDoc) => string {
  const { t } = useTranslation("designer");
  const who = useWhoWords(form);
  const act = useActionWords(form);
  return (step) => {
    if (step.who) return who(step.who as WhoDoc);
    const actions = [step.action, ...((Array.isArray(step.actions) ? step.actions : []) as unknown[])].filter((one): one is { type: string } => typeof one === "object" && one !== null && "type" in one);
    if (actions.length) return actions.map(act).join(t("parts.comma"));
    const length = typeof step.for === "string" ? readDuration(step.for) : null;
    return length ? `${length.count} ${t(`duration.${length.unit}`)}` : "";
  };
}

/** What stands on a line: its label, else its condition, else 「其他情况」. */
export function useWayName(form: string, workflow: WorkflowDoc): (way: TransitionDoc) => string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const condition = useConditionWords(form);
  const gates = new Map(workflow.steps.map((step) => [step.key, step]));
  return (way) => {
    if (way.label) return say(way.label);
    if (way.when) return condition(way.when);
    if (way.outcome) return t(`way.${way.outcome === "rejected" ? "rejected" : "approved"}`);
    const gate = gates.get(way.from);
    if (gate?.on_error === way.key) return t("way.on_error");
    if (gate?.type !== "branch" || gate.mode === "all") return "";
    return way.default ? t("way.default") : t("way.no_condition");
  };
}

export interface Marked {
  steps: ReadonlyMap<string, ProblemAnswer[]>;
  ways: ReadonlyMap<string, ProblemAnswer[]>;
  rest: ProblemAnswer[];
}

/** The problems of a workflow by the box or line they belong to. */
export function mark(problems: readonly ProblemAnswer[], workflow: string): Marked {
  const steps = new Map<string, ProblemAnswer[]>();
  const ways = new Map<string, ProblemAnswer[]>();
  const rest: ProblemAnswer[] = [];
  for (const problem of problems) {
    const [kind, key, part, item] = problem.path.split("/");
    if (kind !== "workflow" || key !== workflow) continue;
    const list = part === "steps" ? steps : part === "transitions" ? ways : null;
    if (list && item) list.set(item, [...(list.get(item) ?? []), problem]);
    else rest.push(problem);
  }
  return { steps, ways, rest };
}

export function useMarked(workflow: string): Marked {
  const problems = useProblems();
  return useMemo(() => mark(problems, workflow), [problems, workflow]);
}
