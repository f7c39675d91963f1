import { percent } from "../formats";
import { later } from "../lazy";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";

const NumberBox = later(() => import("../controls/NumberBox"));
const Edit = (props: EditProps) => <NumberBox {...props} scale={(props.field.look.scale as number | undefined) ?? 4} places={2} suffix="%" />;

export default makeWidget({ Edit, text: (value) => percent(String(value)), align: "end" });
