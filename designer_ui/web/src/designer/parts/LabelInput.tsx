/** A label in the language of the screen; the other language beside it on request. */
import { Input, type InputRef } from "antd";
import { forwardRef } from "react";
import { useTranslation } from "react-i18next";
import type { Label } from "../../commands/documents";
import { textIn, textOf, withText } from "../../commands/labels";

interface Props {
  value: Label | null | undefined;
  onChange(label: Label): void;
  name: string;
  id?: string;
  rows?: number;
  placeholder?: string;
  testId?: string;
  /** Draw the box of the other language instead. */
  other?: boolean;
  size?: "small" | "large";
}

export const LabelInput = forwardRef<InputRef, Props>(function LabelInput({ value, onChange, name, id, rows, placeholder, testId, other, size }, ref) {
  const { t, i18n } = useTranslation("designer");
  const screen = i18n.language;
  const locale = other ? (screen === "en" ? "zh-CN" : "en") : screen;
  const text = other ? textIn(value, locale, screen) : textIn(value, locale, screen) || textOf(value, screen);
  const write = (next: string) => onChange(withText(value, locale, screen, next));
  const hint = other ? t("parts.other_language") : placeholder;
  const shared = { id, value: text, "aria-label": other ? `${name} (${hint})` : name, placeholder: hint, "data-testid": testId };
  if (rows) return <Input.TextArea {...shared} rows={rows} onChange={(event) => write(event.target.value)} />;
  return <Input ref={ref} {...shared} {...(size ? { size } : {})} onChange={(event) => write(event.target.value)} />;
});
