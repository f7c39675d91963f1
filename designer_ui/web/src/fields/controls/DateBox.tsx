import { DatePicker } from "antd";
import dayjs from "dayjs";
import type { EditProps } from "../widget";

/** The calendar of Ant Design for a date or a local time, as `2026-11-21` or `2026-11-21 14:32`. */
export default function DateBox({ id, value, onChange, disabled, invalid, required, label, describedBy, time }: EditProps & { time: boolean }) {
  const format = time ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD";
  const known = typeof value === "string" && dayjs(value).isValid();
  return (
    <DatePicker
      id={id}
      className="date-box"
      value={known ? dayjs(value) : null}
      format={format}
      showTime={time ? { format: "HH:mm" } : false}
      needConfirm={false}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      aria-label={label}
      aria-invalid={invalid}
      aria-required={required}
      aria-describedby={describedBy}
      onChange={(picked) => onChange(picked ? picked.format(format) : null)}
    />
  );
}
