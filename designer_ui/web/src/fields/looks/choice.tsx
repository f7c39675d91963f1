import { optionOf, OptionTag } from "../controls/OptionTag";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";
import { later } from "../lazy";

const OptionBox = later(() => import("../controls/OptionBox"));

const Edit = (props: EditProps) => <OptionBox {...props} many={false} />;
const Show = ({ field, value }: ShowProps) => (isEmpty(value) ? <span className="faint">—</span> : <OptionTag option={optionOf(field, value)} />);

export default makeWidget({
  Edit,
  View: Show,
  Cell: ({ field, value }) => (isEmpty(value) ? null : <Show field={field} value={value} />),
  Filter: OptionBox,
  text: (value, field) => optionOf(field, value)?.label ?? "",
});
