/** The canvas of a workflow: boxes to drag, lines to draw, a + on every line, problems where they are. */
import { BaseEdge, Background, Controls, EdgeLabelRenderer, Handle, MarkerType, Position, ReactFlow, ReactFlowProvider, applyNodeChanges, useReactFlow, useStore, type Edge, type EdgeProps, type Node, type NodeChange, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useCallback, useEffect, useMemo, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { WorkflowDoc } from "../../commands/documents";
import { connect, placeSteps } from "../../commands/edit_workflows";
import { layoutOf, sizeOf, wayOf, type Point } from "../../flow/layout";
import { StepBox, type StepState } from "../../flow/StepBox";
import { useExecute } from "../draft/DraftProvider";
import { InsertButton } from "./InsertButton";
import { useChosen, useMarked, useStepKind, useStepName, useStepNote, useWayName } from "./use_graph";
import type { Insert } from "./use_insert";

interface BoxData extends Record<string, unknown> {
  type: string;
  icon: string;
  label: string;
  note: string;
  problems: number;
  fault: boolean;
  played: StepState | undefined;
  problemText: string;
}

interface LineData extends Record<string, unknown> {
  label: string;
  bends: Point[];
  problems: number;
  played: boolean;
  inserts: readonly Insert[];
  choose(way: string): void;
  from: { width: number; height: number };
  to: { width: number; height: number };
}

type BoxNode = Node<BoxData, "box">;
type LineEdge = Edge<LineData, "line">;

function Box({ data, selected }: NodeProps<BoxNode>) {
  return (
    <>
      {data.type !== "start" && <Handle type="target" position={Position.Top} />}
      <StepBox type={data.type} icon={data.icon} label={data.label} note={data.note} state={data.played} className={`${selected ? "chosen" : ""} ${data.problems ? (data.fault ? "faulty" : "doubtful") : ""}`}>
        {data.problems > 0 && (
          <span className="dz-flow-badge" title={data.problemText}>
            <Icon name="alert" size={12} /> {data.problems}
            <span className="sr-only">{data.problemText}</span>
          </span>
        )}
      </StepBox>
      {data.type !== "end" && <Handle type="source" position={Position.Bottom} />}
    </>
  );
}

function Line({ id, data, sourceX, sourceY, targetX, targetY, selected, markerEnd }: EdgeProps<LineEdge>) {
  if (!data) return null;
  const from = { x: sourceX - data.from.width / 2, y: sourceY - data.from.height, ...data.from };
  const to = { x: targetX - data.to.width / 2, y: targetY, ...data.to };
  const { path, label } = wayOf(from, to, data.bends);
  return (
    <>
      <BaseEdge id={id} path={path} className={`dz-line ${data.played ? "played" : ""} ${data.problems ? "faulty" : ""} ${selected ? "chosen" : ""}`} {...(markerEnd ? { markerEnd } : {})} interactionWidth={24} />
      <EdgeLabelRenderer>
        <div className="dz-line-label nodrag nopan" onClick={(event) => event.stopPropagation()} style={{ transform: `translate(-50%, -50%) translate(${label[0]}px, ${label[1]}px)` }}>
          {data.label && (
            <button type="button" className={`plain-button dz-line-name${data.problems ? " faulty" : ""}`} onClick={() => data.choose(id)}>
              {data.label}
            </button>
          )}
          <InsertButton way={id} inserts={data.inserts} label={data.label} testId={`insert-at-${id}`} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

const NODES = { box: Box };
const EDGES = { line: Line };

export interface CanvasProps {
  workflow: WorkflowDoc;
  inserts: readonly Insert[];
  /** The steps a rehearsal went through, the last one being where it stands. */
  played: readonly string[];
  remove(step: string): void;
  removeWay(way: string): void;
}

const between = (played: readonly string[], from: string, to: string): boolean => played.some((key, index) => key === from && played[index + 1] === to);

/** Boxes and lines as the library wants them. */
function useDrawn({ workflow, inserts, played }: CanvasProps): { nodes: BoxNode[]; edges: LineEdge[] } {
  const kindOf = useStepKind();
  const nameOf = useStepName();
  const noteOf = useStepNote(workflow.on.form);
  const wayName = useWayName(workflow.on.form, workflow);
  const { steps: faulty, ways: faultyWays } = useMarked(workflow.key);
  const { step: chosen, way: chosenWay, choose } = useChosen();
  return useMemo(() => {
    const places = new Map(Object.entries(workflow.layout ?? {}));
    const { spots, bends, corner } = layoutOf(workflow.steps, workflow.transitions, places);
    const nodes = workflow.steps.map((step): BoxNode => {
      const spot = spots.get(step.key);
      const problems = faulty.get(step.key) ?? [];
      const at = played.indexOf(step.key);
      const name = nameOf(step);
      return {
        id: step.key, type: "box", position: { x: (spot?.x ?? 0) + corner[0], y: (spot?.y ?? 0) + corner[1] }, ...sizeOf(step.type), selected: step.key === chosen, ariaLabel: name,
        data: {
          type: step.type, icon: kindOf(step.type)?.icon ?? "form", label: name, note: noteOf(step), problems: problems.length, fault: problems.some((one) => one.level === "error"),
          problemText: problems.map((one) => one.message).join("\n"), played: at < 0 ? undefined : at === played.length - 1 ? "active" : "done",
        },
      };
    });
    const sizes = new Map(workflow.steps.map((step) => [step.key, sizeOf(step.type)]));
    const names = new Map(workflow.steps.map((step) => [step.key, nameOf(step)]));
    const edges = workflow.transitions.flatMap((way, index): LineEdge[] => {
      const [from, to] = [sizes.get(way.from), sizes.get(way.to)];
      if (!from || !to) return [];
      const problems = faultyWays.get(way.key)?.length ?? 0;
      return [{ id: way.key, type: "line", source: way.from, target: way.to, ariaLabel: `${names.get(way.from)} → ${names.get(way.to)}`, selected: way.key === chosenWay, markerEnd: { type: MarkerType.ArrowClosed, color: "var(--line-strong)" }, data: { label: wayName(way), bends: bends[index] ?? [], problems, played: between(played, way.from, way.to), inserts, choose: (key) => choose({ way: key }), from, to } }];
    });
    return { nodes, edges };
  }, [workflow, played, faulty, faultyWays, chosen, chosenWay, inserts.length]); // words follow the workflow and its problems
}

const SMALLEST = 0.72; // below this the words on boxes cannot be read
const AROUND = 40;

/** The whole workflow at first, or, where it is long, its upper part large enough to read. */
function useView(workflow: WorkflowDoc, nodes: readonly BoxNode[]): void {
  const { setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const arranged = workflow.layout === undefined;
  useEffect(() => {
    if (!width || !height || !nodes.length) return;
    const left = Math.min(...nodes.map((node) => node.position.x));
    const right = Math.max(...nodes.map((node) => node.position.x + (node.width ?? 0)));
    const top = Math.min(...nodes.map((node) => node.position.y));
    const bottom = Math.max(...nodes.map((node) => node.position.y + (node.height ?? 0)));
    const whole = Math.min(width / (right - left + 2 * AROUND), height / (bottom - top + 2 * AROUND));
    const zoom = Math.min(1, Math.max(SMALLEST, whole));
    const rest = height - (bottom - top) * zoom;
    void setViewport({ x: width / 2 - ((left + right) / 2) * zoom, y: (rest > 2 * AROUND ? rest / 2 : AROUND / 2) - top * zoom, zoom });
  }, [setViewport, width, height, arranged, workflow.key]); // not when a step is added: what one looks at stays where it is
}

/** The boxes with what was measured of them before: unmeasured ones lose their lines until they are measured again, and with the lines a menu opened there. */
export const measuredAs = <T extends Node>(drawn: readonly T[], before: readonly T[]): T[] => {
  const known = new Map(before.flatMap(({ id, measured }) => (measured ? [[id, measured] as const] : [])));
  return drawn.map((node) => {
    const measured = known.get(node.id);
    return measured ? { ...node, measured } : node;
  });
};

function Plane(props: CanvasProps) {
  const { workflow, remove, removeWay } = props;
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const { step, way, choose } = useChosen();
  const drawn = useDrawn(props);
  const [nodes, setNodes] = useState(drawn.nodes);
  const [dragging, setDragging] = useState(false);
  useEffect(() => setNodes((before) => measuredAs(drawn.nodes, before)), [drawn.nodes]);
  useView(workflow, drawn.nodes);

  const commit = useCallback(
    (moved: readonly BoxNode[]) => execute(placeSteps(workflow.key, Object.fromEntries(moved.map((node) => [node.id, [Math.round(node.position.x), Math.round(node.position.y)]])))),
    [execute, workflow.key],
  );
  const onNodes = (changes: NodeChange<BoxNode>[]) => {
    const wanted = changes.filter((change) => change.type !== "remove" && change.type !== "select");
    const next = applyNodeChanges(wanted, nodes);
    setNodes(next);
    const pick = changes.find((change) => change.type === "select" && change.selected);
    if (pick && "id" in pick && pick.id !== step) choose({ step: pick.id });
    const settled = wanted.some((change) => change.type === "position" && change.dragging === false); // dropped, or moved by an arrow key
    const moved = next.some((node, index) => node.position.x !== drawn.nodes[index]?.position.x || node.position.y !== drawn.nodes[index]?.position.y);
    if (settled && moved) commit(next);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    if (step) remove(step);
    else if (way) removeWay(way);
  };
  const edges = dragging ? drawn.edges.map((edge) => ({ ...edge, data: { ...(edge.data as LineData), bends: [] } })) : drawn.edges;
  return (
    <div className="dz-canvas-plane" data-testid="workflow-canvas" onKeyDown={onKey}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onNodesChange={onNodes}
        onNodeDragStart={() => setDragging(true)}
        onNodeDragStop={() => setDragging(false)}
        onEdgeClick={(_, edge) => choose({ way: edge.id })}
        onEdgesChange={(changes) => {
          const pick = changes.find((change) => change.type === "select" && change.selected);
          if (pick && "id" in pick) choose({ way: pick.id });
        }}
        onPaneClick={() => choose({})}
        onConnect={({ source, target }) => execute(connect(workflow.key, source, target))}
        deleteKeyCode={null}
        multiSelectionKeyCode={null}
        selectionKeyCode={null}
        minZoom={0.25}
        maxZoom={1.5}
        elevateEdgesOnSelect={false}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{
          "node.a11yDescription.default": t("canvas_keys.node"),
          "node.a11yDescription.keyboardDisabled": t("canvas_keys.node"),
          "edge.a11yDescription.default": t("canvas_keys.way"),
          "node.a11yDescription.ariaLiveMessage": ({ direction }) => t(`canvas_keys.moved_${direction}`, { defaultValue: t("canvas_keys.moved") }),
          "controls.ariaLabel": t("canvas_keys.view"),
          "controls.zoomIn.ariaLabel": t("canvas_keys.zoom_in"),
          "controls.zoomOut.ariaLabel": t("canvas_keys.zoom_out"),
          "controls.fitView.ariaLabel": t("canvas_keys.fit"),
          "handle.ariaLabel": t("canvas_keys.connect"),
        }}
      >
        <Background gap={20} color="var(--line)" />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}

export default function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Plane {...props} />
    </ReactFlowProvider>
  );
}
