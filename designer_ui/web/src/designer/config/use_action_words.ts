/** What actions do, in one short phrase each: 「新增一条积分流水」「给专属客服建待办」. */
import { useTranslation } from "react-i18next";
import type { ActionDoc, WhoDoc } from "../../commands/documents";
import { parts } from "./text_expression";
import { useDocuments, useKinds, useLabel } from "../draft/DraftProvider";
import { formAt, useScopeOrNone } from "../expressions/scope";
import { resolve } from "../expressions/paths";
import { readable } from "../expressions/pieces";
import { useSource } from "../expressions/use_source";

/** Who is meant, in words. */
export function useWhoWords(form: string): (who: WhoDoc | undefined) => string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const roles = useDocuments().roles;
  const { place } = useSource(form);
  return (who) => {
    const value = Array.isArray(who?.value) ? (who.value[0] ?? "") : (who?.value ?? "");
    if (who?.by === "role") return say(roles[value]?.label) || t("who.role");
    if (who?.by === "field") return resolve(place, value)?.full.replaceAll(".", t("who.of")) ?? t("who.field");
    return who?.by ? t(`who.${who.by}`) : t("who.nobody");
  };
}

const SHORT = 18;
const cut = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT)}…` : text);

export function useActionWords(form = ""): (action: ActionDoc) => string {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  const kinds = useKinds().actions;
  const here = useScopeOrNone();
  const about = form || here?.form || "";
  const who = useWhoWords(about);
  const { place, words } = useSource(about);
  return (action) => {
    const kind = say(kinds.find((one) => one.name === action.type)?.label) || t("actions.unknown");
    const target = typeof action.form === "string" ? action.form : formAt(documents, here ?? { form: about, old: false, bindings: [] }, typeof action.target === "string" ? action.target : undefined);
    const fields = Object.keys((action.set ?? {}) as object).map((key) => say(documents.forms[target]?.fields.find((field) => field.key === key)?.label)).filter(Boolean);
    const title = typeof action.title === "string" || typeof action.title === "object" ? say(action.title as string) : "";
    const shown = parts(title).map((part) => (part.place ? readable(part.text, place, words) : part.text)).join("");
    const values = {
      kind,
      form: say(documents.forms[target]?.label),
      fields: fields.slice(0, 3).join(t("parts.comma")),
      who: typeof action.to === "object" && action.to !== null ? who(action.to as WhoDoc) : "",
      title: cut(shown),
      message: typeof action.message === "string" ? say(documents.messages[action.message]?.label) : "",
      workflow: typeof action.workflow === "string" ? say(documents.workflows[action.workflow]?.label) : "",
    };
    const variant = action.type === "message" && !values.message ? "message_some" : action.type;
    const said = t(`action_say.${variant}`, { ...values, defaultValue: kind });
    return action.when ? t("action_say.sometimes", { said }) : said;
  };
}
