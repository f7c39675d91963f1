import { phone } from "../formats";
import { later } from "../lazy";
import { makeWidget } from "../make";
import { isEmpty, type EditProps, type ShowProps } from "../widget";

const TextBox = later(() => import("../controls/TextBox"));

const Edit = (props: EditProps) => <TextBox {...props} kind="tel" maxLength={30} />;

const View = ({ value }: ShowProps) => {
  if (isEmpty(value)) return <span className="faint">—</span>;
  const text = String(value);
  return text.includes("*") ? <span className="num">{text}</span> : <a className="num" href={`tel:${text}`}>{phone(text)}</a>;
};

export default makeWidget({ Edit, View, text: (value) => phone(String(value)) });
