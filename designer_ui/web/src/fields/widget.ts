/** What a look gives to forms, lists, record pages and filters. The renderer knows only this. */
import type { ComponentType } from "react";
import type { FieldDef, Json } from "../api/types";
import type { Place } from "./place";

export interface EditProps {
  id: string;
  field: FieldDef;
  value: Json;
  onChange: (value: Json) => void;
  disabled?: boolean;
  invalid?: boolean;
  required?: boolean;
  /** accessible name where no visible label points here (cells of a subtable, filters) */
  label?: string;
  describedBy?: string;
  /** where the field stands: its key, or `lines.product` for the column of a subtable */
  path?: string;
}

export interface FilterProps extends EditProps {
  /** several values are wanted: `value` is a list */
  many: boolean;
}

export interface ShowProps {
  field: FieldDef;
  value: Json;
}

/** Text of a value for lists, summaries, titles. */
export type TextOf = (value: Json, field: FieldDef, place: Place) => string;

export interface Widget {
  Edit: ComponentType<EditProps>;
  View: ComponentType<ShowProps>;
  Cell: ComponentType<ShowProps>;
  Filter: ComponentType<FilterProps>;
  text: TextOf;
  align?: "end";
  /** takes the whole width of a section */
  wide?: boolean;
  /** a label that belongs to a group of controls, not to one */
  group?: boolean;
}

export type Widgets = Record<string, Widget>;

export const isEmpty = (value: Json | undefined): boolean => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
