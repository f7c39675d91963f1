/** Starting a rule: one of six recipes that fill themselves in from this app, or a blank one. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { useGo } from "../../app/routing";
import { addRule } from "../../commands/edit_rules";
import { freeText, textOf } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useKinds, useLabel, useOpened } from "../draft/DraftProvider";
import { blankRule, cook, RECIPES, type Made } from "./recipes";
import { RECIPE_TEXTS } from "./recipe_texts";
import { useSentence } from "./use_rule_words";

function Preview({ made }: { made: Made }) {
  return <span className="muted">{useSentence(made.rule)}</span>;
}

export function useNewRule(): { create(recipe: string | null): void; preview(recipe: string): Made | null } {
  const { t, i18n } = useTranslation("designer");
  const { store } = useOpened();
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { triggers } = useKinds();
  const create = (recipe: string | null) => {
    const { documents } = store.getState();
    const taken = Object.values(documents.rules).map((rule) => textOf(rule.label, i18n.language));
    const made = recipe ? cook(recipe, documents) : { rule: blankRule(documents, freeText(t("rules.default_name"), taken), triggers[0]?.name ?? "created"), messages: [] };
    if (!made) return;
    execute(addRule(made.rule, made.messages));
    go(`/design/${app}/rules/${made.rule.key}`);
  };
  return { create, preview: (recipe) => cook(recipe, store.getState().documents) };
}

export function RecipeCards({ choose }: { choose(recipe: string | null): void }) {
  const { t } = useTranslation("designer");
  useDocuments(); // previews follow the forms
  const say = useLabel();
  const { preview } = useNewRule();
  return (
    <div className="dz-recipes">
      {RECIPES.map(({ key, icon }) => {
        const made = preview(key);
        return (
          <button key={key} type="button" className="dz-recipe" data-testid={`recipe-${key}`} disabled={!made} onClick={() => choose(key)}>
            <Tile icon={icon} color="blue" size={34} />
            <strong>{say(RECIPE_TEXTS[key]?.name)}</strong>
            {made ? <Preview made={made} /> : <span className="muted">{say(RECIPE_TEXTS[key]?.needs)}</span>}
          </button>
        );
      })}
      <button type="button" className="dz-recipe blank" data-testid="recipe-blank" onClick={() => choose(null)}>
        <Icon name="plus" size={22} />
        <strong>{t("rules.blank")}</strong>
        <span className="muted">{t("rules.blank_text")}</span>
      </button>
    </div>
  );
}

export function NewRuleDialog({ close }: { close(): void }) {
  const { t } = useTranslation("designer");
  const { create } = useNewRule();
  return (
    <Modal open width={860} footer={null} title={t("rules.new_title")} onCancel={close}>
      <RecipeCards
        choose={(recipe) => {
          close();
          create(recipe);
        }}
      />
    </Modal>
  );
}
