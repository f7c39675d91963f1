import { localToInstant, momentText, wallClock } from "../formats";
import { later } from "../lazy";
import { makeWidget } from "../make";
import { usePlace } from "../place";
import type { EditProps } from "../widget";

const LocalDate = later(() => import("../controls/LocalDate"));
function Edit({ value, onChange, ...rest }: EditProps) {
  const { zone } = usePlace();
  const local = typeof value === "string" && value ? wallClock(value, zone).join(" ") : null;
  return <LocalDate {...rest} value={local} time onChange={(picked) => onChange(typeof picked === "string" ? localToInstant(picked, zone) : null)} />;
}

export default makeWidget({ Edit, text: (value, _field, place) => momentText(String(value), place.today, place.zone, place.words) });
