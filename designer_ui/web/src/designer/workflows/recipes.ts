/** Four workflows that fill themselves in from a form of the app, and an empty one. Pure. */
import { activeFields, type FieldDoc, type FormDoc, type Label, type RoleDoc, type StepDoc, type TransitionDoc, type WhoDoc, type WorkflowDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { TEXTS } from "./recipe_texts";

export const RECIPES = ["single", "amount", "together", "complaint"] as const;
export type RecipeKey = (typeof RECIPES)[number];
export const RECIPE_ICONS: Record<RecipeKey, string> = { single: "stamp", amount: "branch", together: "users", complaint: "chat" };

interface Given {
  form: FormDoc;
  roles: readonly RoleDoc[];
  taken: Iterable<string>;
}

const texts = (label: Label): string => (typeof label === "string" ? label : Object.values(label).join(" "));

/** Who decides: a person named in the record, else the first role. */
const decider = ({ form, roles }: Given): WhoDoc => {
  const person = activeFields(form.fields).find((field) => field.type === "user");
  return person ? { by: "field", value: person.key } : { by: "role", value: roles[0]?.key ?? "" };
};
const role = ({ roles }: Given): WhoDoc => ({ by: "role", value: roles[0]?.key ?? "" });

const AMOUNTS = ["money", "number", "integer", "formula", "rollup"];
const amountField = (form: FormDoc): FieldDoc | undefined => {
  const found = activeFields(form.fields).filter((field) => AMOUNTS.includes(field.type));
  return found.find((field) => field.type === "money") ?? found.find((field) => /金额|实付|amount|total/i.test(texts(field.label))) ?? found[0];
};
const REPLY = /回复|处理|结果|意见|reply|result|solution/i;
const replyFields = (form: FormDoc): FieldDoc[] => activeFields(form.fields).filter((field) => ["long_text", "text"].includes(field.type) && !field.readonly && REPLY.test(texts(field.label))).slice(0, 2);

/** Steps one after the other. */
function chain(steps: readonly StepDoc[]): TransitionDoc[] {
  return steps.slice(1).map((step, index) => ({ key: newKey("way"), from: (steps[index] as StepDoc).key, to: step.key }));
}

const step = (type: string, label: Label, config: Record<string, unknown> = {}): StepDoc => ({ key: newKey("step"), type, label, ...config });
const approve = (label: Label, who: WhoDoc, config: Record<string, unknown> = {}): StepDoc => step("approve", label, { who, ...config });
const ends = (label: Label = TEXTS.passed): StepDoc => step("end", label, { result: "approved" });

type Body = Pick<WorkflowDoc, "steps" | "transitions"> & { event: string };

const BODIES: Record<RecipeKey | "blank", (given: Given) => Body | null> = {
  blank() {
    const steps = [step("start", TEXTS.start), ends(TEXTS.end)];
    return { event: "manual", steps, transitions: chain(steps) };
  },
  single(given) {
    const steps = [step("start", TEXTS.start), approve(TEXTS.approve, decider(given)), ends()];
    return { event: "button", steps, transitions: chain(steps) };
  },
  amount(given) {
    const amount = amountField(given.form);
    if (!amount) return null;
    const [start, gate, lead, end] = [step("start", TEXTS.start), step("branch", TEXTS.by_amount, { mode: "first" }), approve(TEXTS.lead, role(given)), ends()] as const;
    const ways: TransitionDoc[] = [
      ...chain([start, gate]),
      { key: newKey("way"), from: gate.key, to: lead.key, label: TEXTS.large, when: `${amount.key} >= 1000`, prio: 1 },
      { key: newKey("way"), from: gate.key, to: end.key, label: TEXTS.small, default: true },
      ...chain([lead, end]),
    ];
    return { event: "button", steps: [start, gate, lead, end], transitions: ways };
  },
  together(given) {
    const steps = [step("start", TEXTS.start), approve(TEXTS.sign, role(given), { mode: "all" }), ends()];
    return { event: "button", steps, transitions: chain(steps) };
  },
  complaint(given) {
    const fields = Object.fromEntries(replyFields(given.form).map((field) => [field.key, "required"]));
    const timeout = [{ after: "PT2H", calendar: "work", do: "remind" }, { after: "PT4H", calendar: "work", do: "escalate", to: role(given) }];
    const handle = step("form", TEXTS.handle, { who: decider(given), timeout, ...(Object.keys(fields).length ? { fields } : {}) });
    const steps = [step("start", TEXTS.start), handle, approve(TEXTS.confirm, role(given), { on_reject: { do: "goto", step: handle.key } }), ends(TEXTS.closed)];
    return { event: "created", steps, transitions: chain(steps) };
  },
};

/** The workflow of a recipe on a form; null where the form lacks what it needs. */
export function cook(recipe: RecipeKey | "blank", given: Given, label: Label): WorkflowDoc | null {
  const body = BODIES[recipe](given);
  if (!body) return null;
  const { event, steps, transitions } = body;
  return { key: newKey("flow", given.taken), label, on: { event, form: given.form.key }, one_at_a_time: true, steps, transitions };
}

/** The label of a recipe's workflow: 「退款：一级审批」. */
export const recipeLabel = (recipe: RecipeKey, form: FormDoc): Label => {
  const name = (locale: string) => (typeof form.label === "string" ? form.label : (form.label[locale] ?? texts(form.label)));
  const own = TEXTS[recipe] as Record<string, string>;
  return { "zh-CN": `${name("zh-CN")}${own["zh-CN"]}`, en: `${name("en")}: ${own.en}` };
};
