import { LocalDate } from "../controls/LocalDate";
import { dateText } from "../formats";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";

const Edit = (props: EditProps) => <LocalDate {...props} time={false} />;

export default makeWidget({ Edit, text: (value, _field, place) => dateText(String(value), place.today, place.words) });
