import { Input } from "antd";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";

const Edit = ({ id, value, onChange, disabled, invalid, required, label, describedBy }: EditProps) => (
  <Input
    id={id}
    type="email"
    inputMode="email"
    autoComplete="off"
    maxLength={254}
    value={(value as string | null) ?? ""}
    disabled={disabled}
    status={invalid ? "error" : undefined}
    aria-label={label}
    aria-invalid={invalid}
    aria-required={required}
    aria-describedby={describedBy}
    onChange={(event) => onChange(event.target.value.trim() || null)}
  />
);

const View = ({ value }: ShowProps) => {
  if (isEmpty(value)) return <span className="faint">—</span>;
  const text = String(value);
  return text.includes("*") ? <span>{text}</span> : <a href={`mailto:${text}`}>{text}</a>;
};

export default makeWidget({ Edit, View, text: (value) => String(value) });
