/** A box for exact numbers: text all the way, no floats, grouped digits while it has no focus. */
import { Input } from "antd";
import { useState } from "react";
import type { Json } from "../../api/types";
import { groupDigits, shift, withScale } from "../formats";
import type { EditProps } from "../widget";

/** What people type as a canonical decimal text: full-width digits, commas and spaces are fine; null where it is no number. */
export function readNumber(typed: string): string | null {
  const plain = typed.normalize("NFKC").replace(/[,\s¥$%]/g, "").replace(/−/g, "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const [whole = "", fraction = ""] = plain.replace(/^[+-]/, "").split(".");
  const left = whole.replace(/^0+(?=\d)/, "") || "0";
  const sign = plain.startsWith("-") && /[1-9]/.test(plain) ? "-" : "";
  return `${sign}${left}${fraction ? `.${fraction}` : ""}`;
}

/** The value a field stores for a typed text: a number for scale 0, else decimal text; what is no number stays as typed, for the server to refuse. */
export function numberValue(typed: string, scale: number, places: number): Json {
  if (!typed.trim()) return null;
  const read = readNumber(typed);
  if (read === null) return typed;
  const moved = places ? shift(read, -places) : read;
  if (scale === 0) return /^-?\d{1,15}$/.test(moved) ? Number(moved) : moved;
  const fraction = moved.split(".")[1] ?? "";
  return fraction.length > scale ? moved : withScale(moved, scale);
}

interface Props extends EditProps {
  scale: number;
  /** the box shows the value × 10^places (percent: 2) */
  places?: number;
  prefix?: string;
  suffix?: string;
}

export function NumberBox({ id, value, onChange, disabled, invalid, required, label, describedBy, scale, places = 0, prefix, suffix }: Props) {
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
