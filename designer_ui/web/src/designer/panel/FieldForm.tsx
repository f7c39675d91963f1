/** All properties of a field: title, help, required, default and options first, what its type adds, the rest under 更多. */
import { Collapse, Switch, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useQueryValues, useSetQueryValues } from "../../app/routing";
import type { FieldDoc, FormDoc, Label } from "../../commands/documents";
import type { FieldKind, Property } from "../builder_api";
import { FormulaEditor } from "../expressions/FormulaEditor";
import { LabelInput } from "../parts/LabelInput";
import { DefaultValue } from "./DefaultValue";
import { PropertyField } from "./PropertyField";
import { SubtableColumns } from "./SubtableColumns";

export interface FieldFormProps {
  form: FormDoc;
  field: FieldDoc;
  kind: FieldKind;
  set(name: string, value: unknown): void;
  /** The subtable whose column this is. */
  subtable?: string;
}

function Toggle({ label, value, onChange, testId, help }: { label: string; value: boolean; onChange(on: boolean): void; testId?: string; help?: string }) {
  return (
    <label className="dz-toggle">
      <span>
        {label}
        {help && <small className="faint">{help}</small>}
      </span>
      <Switch size="small" checked={value} aria-label={label} data-testid={testId} onChange={onChange} />
    </label>
  );
}

function Title({ field, set }: Pick<FieldFormProps, "field" | "set">) {
  const { t } = useTranslation("designer");
  const input = useRef<InputRef>(null);
  const values = useQueryValues();
  const setValues = useSetQueryValues();
  const fresh = values.rename === "1" && values.field === field.key;
  useEffect(() => {
    if (!fresh) return;
    input.current?.focus({ cursor: "all" });
    setValues({ rename: undefined });
  }, [fresh, setValues]);
  return (
    <label className="dz-prop">
      <span>{t("panel.label")}</span>
      <LabelInput ref={input} name={t("panel.label")} value={field.label} testId="field-label" onChange={(label: Label) => label && set("label", label)} />
    </label>
  );
}

/** Whether a property means something for what is chosen so far. */
const applies = (field: FieldDoc, name: string, property: Property): boolean => {
  if (property.widget === "subtable") return !field.form;
  if (property.widget === "child_form") return !field.subtable;
  if (property.widget === "child_field") return field.function === "sum";
  if (name === "currency") return field.format === undefined || field.format === "money";
  return true;
};

function Checks({ form, field, set, subtable }: FieldFormProps) {
  const { t } = useTranslation("designer");
  return (
    <>
      <div className="dz-prop">
        <span>{t("panel.check")}</span>
        <FormulaEditor form={form.key} {...(subtable ? { subtable } : {})} expect="boolean" label={t("panel.check")} value={field.check ?? ""} testId="field-check" onChange={(text) => set("check", text)} />
      </div>
      {field.check && (
        <label className="dz-prop">
          <span>{t("panel.message")}</span>
          <LabelInput name={t("panel.message")} value={field.message} placeholder={t("panel.message_hint")} onChange={(label) => set("message", label)} />
        </label>
      )}
    </>
  );
}

export function FieldForm(props: FieldFormProps) {
  const { t } = useTranslation("designer");
  const { form, field, kind, set, subtable } = props;
  const properties = Object.entries(kind.config_schema.properties ?? {}).filter(([name, property]) => applies(field, name, property));
  const draw = (more: boolean) =>
    properties
      .filter(([, property]) => Boolean(property.more) === more)
      .map(([name, property]) => (
        <PropertyField key={name} form={form} field={field} name={name} property={property} set={set} {...(subtable ? { subtable } : {})} />
      ));
  const rest = (
    <div className="dz-props">
      <label className="dz-prop">
        <span>{t("panel.label_other")}</span>
        <LabelInput other name={t("panel.label")} value={field.label} testId="field-label-other" onChange={(label) => set("label", label)} />
      </label>
      {draw(true)}
      {!kind.computed && <Toggle label={t("panel.readonly")} help={t("panel.readonly_help")} value={field.readonly ?? false} onChange={(on) => set("readonly", on)} />}
      {!kind.computed && !field.fields && <Toggle label={t("panel.unique")} help={t("panel.unique_help")} value={field.unique ?? false} testId="field-unique" onChange={(on) => set("unique", on)} />}
      {!kind.computed && !field.fields && <Checks {...props} />}
    </div>
  );
  return (
    <div className="dz-props">
      <Title field={field} set={set} />
      <label className="dz-prop">
        <span>{t("panel.help")}</span>
        <LabelInput name={t("panel.help")} value={field.help} placeholder={t("panel.help_hint")} testId="field-help" onChange={(label) => set("help", label)} />
      </label>
      {!kind.computed && <Toggle label={t("panel.required")} value={field.required ?? false} testId="field-required" onChange={(on) => set("required", on)} />}
      {!kind.computed && !field.fields && <DefaultValue field={field} set={set} />}
      {draw(false)}
      {field.fields && !subtable && <SubtableColumns form={form} field={field} />}
      <Collapse ghost size="small" items={[{ key: "more", label: t("panel.more"), children: rest }]} data-testid="panel-more" />
    </div>
  );
}

