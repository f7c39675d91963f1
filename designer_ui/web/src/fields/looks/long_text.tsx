import { later } from "../lazy";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";

const TextBox = later(() => import("../controls/TextBox"));

const Edit = (props: EditProps) => <TextBox {...props} lines maxLength={(props.field.config?.max_length as number | undefined) ?? 20000} />;

const View = ({ value }: ShowProps) => (isEmpty(value) ? <span className="faint">—</span> : <span className="field-long">{String(value)}</span>);

export default makeWidget({ Edit, View, text: (value) => String(value).replace(/\s+/g, " "), wide: true });
