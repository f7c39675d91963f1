/** A date or local time: the phone's own wheel on small screens, the calendar elsewhere. */
import { Grid, Input } from "antd";
import { lazy, Suspense } from "react";
import type { EditProps } from "../widget";

const DateBox = lazy(() => import("./DateBox"));

export default function LocalDate(props: EditProps & { time: boolean }) {
  const { id, value, onChange, disabled, invalid, required, label, describedBy, time } = props;
  const wide = Grid.useBreakpoint().md ?? true;
  const native = (
    <Input
      id={id}
      type={time ? "datetime-local" : "date"}
      value={typeof value === "string" ? value.replace(" ", "T") : ""}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      aria-label={label}
      aria-invalid={invalid}
      aria-required={required}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value.replace("T", " ") || null)}
    />
  );
  if (!wide) return native;
  return (
    <Suspense fallback={native}>
      <DateBox {...props} />
    </Suspense>
  );
}
