/** One property of a field type, drawn from its schema: widget where it names one, else by shape. */
import { Input, InputNumber, Select, Switch } from "antd";
import { lazy, Suspense, type ReactNode } from "react";
import type { FieldDoc, FormDoc, OptionDoc } from "../../commands/documents";
import { activeFields } from "../../commands/documents";
import type { Property } from "../builder_api";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { FormulaEditor } from "../expressions/FormulaEditor";
import { useFieldTypes } from "../parts/field_types";
import { OptionsEditor } from "./OptionsEditor";

const ConditionEditor = lazy(() => import("../expressions/ConditionEditor").then((module) => ({ default: module.ConditionEditor })));

interface Props {
  form: FormDoc;
  field: FieldDoc;
  name: string;
  property: Property;
  set(name: string, value: unknown): void;
  subtable?: string;
}

type Drawn = Props & { label: string; value: unknown };

function FormSelect({ form, label, value, name, set, children }: Drawn & { children?: boolean }) {
  const say = useLabel();
  const documents = useDocuments();
  const links = (other: FormDoc) => other.fields.some((field) => !field.archived && field.type === "relation" && field.form === form.key);
  const forms = Object.values(documents.forms).filter((other) => !children || links(other));
  const choose = (key: string | undefined) => {
    set(name, key);
    if (!children) return;
    const relation = forms.find((other) => other.key === key)?.fields.find((field) => field.form === form.key && field.type === "relation");
    set("relation", relation?.key);
    set("field", undefined);
  };
  return (
    <Select
      value={value as string | undefined}
      aria-label={label}
      allowClear={children}
      data-testid={`prop-${name}`}
      options={forms.map((other) => ({ value: other.key, label: say(other.label) }))}
      onChange={choose}
    />
  );
}

function FieldSelect({ label, value, name, set, fields, many }: Drawn & { fields: readonly FieldDoc[]; many?: boolean }) {
  const say = useLabel();
  return (
    <Select
      mode={many ? "multiple" : undefined}
      value={value as string | string[] | undefined}
      aria-label={label}
      allowClear
      data-testid={`prop-${name}`}
      options={fields.map((field) => ({ value: field.key, label: say(field.label) }))}
      onChange={(chosen: unknown) => set(name, Array.isArray(chosen) && !chosen.length ? undefined : chosen)}
    />
  );
}

/** The fields of the form (or subtable) a roll-up adds up. */
function useChildFields({ form, field }: Drawn): FieldDoc[] {
  const documents = useDocuments();
  const subtable = form.fields.find((one) => one.key === field.subtable);
  return activeFields(subtable ? subtable.fields : documents.forms[String(field.form ?? "")]?.fields);
}

function ChildField(props: Drawn) {
  const { numeric } = useFieldTypes();
  return <FieldSelect {...props} fields={useChildFields(props).filter((field) => numeric(field.type))} />;
}

function RelationToHere(props: Drawn) {
  return <FieldSelect {...props} fields={useChildFields(props).filter((field) => field.type === "relation" && field.form === props.form.key)} />;
}

function FieldsOfForm(props: Drawn) {
  const documents = useDocuments();
  return <FieldSelect {...props} many fields={activeFields(documents.forms[String(props.field.form ?? "")]?.fields).filter((field) => !field.fields)} />;
}

const WIDGETS: Record<string, (props: Drawn) => ReactNode> = {
  form: (props) => <FormSelect {...props} />,
  child_form: (props) => <FormSelect {...props} children />,
  relation_to_here: RelationToHere,
  child_field: ChildField,
  fields_of_form: FieldsOfForm,
  subtable: (props) => <FieldSelect {...props} fields={activeFields(props.form.fields).filter((field) => field.fields)} />,
  options: ({ value, set, name }) => <OptionsEditor options={(value as OptionDoc[] | undefined) ?? []} onChange={(options) => set(name, options)} />,
  expression: ({ form, subtable, label, value, set, name }) => (
    <FormulaEditor form={form.key} {...(subtable ? { subtable } : {})} label={label} value={(value as string | undefined) ?? ""} testId={`prop-${name}`} onChange={(text) => set(name, text)} />
  ),
  condition: ({ field, label, value, set, name }) => (
    <ConditionEditor form={String(field.form ?? "")} label={label} value={(value as string | undefined) ?? ""} onChange={(text) => set(name, text)} />
  ),
  child_condition: ({ field, label, value, set, name }) =>
    field.form ? <ConditionEditor form={String(field.form)} label={label} value={(value as string | undefined) ?? ""} onChange={(text) => set(name, text)} /> : null,
};

function ByShape({ property, label, value, name, set }: Drawn) {
  const say = useLabel();
  const type = Array.isArray(property.type) ? property.type[0] : property.type;
  if (property.enum) {
    return (
      <Select
        value={(value ?? property.default) as string | undefined}
        aria-label={label}
        allowClear={property.default === undefined}
        data-testid={`prop-${name}`}
        options={property.enum.map((one) => ({ value: one, label: say(property.labels?.[one]) || one }))}
        onChange={(chosen) => set(name, chosen)}
      />
    );
  }
  if (type === "boolean") return <Switch size="small" checked={Boolean(value ?? property.default)} aria-label={label} onChange={(on) => set(name, on)} />;
  if (type === "integer" || type === "number") {
    return (
      <InputNumber
        value={(value ?? property.default ?? null) as number | null}
        min={property.minimum}
        max={property.maximum}
        precision={type === "integer" ? 0 : undefined}
        aria-label={label}
        data-testid={`prop-${name}`}
        onChange={(number) => set(name, number)}
      />
    );
  }
  return <Input value={(value as string | undefined) ?? ""} maxLength={property.maxLength} aria-label={label} data-testid={`prop-${name}`} onChange={(event) => set(name, event.target.value)} />;
}

export function PropertyField(props: Props) {
  const say = useLabel();
  const label = say(props.property.label);
  if (!label) return null;
  const drawn: Drawn = { ...props, label, value: props.field[props.name] };
  const Widget = WIDGETS[props.property.widget ?? ""] ?? ByShape;
  return (
    <div className="dz-prop">
      <span>{label}</span>
      <Suspense fallback={null}>
        <Widget {...drawn} />
      </Suspense>
      {props.property.help && <small className="faint">{say(props.property.help)}</small>}
    </div>
  );
}
