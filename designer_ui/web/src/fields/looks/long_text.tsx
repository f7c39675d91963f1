import { Input } from "antd";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";

function Edit({ id, field, value, onChange, disabled, invalid, required, label, describedBy }: EditProps) {
  return (
    <Input.TextArea
      id={id}
      value={(value as string | null) ?? ""}
      autoSize={{ minRows: 3, maxRows: 12 }}
      maxLength={(field.config?.max_length as number | undefined) ?? 20000}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      aria-label={label}
      aria-invalid={invalid}
      aria-required={required}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}

const View = ({ value }: ShowProps) => (isEmpty(value) ? <span className="faint">—</span> : <span className="field-long">{String(value)}</span>);

export default makeWidget({ Edit, View, text: (value) => String(value).replace(/\s+/g, " "), wide: true });
