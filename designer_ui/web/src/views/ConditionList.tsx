/** Rows of field, operator, value: the filter builder of lists (and wherever conditions are built). */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldDef, Json, OperatorDef } from "../api/types";
import { Icon } from "../app/Icon";
import { widgetOf } from "../fields";
import type { Condition } from "./conditions";
import "./views.css";

interface Props {
  fields: FieldDef[];
  operators: Record<string, OperatorDef>;
  conditions: Condition[];
  onChange: (conditions: Condition[]) => void;
}

/** The field as its filter asks for it: a moment by its day, nothing required or computed. */
const asked = (field: FieldDef): FieldDef => ({ ...field, required: false, computed: false, look: field.look.look === "datetime" ? { look: "date" } : field.look });

function Values({ field, condition, arity, onChange }: { field: FieldDef; condition: Condition; arity: string; onChange: (values: Json[]) => void }) {
  const { t } = useTranslation();
  const plain = asked(field);
  const { Filter } = widgetOf(plain);
  const id = `filter-${field.key}-${condition.op}`;
  if (arity === "none") return null;
  if (arity === "two") {
    return (
      <div className="row">
        {[0, 1].map((at) => (
          <div key={at} className="grow">
            <Filter id={`${id}-${at}`} field={plain} many={false} value={condition.values[at] ?? null} label={`${field.label} ${t(at ? "filter.to" : "filter.from")}`} onChange={(value) => onChange(at ? [condition.values[0] ?? null, value] : [value, condition.values[1] ?? null])} />
          </div>
        ))}
      </div>
    );
  }
  const many = arity === "many";
  const label = t("filter.value", { label: field.label });
  if (many && !["choice", "choices", "relation", "user"].includes(field.look.look)) {
    return <Select mode="tags" style={{ width: "100%" }} open={false} suffixIcon={null} aria-label={label} value={condition.values as string[]} onChange={(values: string[]) => onChange(values)} />;
  }
  return <Filter id={id} field={plain} many={many} value={many ? condition.values : (condition.values[0] ?? null)} label={label} onChange={(value) => onChange(many ? ((value as Json[] | null) ?? []) : [value])} />;
}

export const filterable = (field: FieldDef): boolean => (field.operators?.length ?? 0) > 0 && field.type !== "subtable" && field.rights !== "masked";

export function ConditionList({ fields, operators, conditions, onChange }: Props) {
  const { t } = useTranslation();
  const usable = fields.filter(filterable);
  const set = (at: number, condition: Condition) => onChange(conditions.map((one, index) => (index === at ? condition : one)));
  const start = (key: string): Condition => ({ field: key, op: usable.find((field) => field.key === key)?.operators?.[0] ?? "eq", values: [] });
  return (
    <div className="conditions">
      {conditions.map((condition, at) => {
        const field = usable.find((one) => one.key === condition.field);
        if (!field) return null;
        return (
          <div key={at} className="condition" role="group" aria-label={t("filter.nth", { n: at + 1 })}>
            <div className="row">
              <Select className="grow" aria-label={t("filter.field")} showSearch={{ optionFilterProp: "label" }} value={condition.field} options={usable.map((one) => ({ value: one.key, label: one.label }))} onChange={(key: string) => set(at, start(key))} />
              <Select
                className="condition-op"
                aria-label={t("filter.operator")}
                value={condition.op}
                options={(field.operators ?? []).map((name) => ({ value: name, label: operators[name]?.label ?? "" }))}
                onChange={(op: string) => set(at, { ...condition, op, values: operators[op]?.values === operators[condition.op]?.values ? condition.values : [] })}
              />
              <Button type="text" aria-label={t("filter.remove", { label: field.label })} icon={<Icon name="close" size={16} />} onClick={() => onChange(conditions.filter((_, index) => index !== at))} />
            </div>
            <Values field={field} condition={condition} arity={operators[condition.op]?.values ?? "one"} onChange={(values) => set(at, { ...condition, values })} />
          </div>
        );
      })}
      <Button type="dashed" block icon={<Icon name="plus" size={15} />} disabled={usable.length === 0} onClick={() => onChange([...conditions, start(usable[0]!.key)])}>
        {t("filter.add")}
      </Button>
    </div>
  );
}
