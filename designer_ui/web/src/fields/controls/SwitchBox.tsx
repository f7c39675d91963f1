import { Switch } from "antd";
import type { EditProps } from "../widget";

/** Yes or no. */
export default function SwitchBox({ id, value, onChange, disabled, label, describedBy }: EditProps) {
  return <Switch id={id} checked={value === true} disabled={disabled} aria-label={label} aria-describedby={describedBy} onChange={(checked) => onChange(checked)} />;
}
