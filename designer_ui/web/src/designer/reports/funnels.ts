/** A funnel: who goes through which steps, within which time. Pure. */
import { activeFields, type Documents, type FunnelStepDoc, type ReportDoc } from "../../commands/documents";
import { asTexts, pruned, textsOf } from "../../commands/report_parts";
import { allOf } from "../../views/all_of";
import { conjuncts } from "../expressions/conditions";

export type Funnel = NonNullable<ReportDoc["funnel"]>;

const relations = (documents: Documents, form: string, entity?: string) =>
  activeFields(documents.forms[form]?.fields).filter((field) => field.type === "relation" && documents.forms[String(field.form)] && (entity === undefined || field.form === entity));

/** The ways from the records of a step to who does it: itself ("") or a relation. */
export const waysOf = (documents: Documents, form: string, entity: string): string[] => [...(form === entity ? [""] : []), ...relations(documents, form, entity).map((field) => field.key)];

/** The dates of a form a step can happen at. */
export const datesOf = (documents: Documents, form: string): string[] => [...activeFields(documents.forms[form]?.fields).filter((field) => ["date", "datetime"].includes(field.type)).map((field) => field.key), "created_at"];

/** The forms in which an entity does something. */
export const stepForms = (documents: Documents, entity: string): string[] => Object.keys(documents.forms).filter((form) => form === entity || relations(documents, form, entity).length > 0);

/** A step in a form, at its first date. */
export function stepOf(documents: Documents, form: string, entity: string): FunnelStepDoc {
  const way = waysOf(documents, form, entity).find((one) => one !== "");
  return pruned({ form, entity: form === entity ? undefined : way, at: datesOf(documents, form)[0] });
}

/** The funnel a report on a form begins with: two steps of whoever its records point at first. */
export function startFunnel(documents: Documents, source: string): Funnel {
  const entity = String(relations(documents, source)[0]?.form ?? source);
  const step = stepOf(documents, source, entity);
  return { entity, within: [30, "day"], steps: [step, { ...step }] };
}

const within = (period: string) => new RegExp(`^[a-z][a-z0-9_.]* in ${period}$`);

/** Whether a step counts only what lies in the chosen period. */
export const isBounded = (step: FunnelStepDoc, period: string): boolean => textsOf(step.filter).flatMap(conjuncts).some((text) => within(period).test(text.trim()));

/** What else is asked of a step, as one text. */
export const ownText = (step: FunnelStepDoc, period: string): string => allOf(...textsOf(step.filter).flatMap(conjuncts).filter((text) => !within(period).test(text.trim())));

/** A step with these conditions, inside the chosen period or not. */
export const withConditions = (step: FunnelStepDoc, period: string, bounded: boolean, text: string): FunnelStepDoc =>
  pruned({ ...step, filter: asTexts([...(bounded ? [`${step.at ?? "created_at"} in ${period}`] : []), text]) });
