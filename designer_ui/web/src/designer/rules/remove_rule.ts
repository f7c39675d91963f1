/** Asks before a rule goes, in the words that take away fear. */
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { RuleDoc } from "../../commands/documents";
import { removeRule } from "../../commands/edit_rules";
import { useExecute, useLabel } from "../draft/DraftProvider";

export function useRemoveRule(): (rule: RuleDoc, then?: () => void) => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const { modal } = App.useApp();
  return (rule, then) =>
    modal.confirm({
      title: t("rules.remove_title", { name: say(rule.label) }),
      content: t("rules.remove_text"),
      okText: t("rules.remove_ok"),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(removeRule(rule.key));
        then?.();
      },
    });
}
