/** What can be put on a line: a step of any kind, branches as pairs. The same for the canvas, the list and the keys. */
import { useTranslation } from "react-i18next";
import type { Label, StepDoc, WorkflowDoc } from "../../commands/documents";
import { changeGraph, insertBranch, insertStep, stepKey, type BranchMode } from "../../commands/edit_workflows";
import { freeText, textOf } from "../../commands/labels";
import type { ConfigKind } from "../builder_api";
import { startConfig } from "../config/properties";
import { useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { useChosen } from "./use_graph";

const FIXED = ["start", "end", "join", "branch"];
const MODES: readonly BranchMode[] = ["first", "all", "any"];

export interface Insert {
  key: string;
  icon: string;
  label: string;
  help: string;
  run(way: string): void;
}

/** A new step that already works: named, asking the first role. */
export function newStep(kind: ConfigKind, workflow: WorkflowDoc, label: Label, role: string | undefined): StepDoc {
  const config = startConfig(kind.config_schema);
  const asks = kind.config_schema.properties?.who !== undefined;
  return { key: stepKey(workflow), type: kind.name, label, ...config, ...(asks ? { who: { by: "role", value: role ?? "" } } : {}) };
}

export function useInserts(workflow: WorkflowDoc, role: string | undefined): Insert[] {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const { steps: kinds } = useKinds();
  const { choose } = useChosen();
  const taken = workflow.steps.map((step) => textOf(step.label, i18n.language));
  const fresh = (kind: ConfigKind): StepDoc => newStep(kind, workflow, freeText(say(kind.label), taken), role);
  const plain = kinds.filter((kind) => !FIXED.includes(kind.name)).map((kind) => ({
    key: kind.name,
    icon: kind.icon,
    label: say(kind.label),
    help: say(kind.help),
    run(way: string) {
      const step = fresh(kind);
      execute(changeGraph(workflow.key, "insert_step", (graph) => insertStep(graph, way, step)));
      choose({ step: step.key });
    },
  }));
  const [gate, meet, human] = [kinds.find((kind) => kind.name === "branch"), kinds.find((kind) => kind.name === "join"), kinds.find((kind) => kind.human)];
  if (!gate || !meet || !human) return plain;
  const branches = MODES.map((mode) => ({
    key: `branch-${mode}`,
    icon: gate.icon,
    label: t(`branch.${mode}`),
    help: t(`branch.${mode}_text`),
    run(way: string) {
      const key = stepKey(workflow);
      const ways = [1, 2].map((n) => ({ ...fresh(human), key: `${key}_${n}`, label: freeText(say(human.label), taken) + ` ${n}` }));
      const branch: StepDoc = { key, type: gate.name, label: t(`branch.${mode}`) };
      const join = mode === "first" ? {} : { join: { key: `${key}_3`, type: meet.name, label: say(meet.label) } };
      execute(changeGraph(workflow.key, "insert_branch", (graph) => insertBranch(graph, way, mode, { branch, ways, ...join })));
      choose({ step: key });
    },
  }));
  return [...plain, ...branches];
}
