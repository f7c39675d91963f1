/** One workflow: drawing (or list) left, panel in words right. */
import { App, Button, Drawer, Grid, Segmented } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Waiting } from "../../app/outcomes";
import { useGo } from "../../app/routing";
import type { WorkflowDoc } from "../../commands/documents";
import { changeGraph, disconnect, goesWith, placeSteps, removeStep, removeWorkflow, setWorkflow } from "../../commands/edit_workflows";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { Gone, Title } from "../parts/Titled";
import { useScreenCommands } from "../shell/command_list";
import { Outline } from "./Outline";
import { Play, useGrowing } from "./Play";
import { useChosen, useMarked, useStepName, useWorkflow } from "./use_graph";
import { useInserts } from "./use_insert";
import "./workflows.css";

const Canvas = lazy(() => import("./Canvas"));
const Panel = lazy(() => import("./StepPanel"));
const NOTHING: string[] = [];

/** Takes a step out; where others go with it, says which and asks. */
function useRemoveStep(workflow: WorkflowDoc): (step: string) => void {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const nameOf = useStepName();
  const { modal } = App.useApp();
  const { choose } = useChosen();
  return (key) => {
    const step = workflow.steps.find((one) => one.key === key);
    if (!step || step.type === "start") return;
    const others = goesWith(workflow, key).flatMap((one) => workflow.steps.filter((other) => other.key === one));
    const go = () => {
      execute(changeGraph(workflow.key, "remove_step", (graph) => removeStep(graph, key)));
      choose({});
    };
    if (!others.length) return go();
    modal.confirm({ title: t("workflow.remove_title", { name: nameOf(step) }), content: t("workflow.remove_others", { names: others.map(nameOf).join(t("parts.comma")) }), okText: t("workflow.remove_ok"), cancelText: t("parts.cancel"), onOk: go });
  };
}

function Head({ workflow, list, setList, play, narrow }: { workflow: WorkflowDoc; list: boolean; setList(list: boolean): void; play(): void; narrow: boolean }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { modal } = App.useApp();
  const { choose } = useChosen();
  const form = useDocuments().forms[workflow.on.form];
  const remove = () =>
    modal.confirm({
      title: t("workflow.gone_title", { name: say(workflow.label) }),
      content: t("workflow.gone_text"),
      okText: t("workflow.remove"),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(removeWorkflow(workflow.key));
        go(`/design/${app}/workflows`);
      },
    });
  const tidy = () => execute(placeSteps(workflow.key, null));
  useScreenCommands([
    { id: "workflow-play", label: t("play.title"), run: play },
    { id: "workflow-tidy", label: t("workflow.tidy"), run: tidy, disabled: workflow.layout === undefined },
    { id: "workflow-list", label: t(list ? "workflow.as_canvas" : "workflow.as_list"), run: () => setList(!list), disabled: narrow },
    { id: "workflow-settings", label: t("workflow.settings"), run: () => choose({}) },
    { id: "workflow-remove", label: t("workflow.remove"), run: remove },
  ]);
  return (
    <header className="dz-flow-head">
      <Title room="workflows" label={workflow.label} name={t("workflow.name")} testId="workflow-label" write={(label) => execute(setWorkflow(workflow.key, "label", label))} />
      {!narrow && <span className="tag">{say(form?.label)}</span>}
      {!narrow && (
        <Segmented
          value={list ? "list" : "canvas"}
          aria-label={t("workflow.view")}
          data-testid="workflow-view"
          options={[
            { value: "canvas", label: t("workflow.canvas") },
            { value: "list", label: t("workflow.list") },
          ]}
          onChange={(way) => setList(way === "list")}
        />
      )}
      {!narrow && workflow.layout && (
        <Button title={t("workflow.tidy_text")} onClick={tidy}>
          {t("workflow.tidy")}
        </Button>
      )}
      <Button icon={<Icon name="play" size={16} />} data-testid="play" onClick={play}>
        {narrow ? null : t("play.title")}
        {narrow && <span className="sr-only">{t("play.title")}</span>}
      </Button>
      <Button icon={<Icon name="settings" size={16} />} aria-label={t("workflow.settings")} title={t("workflow.settings")} data-testid="workflow-settings" onClick={() => choose({ step: "", way: "settings" })} />
      <Button icon={<Icon name="trash" size={16} />} aria-label={t("workflow.remove")} title={t("workflow.remove")} onClick={remove} />
    </header>
  );
}

/** Problems of the workflow as a whole; those of boxes and lines stand on them. */
function Whole({ workflow }: { workflow: WorkflowDoc }) {
  const { rest } = useMarked(workflow.key);
  if (!rest.length) return null;
  return (
    <ul className="dz-flow-problems" role="status">
      {rest.slice(0, 4).map((problem, index) => (
        <li key={index} className={problem.level}>
          <Icon name={problem.level === "error" ? "alert" : "help"} size={16} /> {problem.message} {problem.hint}
        </li>
      ))}
    </ul>
  );
}

function Workflow({ workflow }: { workflow: WorkflowDoc }) {
  const { t } = useTranslation("designer");
  const execute = useExecute();
  const narrow = !(Grid.useBreakpoint().lg ?? window.innerWidth >= 992);
  const [list, setList] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [path, setPath] = useState<string[]>(NOTHING);
  const played = useGrowing(path);
  const { step, way, choose } = useChosen();
  const role = Object.keys(useDocuments().roles)[0];
  const inserts = useInserts(workflow, role);
  const remove = useRemoveStep(workflow);
  const removeWay = (key: string) => {
    execute(disconnect(workflow.key, key));
    choose({});
  };
  const panel = (
    <Suspense fallback={<Waiting />}>
      <Panel workflow={workflow} remove={remove} removeWay={removeWay} />
    </Suspense>
  );
  return (
    <div className="dz-flow">
      <Head workflow={workflow} list={list} setList={setList} play={() => setPlaying(true)} narrow={narrow} />
      {playing && <Play workflow={workflow} show={setPath} close={() => setPlaying(false)} />}
      <Whole workflow={workflow} />
      <div className="dz-flow-body">
        <main className="dz-flow-main" aria-label={t("workflow.steps")}>
          {list || narrow ? (
            <Outline workflow={workflow} inserts={inserts} played={played} remove={remove} />
          ) : (
            <Suspense fallback={<Waiting />}>
              <Canvas workflow={workflow} inserts={inserts} played={played} remove={remove} removeWay={removeWay} />
            </Suspense>
          )}
        </main>
        {narrow ? (
          <Drawer open={Boolean(step || way)} size="100%" title={t("workflow.panel")} onClose={() => choose({})}>
            {panel}
          </Drawer>
        ) : (
          <aside className="dz-flow-panel" aria-label={t("workflow.panel")}>
            {panel}
          </aside>
        )}
      </div>
    </div>
  );
}

export default function WorkflowPage() {
  const { t } = useTranslation("designer");
  const workflow = useWorkflow();
  if (!workflow) return <Gone room="workflows" icon="tree" title={t("workflow.missing")} text={t("workflow.missing_text")} />;
  return <Workflow key={workflow.key} workflow={workflow} />;
}
