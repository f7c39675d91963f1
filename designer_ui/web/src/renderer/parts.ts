import type { FieldDef } from "../api/types";
import type { Widget, Widgets } from "../fields/widget";

/** The id of the control at a place ("mobile", "lines.2.qty") of a form. */
export const inputId = (prefix: string, place: string): string => `${prefix}-${place.replace(/\./g, "-")}`;

/** The widget of a field's look; an unknown look reads as text. */
export const widgetFor = (widgets: Widgets, field: FieldDef): Widget => widgets[field.look.look] ?? widgets.text!;
