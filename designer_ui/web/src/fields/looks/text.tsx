import { Input } from "antd";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";

function Edit({ id, field, value, onChange, disabled, invalid, required, label, describedBy }: EditProps) {
  return (
    <Input
      id={id}
      value={(value as string | null) ?? ""}
      maxLength={(field.config?.max_length as number | undefined) ?? 500}
      placeholder={field.config?.placeholder as string | undefined}
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

export default makeWidget({ Edit, text: (value) => String(value) });
