/** Six rules that fill themselves in from the forms of the app: dates, amounts, phones and people are found by type, then by name. Pure. */
import { activeFields, type ActionDoc, type Documents, type FieldDoc, type FormDoc, type Label, type MessageDoc, type RuleDoc, type TriggerDoc, type WhoDoc } from "../../commands/documents";
import { newKey } from "../../commands/keys";
import { RECIPE_TEXTS, type RecipeTexts } from "./recipe_texts";

export interface Recipe {
  key: string;
  icon: string;
}

export const RECIPES: readonly Recipe[] = [
  { key: "birthday", icon: "gift" },
  { key: "dormant", icon: "moon" },
  { key: "large", icon: "money" },
  { key: "welcome", icon: "heart" },
  { key: "expiry", icon: "calendar" },
  { key: "points", icon: "coin" },
];

export interface Made {
  rule: RuleDoc;
  messages: MessageDoc[];
}

interface Found {
  form: FormDoc;
  field: FieldDoc;
}

const DATES = ["date", "datetime"];
const MOMENTS = [...DATES, "rollup"];
const AMOUNTS = ["money", "formula", "number", "rollup"];
const COUNTS = ["integer", "formula", "number", "money"];

const NAMES: Record<string, RegExp> = {
  birthday: /生日|出生|birth/i,
  last: /最近|最后|上次|last/i,
  amount: /实付|金额|总额|合计|amount|total|\bnet\b/i,
  expiry: /到期|有效期|截止|过期|失效|expir|until|\bdue|valid_to/i,
  points: /积分|point/i,
};

/** Forms in whose business a recipe is, by their name. */
const BUSINESS: Record<string, RegExp> = {
  large: /消费|订单|购买|交易|purchase|order|sale/i,
  points: /流水|消费|ledger|purchase/i,
  expiry: /券|卡|合同|会员|coupon|card|contract|member/i,
};

const texts = (label: Label): string => (typeof label === "string" ? label : Object.values(label).join(" "));

/** The best field of these types: one whose name says so counts most, then the business of the form, then what is preferred. */
function best(documents: Documents, types: readonly string[], name: RegExp, prefer: (form: FormDoc) => boolean, business?: RegExp): Found | null {
  const all = Object.values(documents.forms).flatMap((form) => activeFields(form.fields).filter((field) => types.includes(field.type)).map((field) => ({ form, field })));
  const score = ({ form, field }: Found) => (name.test(`${texts(field.label)} ${field.key}`) ? 4 : 0) + (business?.test(`${texts(form.label)} ${form.key}`) ? 3 : 0) + (prefer(form) ? 2 : 0) + (types[0] === field.type ? 1 : 0);
  const sorted = [...all].sort((a, b) => score(b) - score(a));
  return sorted[0] ?? null;
}

/** The form whose records are people one writes to: that of the outbox, else one with a phone. */
export function contactForm(documents: Documents): FormDoc | undefined {
  const outbox = documents.app.outbox as { form: string; contact: string } | undefined;
  const contact = documents.forms[outbox?.form ?? ""]?.fields.find((field) => field.key === outbox?.contact)?.form;
  return documents.forms[String(contact ?? "")] ?? Object.values(documents.forms).find((form) => activeFields(form.fields).some((field) => field.type === "phone"));
}

const relationTo = (form: FormDoc, target: FormDoc | undefined): FieldDoc | undefined => activeFields(form.fields).find((field) => field.type === "relation" && field.form === target?.key);

/** Who looks after a record: a person named in it, or in what it belongs to; else a role. */
function keeper(documents: Documents, form: FormDoc, contact: FormDoc | undefined): WhoDoc {
  const own = activeFields(form.fields).find((field) => field.type === "user");
  if (own) return { by: "field", value: own.key };
  const relation = relationTo(form, contact);
  const theirs = relation && activeFields(contact?.fields).find((field) => field.type === "user");
  if (relation && theirs) return { by: "field", value: `${relation.key}.${theirs.key}` };
  return { by: "role", value: Object.keys(documents.roles)[0] ?? "" };
}

/** The place in a text that calls the record (or its contact) by name. */
function nameOf(form: FormDoc, contact: FormDoc | undefined): string {
  const title = (one: FormDoc) => /\{\{\s*([a-z][a-z0-9_.]*)\s*\}\}/.exec(one.title ?? "")?.[1] ?? one.fields[0]?.key ?? "id";
  const named = (one: FormDoc) => activeFields(one.fields).find((field) => field.type === "text" && /姓名|名称|name/i.test(`${texts(field.label)} ${field.key}`))?.key ?? title(one);
  const relation = form === contact ? undefined : relationTo(form, contact);
  return relation && contact ? `${relation.key}.${named(contact)}` : named(form);
}

const textsOf = (recipe: string): RecipeTexts => RECIPE_TEXTS[recipe] as RecipeTexts;

interface Kitchen {
  documents: Documents;
  contact: FormDoc | undefined;
}

function todo({ documents, contact }: Kitchen, form: FormDoc, recipe: string): ActionDoc {
  const name = `{{${nameOf(form, contact)}}}`;
  const title = textsOf(recipe).todo;
  return { type: "todo", to: keeper(documents, form, contact), title: Object.fromEntries(Object.entries(title).map(([locale, text]) => [locale, text.replace("NAME", name)])) };
}

/** What the outbox calls the purpose of a recipe: the option that says so, else the last, which is the most general. */
const PURPOSES: Record<string, RegExp> = { birthday: /birthday|生日/i, dormant: /win_back|recall|唤|召回|沉睡/i, large: /service|care|服务|关怀/i, welcome: /welcome|欢迎|入会/i, expiry: /coupon|expir|券|到期/i, points: /point|积分/i };

function purposeOf(documents: Documents, recipe: string): string | undefined {
  const outbox = documents.app.outbox as { form: string; purpose?: string } | undefined;
  const options = (documents.forms[outbox?.form ?? ""]?.fields.find((field) => field.key === outbox?.purpose)?.options ?? []).filter((one) => !one.archived);
  return (options.find((one) => PURPOSES[recipe]?.test(`${one.key} ${texts(one.label)}`)) ?? options.at(-1))?.key;
}

/** A message to the contact, where the app keeps messages and the record has one; with the text it sends. */
function message({ documents, contact }: Kitchen, form: FormDoc, recipe: string, places: Record<string, string> = {}): { action: ActionDoc; doc: MessageDoc } | null {
  const relation = form === contact ? undefined : relationTo(form, contact);
  if (!documents.app.outbox || !contact || (form !== contact && !relation)) return null;
  const filled = { NAME: `{{${nameOf(form, contact)}}}`, ...places };
  const text = textsOf(recipe).message;
  const fill = (one: string) => Object.entries(filled).reduce((now, [name, place]) => now.replaceAll(name, place), one);
  const purpose = purposeOf(documents, recipe);
  const doc: MessageDoc = {
    ...(purpose ? { purpose } : {}),
    key: newKey("message", Object.keys(documents.messages)), label: textsOf(recipe).name, form: form.key, channel: "sms",
    text: Object.fromEntries(Object.entries(text).map(([locale, one]) => [locale, fill(one)])),
  };
  return { action: { type: "message", message: doc.key, ...(relation ? { to: relation.key } : {}) }, doc };
}

interface Dish {
  on: TriggerDoc;
  form: FormDoc;
  when?: string;
  places?: Record<string, string>;
  /** Colleagues are told, too; alone where nobody can be written to. */
  work?: boolean;
}

const DISHES: Record<string, (kitchen: Kitchen) => Dish | null> = {
  birthday({ documents, contact }) {
    const found = best(documents, DATES, NAMES.birthday as RegExp, (form) => form === contact);
    return found && { form: found.form, on: { event: "date", form: found.form.key, field: found.field.key, days: -7, yearly: true, at: "09:00" }, work: true };
  },
  dormant({ documents, contact }) {
    const found = best(documents, MOMENTS, NAMES.last as RegExp, (form) => form === contact);
    return found && { form: found.form, on: { event: "absence", form: found.form.key, field: found.field.key, days: 60, at: "09:00" }, work: true };
  },
  large({ documents, contact }) {
    const found = best(documents, AMOUNTS, NAMES.amount as RegExp, (form) => relationTo(form, contact) !== undefined, BUSINESS.large);
    return found && { form: found.form, on: { event: "created", form: found.form.key }, when: `${found.field.key} >= 1000`, work: true };
  },
  welcome({ documents, contact }) {
    const form = contact ?? Object.values(documents.forms)[0];
    return form ? { form, on: { event: "created", form: form.key }, work: true } : null;
  },
  expiry({ documents, contact }) {
    const found = best(documents, DATES, NAMES.expiry as RegExp, (form) => form === contact || relationTo(form, contact) !== undefined, BUSINESS.expiry);
    return found && { form: found.form, on: { event: "date", form: found.form.key, field: found.field.key, days: -7, at: "09:00" }, places: { DATE: `{{${found.field.key}}}` }, work: true };
  },
  points({ documents, contact }) {
    const found = best(documents, COUNTS, NAMES.points as RegExp, (form) => form !== contact && relationTo(form, contact) !== undefined, BUSINESS.points);
    return found && { form: found.form, on: { event: "created", form: found.form.key }, when: `${found.field.key} > 0`, places: { COUNT: `{{${found.field.key}}}` } };
  },
};

/** The rule of a recipe, switched off, and the message it sends; null where the app has no form for it. */
export function cook(recipe: string, documents: Documents): Made | null {
  const contact = contactForm(documents);
  const kitchen = { documents, contact };
  const dish = DISHES[recipe]?.(kitchen);
  if (!dish) return null;
  const sent = message(kitchen, dish.form, recipe, dish.places);
  const actions = [...(sent ? [sent.action] : []), ...(dish.work || !sent ? [todo(kitchen, dish.form, recipe)] : [])];
  const rule: RuleDoc = {
    key: newKey("rule", Object.keys(documents.rules)), label: textsOf(recipe).name, on: dish.on,
    ...(dish.when ? { when: dish.when } : {}), enabled: false, actions,
  };
  return { rule, messages: sent ? [sent.doc] : [] };
}

/** A rule that says nothing yet. */
export const blankRule = (documents: Documents, label: Label, event: string): RuleDoc => ({
  key: newKey("rule", Object.keys(documents.rules)), label, on: { event, ...(Object.keys(documents.forms)[0] ? { form: Object.keys(documents.forms)[0] as string } : {}) }, enabled: false, actions: [],
});
