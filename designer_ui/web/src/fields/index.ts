/** The one table of looks. A new look is one file and one line here. */
import boolean from "./looks/boolean";
import choice from "./looks/choice";
import choices from "./looks/choices";
import date from "./looks/date";
import datetime from "./looks/datetime";
import email from "./looks/email";
import file from "./looks/file";
import long_text from "./looks/long_text";
import money from "./looks/money";
import number from "./looks/number";
import percent from "./looks/percent";
import phone from "./looks/phone";
import relation from "./looks/relation";
import text from "./looks/text";
import user from "./looks/user";
import type { FieldDef } from "../api/types";
import type { Widget, Widgets } from "./widget";
import "./fields.css";

export const WIDGETS: Widgets = { text, long_text, number, money, percent, boolean, date, datetime, choice, choices, phone, email, user, relation, file };

/** The widget of a field; an unknown look reads as text. */
export const widgetOf = (field: FieldDef): Widget => WIDGETS[field.look.look] ?? text;
