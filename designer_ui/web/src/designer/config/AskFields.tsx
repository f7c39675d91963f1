/** What a button asks for before it acts: a few questions, each with a kind of answer. */
import { Button, Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { FieldDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { SpotProblems } from "../expressions/SpotProblems";
import { useSpotPath } from "../expressions/scope";
import { OptionsEditor } from "../panel/OptionsEditor";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const ASKABLE = ["text", "long_text", "integer", "number", "money", "boolean", "date", "choice", "relation"];

export function AskFields({ fields, set, label }: { fields: FieldDoc[]; set(fields: FieldDoc[]): void; label: string }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const path = useSpotPath() ?? "";
  const forms = Object.values(useDocuments().forms);
  const kinds = useKinds().fields.filter((kind) => ASKABLE.includes(kind.name));
  const put = (index: number, change: Partial<FieldDoc>) => set(fields.map((field, at) => (at === index ? ({ ...field, ...change } as FieldDoc) : field)));
  const retype = (index: number, type: string) => {
    const { key, label: name, required } = fields[index] as FieldDoc;
    set(fields.map((field, at) => (at === index ? { key, label: name, type, ...(required ? { required } : {}), ...(type === "choice" ? { options: [1, 2].map((n) => ({ key: newKey("option"), label: t("options.nth", { n }) })) } : {}) } : field)));
  };
  return (
    <div className="dz-items" role="group" aria-label={label}>
      {fields.map((field, index) => (
        <div key={field.key} className="dz-item" data-testid={`ask-${index}`}>
          <div className="dz-row">
            <LabelInput name={t("ask.question")} value={field.label} onChange={(text) => put(index, { label: text })} />
            <Select value={field.type} aria-label={t("ask.answer")} popupMatchSelectWidth={false} options={kinds.map((kind) => ({ value: kind.name, label: say(kind.label) }))} onChange={(type: string) => retype(index, type)} />
            <Checkbox checked={Boolean(field.required)} onChange={(event) => put(index, { required: event.target.checked })}>
              {t("ask.required")}
            </Checkbox>
          </div>
          {field.type === "relation" && <Select value={text(field.form) || undefined} aria-label={t("ask.form")} placeholder={t("ask.form")} options={forms.map((form) => ({ value: form.key, label: say(form.label) }))} onChange={(form: string) => put(index, { form })} />}
          {field.options && <OptionsEditor options={field.options} onChange={(options) => put(index, { options })} />}
          <button type="button" className="plain-button faint dz-item-remove" aria-label={t("config.remove_item", { name: label, n: index + 1 })} onClick={() => set(fields.filter((_, at) => at !== index))}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      <SpotProblems path={path} />
      <Button size="small" icon={<Icon name="plus" size={14} />} data-testid="ask-add" onClick={() => set([...fields, { key: newKey("ask", fields.map((field) => field.key)), label: t("ask.default", { n: fields.length + 1 }), type: "text" }])}>
        {t("ask.add")}
      </Button>
    </div>
  );
}
