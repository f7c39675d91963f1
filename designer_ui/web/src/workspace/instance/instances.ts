/** The reads of workflows under way, and how a step's rights make a form. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AppDef, FieldDef, FormDef, Person, SectionDef } from "../../api/types";
import type { GraphStep, Instance, InstanceLine, StepRight, Task } from "../../api/work";

export const instanceApi = (app: string, workflow: string, id: string): string => `/apps/${app}/workflows/${workflow}/instances/${id}`;

export const useInstance = (app: string, workflow: string, id: string) =>
  useQuery({
    queryKey: ["instances", app, workflow, id],
    queryFn: () => api.get<Instance>(instanceApi(app, workflow, id)),
    refetchInterval: (query) => (query.state.data?.state === "running" ? 20_000 : false),
    refetchOnWindowFocus: "always",
  });

export const useRecordInstances = (app: string, form: string, record: string, enabled: boolean) =>
  useQuery({
    queryKey: ["instances", app, "of", form, record],
    queryFn: () => api.get<{ instances: InstanceLine[] }>(`/apps/${app}/forms/${form}/records/${record}/instances`).then((found) => found.instances),
    enabled,
  });

const WRITES: StepRight[] = ["write", "required"];

/** May anything be filled in at this step? */
export const isEditable = (instance: Pick<Instance, "fields" | "my_task">): boolean => instance.my_task !== null && Object.values(instance.fields).some((right) => WRITES.includes(right));

const atStep = (field: FieldDef, right: StepRight): FieldDef => ({ ...field, rights: WRITES.includes(right) ? "write" : field.rights === "masked" ? "masked" : "read", required: right === "required" || (right === "write" && field.required) });

/** The form as this step lets it be seen and filled in: what is hidden is gone, what is not to be written is only read. */
export function formAtStep(form: FormDef, fields: Record<string, StepRight>, known: Record<string, unknown>, editable: boolean): FormDef {
  const rightOf = (key: string): StepRight => {
    const right = fields[key] ?? "read";
    return editable || !WRITES.includes(right) ? right : "read";
  };
  const shown = form.fields.filter((field) => rightOf(field.key) !== "hidden" && (field.key in known || WRITES.includes(rightOf(field.key))));
  const keys = new Set(shown.map((field) => field.key));
  const placed = new Set(form.layout.flatMap((section) => section.fields));
  const homeless = shown.filter((field) => !placed.has(field.key)).map((field) => field.key);
  const sections = form.layout.map((section) => ({ ...section, fields: section.fields.filter((key) => keys.has(key)) })).filter((section) => section.fields.length > 0);
  const rest: SectionDef[] = homeless.length ? [{ key: "", label: null, columns: 2, fields: homeless }] : [];
  return { ...form, fields: shown.map((field) => atStep(field, rightOf(field.key))), layout: [...sections, ...rest] };
}

/** The app as this step needs it: one's own, with the form as the step opens it. */
export function appAtStep(own: AppDef | undefined, opened: AppDef | null | undefined): AppDef | undefined {
  if (!own || !opened) return opened ?? own;
  return { ...own, forms: { ...own.forms, ...opened.forms } };
}

const fillable = (field: FieldDef): boolean => field.rights === "write" && !field.computed && !field.readonly;

/** What is to be filled in at this step, and what is only read: one should not have to look for the first among the second. */
export function splitForm(form: FormDef): { fill: FormDef; read: FormDef } {
  const keys = new Set(form.fields.filter(fillable).map((field) => field.key));
  const only = (wanted: boolean): FormDef => ({ ...form, layout: form.layout.map((section) => ({ ...section, fields: section.fields.filter((key) => keys.has(key) === wanted) })).filter((section) => section.fields.length > 0) });
  return { fill: only(true), read: only(false) };
}

/** Signers that were added at the step of a task and have not signed yet. */
export const signersOf = (instance: Instance, task: Task): Person[] => instance.tasks.filter((one) => one.sign_kind && one.step === task.step && one.id !== task.id).flatMap((one) => one.candidates ?? []);

/** Steps people have been at: where it may be sent back to. */
export const stepsBehind = (instance: Instance): GraphStep[] => instance.graph.steps.filter((step) => step.state === "done" && (step.who?.length ?? 0) > 0);
