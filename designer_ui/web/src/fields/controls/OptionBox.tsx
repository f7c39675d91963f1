import { Select } from "antd";
import type { Option } from "../../api/types";
import { optionsOf } from "./OptionTag";
import type { EditProps } from "../widget";

/** One or several options of a choice. */
export default function OptionBox({ id, field, value, onChange, disabled, invalid, required, label, describedBy, many }: EditProps & { many: boolean }) {
  const live = optionsOf(field).filter((option) => !(option as Option & { archived?: boolean }).archived || option.key === value);
  return (
    <Select
      id={id}
      className="option-box"
      mode={many ? "multiple" : undefined}
      value={many ? ((value as string[] | null) ?? []) : ((value as string | null) ?? undefined)}
      options={live.map((option) => ({ value: option.key, label: option.label }))}
      showSearch={many || live.length > 8 ? { optionFilterProp: "label" } : false}
      allowClear={!required && !disabled}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      aria-label={label ?? field.label}
      aria-invalid={invalid}
      aria-required={required}
      aria-describedby={describedBy}
      onChange={(picked: string | string[] | undefined) => onChange(picked === undefined || picked.length === 0 ? null : picked)}
    />
  );
}
