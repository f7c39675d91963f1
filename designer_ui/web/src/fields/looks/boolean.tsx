import { Icon } from "../../app/Icon";
import { tint } from "../../app/theme";
import { later } from "../lazy";
import { makeWidget } from "../make";
import { usePlace } from "../place";
import type { ShowProps } from "../widget";

const Edit = later(() => import("../controls/SwitchBox"));

function Cell({ field, value }: ShowProps) {
  const { words } = usePlace();
  const color = field.look.color as string | undefined;
  if (color) {
    return value === true ? (
      <span className="tag" style={tint(color)}>
        {field.label}
      </span>
    ) : null;
  }
  if (value !== true) return <span className="faint">{value === false ? words.no : ""}</span>;
  return (
    <span className="row" style={{ gap: 4 }}>
      <Icon name="check" size={15} className="field-yes" /> {words.yes}
    </span>
  );
}

export default makeWidget({ Edit, Cell, text: (value, _field, place) => (value ? place.words.yes : place.words.no) });
