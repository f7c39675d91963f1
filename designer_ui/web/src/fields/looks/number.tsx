import { groupDigits } from "../formats";
import { later } from "../lazy";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";
import type { FieldDef } from "../../api/types";

const NumberBox = later(() => import("../controls/NumberBox"));
const unitOf = (field: FieldDef): string => (field.look.unit as string | undefined) ?? "";
const Edit = (props: EditProps) => <NumberBox {...props} scale={(props.field.look.scale as number | undefined) ?? 0} suffix={unitOf(props.field)} />;

export default makeWidget({
  Edit,
  text: (value, field) => `${groupDigits(String(value))}${unitOf(field) ? ` ${unitOf(field)}` : ""}`,
  align: "end",
});
