import { Input } from "antd";
import type { EditProps } from "../widget";

type Props = EditProps & {
  /** which keyboard a phone shows */
  kind?: "text" | "tel" | "email";
  lines?: boolean;
  maxLength: number;
};

/** One line or several lines of text. */
export default function TextBox({ id, field, value, onChange, disabled, invalid, required, label, describedBy, kind = "text", lines = false, maxLength }: Props) {
  const shared = {
    id,
    value: (value as string | null) ?? "",
    maxLength,
    placeholder: field.config?.placeholder as string | undefined,
    disabled,
    status: invalid ? ("error" as const) : undefined,
    "aria-label": label,
    "aria-invalid": invalid,
    "aria-required": required,
    "aria-describedby": describedBy,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value || null),
  };
  if (lines) return <Input.TextArea {...shared} className="lines-box" rows={3} />;
  return <Input {...shared} type={kind} inputMode={kind} autoComplete="off" />;
}
