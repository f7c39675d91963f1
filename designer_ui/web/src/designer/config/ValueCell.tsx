/** The value a field gets: options and yes/no by choosing, text by typing with fields in it, everything else (or on request) as a formula. */
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import type { FieldDoc } from "../../commands/documents";
import { useLabel } from "../draft/DraftProvider";
import { quote, unquote } from "../expressions/lexer";
import { plainForm, useScope, useSpotPath } from "../expressions/scope";
import { SpotProblems } from "../expressions/SpotProblems";
import { ExpressionInput } from "./ExpressionInput";
import { TemplateInput } from "./TemplateInput";
import { expressionOf, templateOf } from "./text_expression";

const TEXTS = ["text", "long_text"];
const YES_NO = ["true", "false"];

interface Props {
  field: FieldDoc | undefined;
  value: string;
  onChange(text: string): void;
  label: string;
  testId?: string;
}

type Way = "option" | "yes_no" | "text" | "formula";

/** How a value may be entered without a formula; null where there is no such way, or the value is more than that. */
export function easyWay(field: FieldDoc | undefined, value: string): Exclude<Way, "formula"> | null {
  if (field?.options && (value === "" || field.options.some((one) => quote(one.key) === value))) return "option";
  if (field?.type === "boolean" && (value === "" || YES_NO.includes(value.toLowerCase()))) return "yes_no";
  if (field && TEXTS.includes(field.type) && templateOf(value) !== null) return "text";
  return null;
}

export function ValueCell({ field, value, onChange, label, testId }: Props) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const scope = useScope();
  const path = useSpotPath() ?? "";
  const easy = easyWay(field, value);
  const [asFormula, setAsFormula] = useState(easy === null);
  const way: Way = asFormula || easy === null ? "formula" : easy;
  const select = (options: { value: string; label: string }[], now: string | undefined) => (
    <Select value={now} aria-label={label} placeholder={t("config.choose")} options={options} popupMatchSelectWidth={false} data-testid={testId} onChange={(next: string) => onChange(next)} />
  );
  return (
    <div className="dz-value">
      <div className="grow">
        {way === "option" && select((field?.options ?? []).filter((one) => !one.archived).map((one) => ({ value: quote(one.key), label: say(one.label) })), value === "" ? undefined : quote(unquote(value)))}
        {way === "yes_no" && select(YES_NO.map((one) => ({ value: one, label: t(`config.${one === "true" ? "yes" : "no"}`) })), value === "" ? undefined : value.toLowerCase())}
        {way === "text" && <TemplateInput form={plainForm(scope)} value={templateOf(value) ?? ""} onChange={(text) => onChange(expressionOf(text))} label={label} {...(testId ? { testId } : {})} />}
        {way === "formula" ? <ExpressionInput value={value} onChange={onChange} label={label} {...(testId ? { testId } : {})} /> : <SpotProblems path={path} />}
      </div>
      {easyWay(field, value) !== null && (
        <Button type="text" size="small" aria-pressed={asFormula} aria-label={`${t("config.as_formula")}${t("parts.colon")}${label}`} title={t("config.as_formula")} icon={<Icon name="formula" size={14} />} onClick={() => setAsFormula(!asFormula)} />
      )}
    </div>
  );
}
