/** Workflows as graphs: pure changes that keep the lines whole, and the commands made of them. */
import { command, type Command } from "./command";
import type { StepDoc, TransitionDoc, WorkflowDoc } from "./documents";
import { write } from "./edit_fields";
import { newKey } from "./keys";

type Graph = Pick<WorkflowDoc, "steps" | "transitions" | "layout">;

/** Steps one gets to from the start. */
export function reachable({ steps, transitions }: Pick<Graph, "steps" | "transitions">): Set<string> {
  const found = new Set(steps.filter((step) => step.type === "start").map((step) => step.key));
  for (const key of found) for (const one of transitions) if (one.from === key) found.add(one.to);
  return found;
}

/** The ways out of a step in the order in which they are looked at, the default last. */
export const leaving = (transitions: readonly TransitionDoc[], step: string): TransitionDoc[] =>
  transitions.filter((one) => one.from === step).sort((a, b) => Number(a.default ?? false) - Number(b.default ?? false) || (a.prio ?? 0) - (b.prio ?? 0));

const entering = (transitions: readonly TransitionDoc[], step: string): TransitionDoc[] => transitions.filter((one) => one.to === step);

const wayKey = (graph: Graph): string => newKey("way", graph.transitions.map((one) => one.key));
export const stepKey = (graph: Pick<Graph, "steps">): string => newKey("step", graph.steps.map((step) => step.key));

const ROW = 128;

/** Room for what is inserted between two boxes that people placed: everything from there on moves down. */
function makeRoom(graph: Graph, way: TransitionDoc, rows: number): [number, number] | null {
  const [from, to] = [graph.layout?.[way.from], graph.layout?.[way.to]];
  if (!graph.layout || !from || !to) return null;
  const at: [number, number] = [to[0], to[1]];
  for (const key of Object.keys(graph.layout)) {
    const place = graph.layout[key] as [number, number];
    if (place[1] >= at[1]) graph.layout[key] = [place[0], place[1] + rows * ROW];
  }
  return at;
}

const putAt = (graph: Graph, key: string, at: [number, number] | null, dx = 0, dy = 0): void => {
  if (at && graph.layout) graph.layout[key] = [at[0] + dx, at[1] + dy];
};

/** A step on a line: what came before leads to it, it leads to what came after. */
export function insertStep(graph: Graph, way: string, step: StepDoc): void {
  const found = graph.transitions.find((one) => one.key === way);
  if (!found) return;
  putAt(graph, step.key, makeRoom(graph, found, 1));
  graph.steps.push(step);
  const after = found.to;
  found.to = step.key;
  graph.transitions.push({ key: wayKey(graph), from: step.key, to: after });
}

export type BranchMode = "first" | "all" | "any";

/** The pieces of a branch: the gate, one step per way, and the place where the ways meet again. */
export interface BranchParts {
  branch: StepDoc;
  ways: StepDoc[];
  join?: StepDoc;
}

/** A branch on a line, with its ways, and with its join where ways run side by side. The last way of a choice is the default. */
export function insertBranch(graph: Graph, way: string, mode: BranchMode, { branch, ways, join }: BranchParts): void {
  const found = graph.transitions.find((one) => one.key === way);
  if (!found) return;
  const at = makeRoom(graph, found, join ? 3 : 2);
  const after = found.to;
  const meet = join?.key ?? after;
  graph.steps.push({ ...branch, mode, ...(join ? { join: join.key } : {}) }, ...ways, ...(join ? [join] : []));
  putAt(graph, branch.key, at);
  found.to = branch.key;
  ways.forEach((step, index) => {
    const last = mode !== "all" && ways.length > 1 && index === ways.length - 1;
    graph.transitions.push({ key: wayKey(graph), from: branch.key, to: step.key, ...(mode === "all" ? {} : last ? { default: true } : { prio: index + 1 }) });
    graph.transitions.push({ key: wayKey(graph), from: step.key, to: meet });
    putAt(graph, step.key, at, (index - (ways.length - 1) / 2) * 252, ROW);
  });
  if (mode === "first" && ways.length === 1) graph.transitions.push({ key: wayKey(graph), from: branch.key, to: meet, default: true });
  if (join) {
    graph.transitions.push({ key: wayKey(graph), from: join.key, to: after });
    putAt(graph, join.key, at, 0, 2 * ROW);
  }
}

/** One more way out of a branch, with a step on it, to where its first way leads. */
export function addWay(graph: Graph, branch: string, step: StepDoc): void {
  const gate = graph.steps.find((one) => one.key === branch);
  const sibling = leaving(graph.transitions, branch)[0];
  const meet = gate?.join ? String(gate.join) : (leaving(graph.transitions, sibling?.to ?? "")[0]?.to ?? sibling?.to);
  if (!gate || !sibling || !meet) return;
  const places = leaving(graph.transitions, branch).flatMap((one) => (graph.layout?.[one.to] ? [graph.layout[one.to] as [number, number]] : []));
  const right = places.length ? places.reduce((a, b) => (a[0] > b[0] ? a : b)) : null;
  graph.steps.push(step);
  putAt(graph, step.key, right, 252);
  const prio = Math.max(0, ...leaving(graph.transitions, branch).map((one) => one.prio ?? 0)) + 1;
  graph.transitions.push({ key: wayKey(graph), from: branch, to: step.key, ...(gate.mode === "all" ? {} : { prio }) }, { key: wayKey(graph), from: step.key, to: meet });
}

/** Ways that say the same twice become one; a gate with one way left is none any more. */
function tidy(graph: Graph): void {
  for (const step of [...graph.steps]) {
    const out = leaving(graph.transitions, step.key);
    const twice = out.filter((one, index) => out.findIndex((other) => other.to === one.to) < index);
    graph.transitions = graph.transitions.filter((one) => !twice.includes(one));
    const left = leaving(graph.transitions, step.key);
    if (step.type === "branch" && twice.length > 0 && left.length === 1) takeOut(graph, step.key);
    else if (left.length === 1 && twice.length > 0) delete (left[0] as TransitionDoc).when;
  }
}

function drop(graph: Graph, keys: ReadonlySet<string>): void {
  graph.steps = graph.steps.filter((step) => !keys.has(step.key));
  graph.transitions = graph.transitions.filter((one) => !keys.has(one.from) && !keys.has(one.to));
  for (const key of keys) if (graph.layout) delete graph.layout[key];
}

/** Takes one box out: what led to it leads to what came first after it. */
function takeOut(graph: Graph, key: string): void {
  const after = leaving(graph.transitions, key)[0]?.to;
  if (after && after !== key) for (const one of entering(graph.transitions, key)) one.to = after;
  drop(graph, new Set([key]));
}

/** The steps that go with one: its twin (branch and join), and those nobody gets to any more. The end and the start stay. */
export function goesWith(graph: Graph, key: string): string[] {
  const copy: Graph = structuredClone({ steps: graph.steps, transitions: graph.transitions });
  removeStep(copy, key);
  const left = new Set(copy.steps.map((step) => step.key));
  return graph.steps.map((step) => step.key).filter((one) => one !== key && !left.has(one));
}

/** Takes a step out; the lines are joined again. */
export function removeStep(graph: Graph, key: string): void {
  const step = graph.steps.find((one) => one.key === key);
  if (!step || step.type === "start") return;
  const twin = step.join ? String(step.join) : graph.steps.find((one) => one.join === key)?.key;
  const before = reachable(graph);
  takeOut(graph, key);
  if (twin && graph.steps.some((one) => one.key === twin)) takeOut(graph, twin);
  const now = reachable(graph);
  drop(graph, new Set(graph.steps.map((one) => one.key).filter((one) => before.has(one) && !now.has(one) && one !== twin)));
  tidy(graph);
}

const inWorkflow = (name: string, workflow: string, change: (workflow: WorkflowDoc) => void, merge?: string): Command =>
  command(
    name,
    (documents) => {
      const found = documents.workflows[workflow];
      if (!found) return;
      change(found);
      forgetErrorWays(found);
    },
    merge,
  );

/** A step whose way for errors is gone has none. */
function forgetErrorWays(graph: Graph): void {
  for (const step of graph.steps) if (step.on_error !== undefined && !leaving(graph.transitions, step.key).some((one) => one.key === step.on_error)) delete step.on_error;
}

/** A line that is taken where its step fails; of a step there is one. */
export const setErrorWay = (workflow: string, way: string, on: boolean): Command =>
  inWorkflow("set_error_way", workflow, (doc) => {
    const from = doc.transitions.find((one) => one.key === way)?.from;
    const step = doc.steps.find((one) => one.key === from);
    if (!step) return;
    if (on) step.on_error = way;
    else if (step.on_error === way) delete step.on_error;
  });

/** A new workflow. */
export const addWorkflow = (workflow: WorkflowDoc): Command =>
  command("add_workflow", (documents) => {
    documents.workflows[workflow.key] = workflow;
  });

/** Takes a workflow away. */
export const removeWorkflow = (workflow: string): Command =>
  command("remove_workflow", (documents) => {
    delete documents.workflows[workflow];
  });

/** One property of a workflow; empty takes it away. */
export const setWorkflow = (workflow: string, name: keyof WorkflowDoc, value: unknown): Command =>
  inWorkflow("set_workflow", workflow, (doc) => write(doc as unknown as Record<string, unknown>, name, value === false ? undefined : value), `workflow/${workflow}//${name}`);

/** Any change of the graph: `insertStep`, `insertBranch`, `removeStep` … */
export const changeGraph = (workflow: string, name: string, change: (graph: WorkflowDoc) => void): Command => inWorkflow(name, workflow, change);

/** One property of a step; empty takes it away. */
export const setStep = (workflow: string, step: string, name: string, value: unknown): Command =>
  inWorkflow(
    "set_step",
    workflow,
    (doc) => {
      const found = doc.steps.find((one) => one.key === step);
      if (found) write(found, name, value === false ? undefined : value);
    },
    `workflow/${workflow}/${step}/${name}`,
  );

/** One property of a line; a default has no condition, and there is one of it. */
export const setWay = (workflow: string, way: string, name: keyof TransitionDoc, value: unknown): Command =>
  inWorkflow(
    "set_way",
    workflow,
    (doc) => {
      const found = doc.transitions.find((one) => one.key === way);
      if (!found) return;
      write(found as unknown as Record<string, unknown>, name, value === false ? undefined : value);
      if (name !== "default" || !value) return;
      delete found.when;
      delete found.prio;
      for (const one of doc.transitions) if (one.from === found.from && one !== found) delete one.default;
    },
    `workflow/${workflow}/${way}/${name}`,
  );

/** A new line between two steps, unless there is one. */
export const connect = (workflow: string, from: string, to: string): Command =>
  inWorkflow("connect", workflow, (doc) => {
    const type = (key: string) => doc.steps.find((step) => step.key === key)?.type;
    if (from === to || type(to) === "start" || type(from) === "end" || doc.transitions.some((one) => one.from === from && one.to === to)) return;
    doc.transitions.push({ key: wayKey(doc), from, to });
  });

/** Takes a line away. */
export const disconnect = (workflow: string, way: string): Command =>
  inWorkflow("disconnect", workflow, (doc) => {
    doc.transitions = doc.transitions.filter((one) => one.key !== way);
  });

/** The ways out of a branch in this order. */
export const orderWays = (workflow: string, keys: readonly string[]): Command =>
  inWorkflow("order_ways", workflow, (doc) => {
    for (const one of doc.transitions) {
      const at = keys.indexOf(one.key);
      if (at >= 0 && !one.default) one.prio = at + 1;
    }
  });

/** Where boxes stand, all of them; null: arranged by themselves again. */
export const placeSteps = (workflow: string, places: Record<string, [number, number]> | null): Command =>
  inWorkflow("place_steps", workflow, (doc) => {
    if (places) doc.layout = places;
    else delete doc.layout;
  });
