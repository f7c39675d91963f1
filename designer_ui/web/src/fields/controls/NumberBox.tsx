/** A box for exact numbers: text all the way, no floats, grouped digits while it has no focus. */
import { Input } from "antd";
import { useState } from "react";
import { groupDigits, shift } from "../formats";
import { numberValue, readNumber } from "../numbers";
import type { EditProps } from "../widget";

interface Props extends EditProps {
  scale: number;
  /** the box shows the value × 10^places (percent: 2) */
  places?: number;
  prefix?: string;
  suffix?: string;
}

export default function NumberBox({ id, value, onChange, disabled, invalid, required, label, describedBy, scale, places = 0, prefix, suffix }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const stored = value === null || value === undefined ? "" : String(value);
  const plain = readNumber(stored) === null ? stored : places ? shift(stored, places) : stored;
  const shown = readNumber(plain) === null ? plain : groupDigits(plain);
  return (
    <Input
      id={id}
      className="number-box num"
      inputMode={scale === 0 && places === 0 ? "numeric" : "decimal"}
      autoComplete="off"
      value={typed ?? shown}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      aria-label={label}
      aria-invalid={invalid}
      aria-required={required}
      aria-describedby={describedBy}
      prefix={prefix}
      suffix={suffix}
      onFocus={() => setTyped(plain)}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(numberValue(event.target.value, scale, places));
      }}
    />
  );
}
