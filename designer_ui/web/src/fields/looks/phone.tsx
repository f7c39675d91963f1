import { Input } from "antd";
import { phone } from "../formats";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";

const Edit = ({ id, value, onChange, disabled, invalid, required, label, describedBy }: EditProps) => (
  <Input
    id={id}
    type="tel"
    inputMode="tel"
    autoComplete="off"
    maxLength={30}
    value={(value as string | null) ?? ""}
    disabled={disabled}
    status={invalid ? "error" : undefined}
    aria-label={label}
    aria-invalid={invalid}
    aria-required={required}
    aria-describedby={describedBy}
    onChange={(event) => onChange(event.target.value || null)}
  />
);

const View = ({ value }: ShowProps) => {
  if (isEmpty(value)) return <span className="faint">—</span>;
  const text = String(value);
  return text.includes("*") ? <span className="num">{text}</span> : <a className="num" href={`tel:${text}`}>{phone(text)}</a>;
};

export default makeWidget({ Edit, View, text: (value) => phone(String(value)) });
