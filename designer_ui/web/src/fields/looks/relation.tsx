import { makeWidget } from "../make";
import { refTitle, usePlace } from "../place";
import { isEmpty, type EditProps, type FilterProps, type ShowProps } from "../widget";
import type { FieldDef } from "../../api/types";
import { later } from "../lazy";

const Picker = later(() => import("../controls/Picker"));

const targetOf = (field: FieldDef): string => String(field.look.form ?? field.config?.form ?? "");

const Edit = (props: EditProps) => <Picker {...props} many={false} target={targetOf(props.field)} />;
const Filter = (props: FilterProps) => <Picker {...props} target={targetOf(props.field)} creates={false} />;

/** The title of the record pointed to; a link where one may open it. */
function View({ field, value }: ShowProps) {
  const place = usePlace();
  const target = targetOf(field);
  if (isEmpty(value)) return <span className="faint">—</span>;
  const title = refTitle(place, target, String(value));
  const known = place.refs[target]?.[String(value)] !== undefined;
  if (!place.open || !known || !place.definition?.forms[target]) return <span>{title}</span>;
  return (
    <button type="button" className="plain-button link" onClick={() => place.open?.(target, String(value))}>
      {title}
    </button>
  );
}

export default makeWidget({ Edit, View, Filter, text: (value, field, place) => refTitle(place, targetOf(field), String(value)) });
