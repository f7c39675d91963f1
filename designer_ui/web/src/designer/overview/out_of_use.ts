/** Asks before a form goes out of use, in the words that take away fear. */
import { App } from "antd";
import { useTranslation } from "react-i18next";

export function useOutOfUse(): (name: string, go: () => void) => void {
  const { t } = useTranslation("designer");
  const { modal } = App.useApp();
  return (name, go) => {
    modal.confirm({ title: t("forms.stop_title", { name }), content: t("forms.stop_text"), okText: t("forms.stop_ok"), cancelText: t("parts.cancel"), onOk: go });
  };
}
