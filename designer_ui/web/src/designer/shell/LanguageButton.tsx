/** 中文 / English for the screen. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { rememberLocale } from "../../app/preferences";
import { switchTexts } from "../../i18n";

export function LanguageButton() {
  const { t, i18n } = useTranslation("designer");
  const other = i18n.language === "en" ? "zh-CN" : "en";
  return (
    <Button
      type="text"
      data-testid="language"
      aria-label={t("bar.language")}
      title={t("bar.language")}
      icon={<Icon name="globe" />}
      onClick={() => {
        rememberLocale(other);
        void switchTexts(other);
      }}
    />
  );
}
