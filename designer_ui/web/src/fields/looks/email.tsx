import { later } from "../lazy";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";

const TextBox = later(() => import("../controls/TextBox"));

const Edit = (props: EditProps) => <TextBox {...props} kind="email" maxLength={254} />;

const View = ({ value }: ShowProps) => {
  if (isEmpty(value)) return <span className="faint">—</span>;
  const text = String(value);
  return text.includes("*") ? <span>{text}</span> : <a href={`mailto:${text}`}>{text}</a>;
};

export default makeWidget({ Edit, View, text: (value) => String(value) });
