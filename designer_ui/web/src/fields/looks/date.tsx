import { dateText } from "../formats";
import { later } from "../lazy";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";

const LocalDate = later(() => import("../controls/LocalDate"));
const Edit = (props: EditProps) => <LocalDate {...props} time={false} />;

export default makeWidget({ Edit, text: (value, _field, place) => dateText(String(value), place.today, place.words) });
