import { later } from "../lazy";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";

const TextBox = later(() => import("../controls/TextBox"));

const Edit = (props: EditProps) => <TextBox {...props} maxLength={(props.field.config?.max_length as number | undefined) ?? 500} />;

export default makeWidget({ Edit, text: (value) => String(value) });
