import { NumberBox } from "../controls/NumberBox";
import { percent } from "../formats";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";

const Edit = (props: EditProps) => <NumberBox {...props} scale={(props.field.look.scale as number | undefined) ?? 4} places={2} suffix="%" />;

export default makeWidget({ Edit, text: (value) => percent(String(value)), align: "end" });
