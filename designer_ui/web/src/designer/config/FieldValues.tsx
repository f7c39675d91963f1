/** Field → value, one row each: what a new record is filled in with, or what a record is changed to. */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { activeFields, type FieldDoc } from "../../commands/documents";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { Deeper } from "./Spot";
import { ValueCell } from "./ValueCell";

interface Props {
  form: string;
  values: Record<string, unknown>;
  set(values: Record<string, unknown>): void;
  label: string;
  /** The values are worked out from the record that is changed. */
  target?: boolean;
  name: string;
}

/** The fields an automation may write: those in use that nobody computes. */
function useWritable(form: string): FieldDoc[] {
  const documents = useDocuments();
  const { fields: kinds } = useKinds();
  return activeFields(documents.forms[form]?.fields).filter((field) => !kinds.find((kind) => kind.name === field.type)?.computed && field.type !== "sequence");
}

export function FieldValues({ form, values, set, label, target, name }: Props) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const fields = useWritable(form);
  const left = fields.filter((field) => !(field.key in values));
  const missing = left.filter((field) => field.required && field.default === undefined);
  const nameOf = (key: string) => say(fields.find((field) => field.key === key)?.label) || t("word.unknown");
  const add = (keys: readonly string[]) => set({ ...values, ...Object.fromEntries(keys.map((key) => [key, ""])) });
  if (!form) return <p className="muted">{t("config.form_first")}</p>;
  return (
    <div className="dz-values" role="group" aria-label={label}>
      {Object.entries(values).map(([key, value]) => (
        <div key={key} className="dz-value-row" data-testid={`value-${key}`}>
          <span className="dz-value-name ellipsis" title={nameOf(key)}>
            {nameOf(key)}
          </span>
          <span className="dz-equals" aria-hidden="true">=</span>
          <Deeper name={`${name}/${key}`} target={target ? form : undefined}>
            {typeof value === "string" ? (
              <ValueCell field={fields.find((field) => field.key === key)} value={value} label={nameOf(key)} testId={`value-input-${key}`} onChange={(text) => set({ ...values, [key]: text })} />
            ) : (
              <span className="muted grow">{t("config.lines_value")}</span>
            )}
          </Deeper>
          <button type="button" className="plain-button faint" aria-label={t("config.remove_value", { name: nameOf(key) })} onClick={() => set(Object.fromEntries(Object.entries(values).filter(([other]) => other !== key)))}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      <div className="row wrap">
        <Select
          value={null}
          size="small"
          className="dz-add-select"
          placeholder={t("config.add_value")}
          aria-label={`${label}${t("parts.colon")}${t("config.add_value")}`}
          data-testid={`${name}-add`}
          showSearch={{ optionFilterProp: "label" }}
          popupMatchSelectWidth={false}
          options={left.map((field) => ({ value: field.key, label: say(field.label) }))}
          onChange={(key: string | null) => key && add([key])}
        />
        {!target && missing.length > 0 && (
          <Button size="small" type="link" onClick={() => add(missing.map((field) => field.key))}>
            {t("config.add_required", { count: missing.length })}
          </Button>
        )}
      </div>
    </div>
  );
}
