/** A value of a report one types in. */
import { Input } from "antd";
import { useState } from "react";
import type { Param } from "../../api/numbers";
import type { Json } from "../../api/types";
import { shift } from "../../fields/formats";
import { readNumber } from "../../fields/numbers";
import { useNumberTexts } from "../../i18n";
import { valueOf } from "./address";
import { type BoxProps, ParamFault } from "./param_box";

export const NUMBERS = new Set(["integer", "number", "money", "percent"]);

/** A typed text as a value; null where it is none. Percentages are typed as people say them. */
export function readTyped(param: Pick<Param, "type">, typed: string): Json {
  if (!NUMBERS.has(param.type)) return typed;
  const number = readNumber(typed);
  if (number === null || param.type === "percent") return number && shift(number, -2);
  if (param.type !== "integer") return number;
  return /^-?\d{1,15}$/.test(number) ? Number(number) : null;
}

const typedOf = (param: Param, value: Json): string => (value === null || typeof value === "object" ? "" : param.type === "percent" ? shift(String(value), 2) : String(value));

/** A value typed in: taken over when one leaves the box or presses Enter. */
export function TypedBox({ param, values, onChange, id, faults }: BoxProps) {
  const { t } = useNumberTexts();
  const before = typedOf(param, valueOf(param, values));
  const [text, setText] = useState(before);
  const [wrong, setWrong] = useState<string | undefined>();
  const done = () => {
    const typed = text.trim();
    const value = typed === "" ? null : readTyped(param, typed);
    const refused = typed === "" ? !param.optional && before !== "" : value === null;
    setWrong(refused ? t(typed === "" ? "param.needed" : "param.number") : undefined);
    if (!refused && typed !== before) onChange(param, value);
  };
  const fault = wrong ?? faults?.[param.key];
  return (
    <>
      <Input
        id={id}
        className="param-typed"
        type={param.type === "date" ? "date" : "text"}
        inputMode={NUMBERS.has(param.type) ? "decimal" : undefined}
        suffix={param.type === "percent" ? "%" : undefined}
        status={fault ? "error" : undefined}
        aria-label={param.label}
        aria-describedby={fault ? `${id}-fault` : undefined}
        placeholder={param.optional ? t("param.all") : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={done}
        onPressEnter={done}
      />
      <ParamFault id={id} text={fault} />
    </>
  );
}
