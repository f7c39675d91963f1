import { optionOf, OptionTag } from "../controls/OptionTag";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";
import { later } from "../lazy";

const OptionBox = later(() => import("../controls/OptionBox"));

const Edit = (props: EditProps) => <OptionBox {...props} many />;
const Tags = ({ field, value }: ShowProps) => (
  <span className="row wrap" style={{ gap: 4 }}>
    {((value as string[] | null) ?? []).map((key) => (
      <OptionTag key={key} option={optionOf(field, key)} />
    ))}
  </span>
);

export default makeWidget({
  Edit,
  View: ({ field, value }) => (isEmpty(value) ? <span className="faint">—</span> : <Tags field={field} value={value} />),
  Cell: Tags,
  Filter: OptionBox,
  text: (value, field, place) => (value as string[]).map((key) => optionOf(field, key)?.label ?? "").join(place.words.comma),
});
