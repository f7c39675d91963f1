import { makeWidget } from "../make";
import { refTitle, usePlace } from "../place";
import { isEmpty, type EditProps, type FilterProps, type ShowProps } from "../widget";
import { later } from "../lazy";

const Picker = later(() => import("../controls/Picker"));

const Edit = (props: EditProps) => <Picker {...props} many={false} target="@user" />;
const Filter = (props: FilterProps) => <Picker {...props} target="@user" />;

function View({ value }: ShowProps) {
  const place = usePlace();
  if (isEmpty(value)) return <span className="faint">—</span>;
  const name = refTitle(place, "@user", String(value));
  return (
    <span className="row" style={{ gap: 6 }}>
      <span className="avatar field-avatar" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      {name}
    </span>
  );
}

export default makeWidget({
  Edit,
  View,
  Filter,
  Cell: ({ field, value }) => (isEmpty(value) ? null : <View field={field} value={value} />),
  text: (value, _field, place) => refTitle(place, "@user", String(value)),
});
