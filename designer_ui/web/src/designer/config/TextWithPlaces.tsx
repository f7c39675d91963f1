/** A text with fields in it, in the language of the screen; the other language beside it on request. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Label } from "../../commands/documents";
import { textIn, textOf, withText } from "../../commands/labels";
import { plainForm, useScope } from "../expressions/scope";
import { TemplateInput } from "./TemplateInput";

interface Props {
  value: Label | undefined;
  onChange(label: Label): void;
  label: string;
  lines?: boolean;
  testId?: string;
}

export function TextWithPlaces({ value, onChange, label, lines, testId }: Props) {
  const { t, i18n } = useTranslation("designer");
  const form = plainForm(useScope());
  const screen = i18n.language;
  const other = screen === "en" ? "zh-CN" : "en";
  const [both, setBoth] = useState(typeof value === "object");
  return (
    <div className="dz-texts">
      <TemplateInput form={form} value={textIn(value, screen, screen) || (typeof value === "object" ? "" : textOf(value, screen))} onChange={(text) => onChange(withText(value, screen, screen, text))} label={label} {...(lines ? { lines } : {})} {...(testId ? { testId } : {})} />
      {both ? (
        <>
          <small className="faint">{t("parts.other_language")}</small>
          <TemplateInput form={form} value={textIn(value, other, screen)} onChange={(text) => onChange(withText(value, other, screen, text))} label={`${label} (${t("parts.other_language")})`} {...(lines ? { lines } : {})} {...(testId ? { testId: `${testId}-other` } : {})} />
        </>
      ) : (
        <button type="button" className="plain-button link dz-small" onClick={() => setBoth(true)}>
          {t("template.other")}
        </button>
      )}
    </div>
  );
}
