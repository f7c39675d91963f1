/** The workflows of an app, and the recipes to start one. */
import { Link } from "@tanstack/react-router";
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { useGo } from "../../app/routing";
import type { WorkflowDoc } from "../../commands/documents";
import { addWorkflow } from "../../commands/edit_workflows";
import { freeText, textOf } from "../../commands/labels";
import { useProblems } from "../check/problems";
import { useApp, useDocuments, useExecute, useKinds, useLabel } from "../draft/DraftProvider";
import { Block, Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { cook, RECIPE_ICONS, recipeLabel, RECIPES, type RecipeKey } from "./recipes";
import { TEXTS } from "./recipe_texts";
import "./workflows.css";

function Card({ workflow }: { workflow: WorkflowDoc }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const form = useDocuments().forms[workflow.on.form];
  const human = new Set(useKinds().steps.filter((kind) => kind.human).map((kind) => kind.name));
  const problems = useProblems().filter((problem) => problem.path.startsWith(`workflow/${workflow.key}`) && problem.path.split("/")[1] === workflow.key).length;
  return (
    <Link to={`/design/${app}/workflows/${workflow.key}`} className="panel dz-card" data-testid={`workflow-${workflow.key}`}>
      <span className="dz-card-main">
        <Tile icon="tree" color={form?.color ?? "violet"} size={40} />
        <span className="grow">
          <strong className="ellipsis">{say(workflow.label)}</strong>
          <span className="muted">
            {say(form?.label)} · {t("workflow.count", { steps: workflow.steps.length, people: workflow.steps.filter((step) => human.has(step.type)).length })}
          </span>
          {problems > 0 && (
            <span className="dz-fault">
              <Icon name="alert" size={14} /> {t("check.count", { count: problems })}
            </span>
          )}
        </span>
      </span>
    </Link>
  );
}

function Recipes({ form, choose }: { form: string; choose(recipe: RecipeKey | "blank"): void }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const doc = documents.forms[form];
  const given = doc && { form: doc, roles: Object.values(documents.roles), taken: Object.keys(documents.workflows) };
  return (
    <div className="dz-recipes">
      {RECIPES.map((key) => (
        <button key={key} type="button" className="dz-recipe" disabled={!given || !cook(key, given, "x")} data-testid={`recipe-${key}`} onClick={() => choose(key)}>
          <Tile icon={RECIPE_ICONS[key]} color="violet" size={34} />
          <strong>{say(TEXTS[key])}</strong>
          <span className="muted">{say(TEXTS[`${key}_text`])}</span>
        </button>
      ))}
      <button type="button" className="dz-recipe blank" disabled={!given} data-testid="recipe-blank" onClick={() => choose("blank")}>
        <Icon name="plus" size={22} />
        <strong>{t("workflow.blank")}</strong>
        <span className="muted">{t("workflow.blank_text")}</span>
      </button>
    </div>
  );
}

function NewWorkflow({ done }: { done(): void }) {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const documents = useDocuments();
  const forms = Object.values(documents.forms);
  const [form, setForm] = useState(forms[0]?.key ?? "");
  const choose = (recipe: RecipeKey | "blank") => {
    const doc = documents.forms[form];
    if (!doc) return;
    const taken = Object.values(documents.workflows).map((one) => textOf(one.label, i18n.language));
    const label = recipe === "blank" ? freeText(t("workflow.default_name"), taken) : recipeLabel(recipe, doc);
    const made = cook(recipe, { form: doc, roles: Object.values(documents.roles), taken: Object.keys(documents.workflows) }, label);
    if (!made) return;
    execute(addWorkflow(made));
    done();
    go(`/design/${app}/workflows/${made.key}`);
  };
  if (!forms.length) return <p className="muted">{t("workflow.no_forms")}</p>;
  return (
    <div className="dz-props">
      <div className="dz-prop">
        <span>{t("workflow.form")}</span>
        <Select value={form} aria-label={t("workflow.form")} data-testid="new-workflow-form" showSearch={{ optionFilterProp: "label" }} options={forms.map((one) => ({ value: one.key, label: say(one.label) }))} onChange={setForm} />
      </div>
      <Recipes form={form} choose={choose} />
    </div>
  );
}

export default function WorkflowsPage() {
  const { t } = useTranslation("designer");
  const workflows = Object.values(useDocuments().workflows);
  const [choosing, setChoosing] = useState(false);
  useScreenCommands([{ id: "new-workflow", label: t("workflow.new"), run: () => setChoosing(true) }]);
  const add = (
    <Button type="primary" icon={<Icon name="plus" size={16} />} data-testid="workflow-new" onClick={() => setChoosing(true)}>
      {t("workflow.new")}
    </Button>
  );
  return (
    <Screen title={t("nav.workflows")} lead={t("workflow.lead")} actions={workflows.length > 0 && add} wide>
      {workflows.length ? (
        <div className="dz-cards">
          {workflows.map((workflow) => (
            <Card key={workflow.key} workflow={workflow} />
          ))}
        </div>
      ) : (
        <Block title={t("workflow.none")} note={t("workflow.none_text")}>
          <NewWorkflow done={() => undefined} />
        </Block>
      )}
      {choosing && (
        <Modal open width={860} footer={null} title={t("workflow.new")} onCancel={() => setChoosing(false)}>
          <NewWorkflow done={() => setChoosing(false)} />
        </Modal>
      )}
    </Screen>
  );
}
