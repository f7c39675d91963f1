import { usePlace } from "./place";
import { type EditProps, type FilterProps, isEmpty, type ShowProps, type Widget } from "./widget";

/** A widget from its control and its text; whatever else it needs replaces the plain version. */
export function makeWidget(parts: Pick<Widget, "Edit" | "text"> & Partial<Widget>): Widget {
  const { Edit, text } = parts;
  const View = ({ field, value }: ShowProps) => {
    const place = usePlace();
    return isEmpty(value) ? <span className="faint">—</span> : <span className="field-text">{text(value, field, place)}</span>;
  };
  const Cell = ({ field, value }: ShowProps) => {
    const place = usePlace();
    return isEmpty(value) ? null : <span className={parts.align === "end" ? "num" : undefined}>{text(value, field, place)}</span>;
  };
  const Filter = ({ many: _many, ...props }: FilterProps) => <Edit {...(props as EditProps)} />;
  return { View, Cell, Filter, ...parts };
}
