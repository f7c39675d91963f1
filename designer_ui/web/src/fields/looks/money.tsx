import { money } from "../formats";
import { later } from "../lazy";
import { makeWidget } from "../make";
import type { EditProps } from "../widget";
import type { FieldDef } from "../../api/types";

const NumberBox = later(() => import("../controls/NumberBox"));
const currencyOf = (field: FieldDef): string => (field.look.currency as string | undefined) ?? "CNY";
const Edit = (props: EditProps) => <NumberBox {...props} scale={2} prefix={money("0", currencyOf(props.field)).replace("0.00", "")} />;

export default makeWidget({ Edit, text: (value, field) => money(String(value), currencyOf(field)), align: "end" });
