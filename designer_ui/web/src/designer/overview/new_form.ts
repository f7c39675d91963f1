/** A new form in one click: default label, a first field as its title, an entry in the menu; its canvas opens. */
import { useTranslation } from "react-i18next";
import { useGo } from "../../app/routing";
import type { FormDoc } from "../../commands/documents";
import { addForm } from "../../commands/edit_form";
import { newKey } from "../../commands/keys";
import { freeText, textOf } from "../../commands/labels";
import { useOpened } from "../draft/DraftProvider";

interface Words {
  form: string;
  name: string;
  all: string;
}

/** The document of a new form. */
export function blankForm(key: string, words: Words): FormDoc {
  const name = newKey("field");
  return {
    key,
    label: words.form,
    icon: "form",
    title: `{{${name}}}`,
    search: [name],
    fields: [{ key: name, type: "text", label: words.name, required: true }],
    layout: [{ key: newKey("section"), columns: 2, fields: [name] }],
    views: [{ key: newKey("view"), label: words.all, type: "table", columns: [name], sort: ["-created_at"] }],
  };
}

export function useNewForm(): () => void {
  const { t, i18n } = useTranslation("designer");
  const { app, store } = useOpened();
  const go = useGo();
  return () => {
    const { documents, execute } = store.getState();
    const key = newKey("form", Object.keys(documents.forms));
    const taken = Object.values(documents.forms).map((form) => textOf(form.label, i18n.language));
    execute(addForm(blankForm(key, { form: freeText(t("forms.default_label"), taken), name: t("forms.first_field"), all: t("forms.first_view") })));
    go(`/design/${app}/forms/${key}`, { search: { rename: "1" } });
  };
}
