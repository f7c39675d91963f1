/** Draws a form: sections, columns, fields, subtables. The same on the workspace, in the preview and on the designer's canvas. Knows no antd: widgets are handed in. */
import { Fragment, type ReactNode } from "react";
import type { FieldDef, FormDef, Json, SectionDef, Values } from "../api/types";
import type { Widgets } from "../fields/widget";
import { FieldRow } from "./FieldRow";
import type { Live } from "./live";
import { inputId, widgetFor } from "./parts";
import { SubTable } from "./SubTable";
import "./renderer.css";

/** Places where the designer's canvas puts its own wrapping. */
export interface Slots {
  field?: (field: FieldDef, node: ReactNode, section: SectionDef) => ReactNode;
  section?: (section: SectionDef, node: ReactNode) => ReactNode;
}

export interface FormRendererProps {
  form: FormDef;
  values: Values;
  onChange: (key: string, value: Json) => void;
  live: Live;
  widgets: Widgets;
  /** message by place: "mobile", "lines.2.qty" */
  faults?: Record<string, string>;
  /** makes ids of inputs unique where two forms stand on one page */
  prefix?: string;
  slots?: Slots;
}

function isWide(field: FieldDef, widgets: Widgets): boolean {
  return field.type === "subtable" || widgetFor(widgets, field).wide === true;
}

function Field({ field, ...props }: FormRendererProps & { field: FieldDef }) {
  const { widgets, live, faults = {}, prefix = "f", onChange } = props;
  const shared = {
    field,
    id: inputId(prefix, field.key),
    value: live.values[field.key] ?? null,
    required: live.required.has(field.key),
    locked: live.readonly.has(field.key),
    onChange: (value: Json) => onChange(field.key, value),
  };
  if (field.type === "subtable") return <SubTable {...shared} widgets={widgets} faults={faults} prefix={prefix} />;
  return <FieldRow {...shared} widget={widgetFor(widgets, field)} fault={faults[field.key]} />;
}

function Section({ section, ...props }: FormRendererProps & { section: SectionDef }) {
  const { form, live, widgets, slots } = props;
  const byKey = new Map(form.fields.map((field) => [field.key, field]));
  const shown = section.fields.map((key) => byKey.get(key)).filter((field): field is FieldDef => field !== undefined && (!live.hidden.has(field.key) || slots?.field !== undefined));
  if (shown.length === 0 && !slots?.section) return null;
  const grid = (
    <div className="r-grid" data-columns={section.columns}>
      {shown.map((field) => {
        const node = <Field {...props} field={field} />;
        return (
          <div key={field.key} className="r-cell" data-wide={isWide(field, widgets) || undefined}>
            {slots?.field ? slots.field(field, node, section) : node}
          </div>
        );
      })}
    </div>
  );
  const titled = (
    <section className="r-section" aria-label={section.label || undefined}>
      {section.label && <h2 className="r-title">{section.label}</h2>}
      {grid}
    </section>
  );
  return <Fragment>{slots?.section ? slots.section(section, titled) : titled}</Fragment>;
}

export function FormRenderer(props: FormRendererProps) {
  return (
    <div className="r-form">
      {props.form.layout.map((section, at) => (
        <Section key={section.key || at} {...props} section={section} />
      ))}
    </div>
  );
}
