/** A condition by clicking (rows of field, comparison, value), or as a formula where it is more than rows. Both are the same text. */
import { Button, Segmented, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useKinds, useLabel } from "../draft/DraftProvider";
import { arity, conditionText, parseCondition, type Condition, type Row } from "./conditions";
import { FieldPath } from "./FieldPath";
import { FormulaEditor } from "./FormulaEditor";
import { MEMBERSHIP, operatorsAt, TAKEN } from "./operators";
import { formOfRecord, resolve } from "./paths";
import { useSource } from "./use_source";
import { MomentValue, SegmentValue } from "./special_values";
import { ValueInput } from "./ValueInput";

interface Props {
  form: string;
  /** The condition is one on the lines of this subtable. */
  subtable?: string;
  value: string;
  onChange(text: string): void;
  label: string;
  /** Shown where no row says anything yet. */
  empty?: string;
  testId?: string;
}

const MOST_VALUES = { none: 0, one: 1, two: 2, many: undefined };

function useOperators(form: string, subtable?: string): (path: string) => string[] {
  const { fields } = useKinds();
  const { place } = useSource(form, subtable);
  return (path) => operatorsAt(place, fields, path);
}

function RowEditor({ form, subtable, row, set, remove, at }: { form: string; subtable: string | undefined; row: Row; set(row: Row): void; remove(): void; at: number }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { operators } = useKinds();
  const { place } = useSource(form, subtable);
  const allowed = useOperators(form, subtable);
  const field = resolve(place, row.path)?.field;
  const special = MEMBERSHIP.includes(row.operator) || TAKEN.includes(row.operator);
  const byField = row.values[0]?.kind === "field";
  const choosePath = (path: string) => set({ path, operator: allowed(path)[0] ?? "filled", values: [] });
  const chooseOperator = (operator: string) => set({ ...row, operator, values: row.values.slice(0, MOST_VALUES[arity(operator)]) });
  return (
    <div className="dz-row" data-testid={`condition-${at}`}>
      <FieldPath form={form} {...(subtable ? { subtable } : {})} value={row.path} onChange={choosePath} label={t("condition.field")} />
      <Select
        value={row.path ? row.operator : undefined}
        disabled={!row.path}
        aria-label={t("condition.operator")}
        options={allowed(row.path).map((name) => ({ value: name, label: label(operators[name]?.label) || t(`operator.${name}`) }))}
        onChange={chooseOperator}
        popupMatchSelectWidth={false}
      />
      {MEMBERSHIP.includes(row.operator) && <SegmentValue form={field?.type === "relation" ? String(field.form) : formOfRecord(place, row.path)} values={row.values} onChange={(values) => set({ ...row, values })} />}
      {TAKEN.includes(row.operator) && <MomentValue part={row.operator} values={row.values} onChange={(values) => set({ ...row, values })} />}
      {field && arity(row.operator) !== "none" && !special && (
        <ValueInput form={form} field={field} arity={arity(row.operator)} values={row.values} onChange={(values) => set({ ...row, values })} label={t("condition.value")} />
      )}
      {field && arity(row.operator) === "one" && !special && (
        <button type="button" className={`plain-button ${byField ? "link" : "faint"}`} aria-pressed={byField} aria-label={t("condition.by_field", { n: at + 1 })} title={t("condition.by_field", { n: at + 1 })} onClick={() => set({ ...row, values: byField ? [] : [{ kind: "field", path: "" }] })}>
          <Icon name="relation" size={14} />
        </button>
      )}
      <button type="button" className="plain-button faint" aria-label={t("condition.remove", { n: at + 1 })} onClick={remove}>
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}

function Rows({ form, subtable, condition, onChange, empty }: { form: string; subtable: string | undefined; condition: Condition; onChange(condition: Condition): void; empty?: string }) {
  const { t } = useTranslation("designer");
  const { join, rows } = condition;
  return (
    <div className="dz-rows">
      {rows.length > 1 && (
        <div className="row">
          <span className="muted">{t("condition.when")}</span>
          <Segmented
            size="small"
            value={join}
            aria-label={t("condition.join")}
            options={[
              { value: "and", label: t("condition.all") },
              { value: "or", label: t("condition.any") },
            ]}
            onChange={(value) => onChange({ ...condition, join: value as Condition["join"] })}
          />
        </div>
      )}
      {!rows.length && empty && <p className="muted">{empty}</p>}
      {rows.map((row, index) => (
        <RowEditor
          key={index}
          at={index}
          form={form}
          subtable={subtable}
          row={row}
          set={(next) => onChange({ ...condition, rows: rows.map((one, i) => (i === index ? next : one)) })}
          remove={() => onChange({ ...condition, rows: rows.filter((_, i) => i !== index) })}
        />
      ))}
      <Button size="small" icon={<Icon name="plus" size={14} />} data-testid="condition-add" onClick={() => onChange({ ...condition, rows: [...rows, { path: "", operator: "filled", values: [] }] })}>
        {t("condition.add")}
      </Button>
    </div>
  );
}

export function ConditionEditor({ form, subtable, value, onChange, label, empty, testId }: Props) {
  const { t } = useTranslation("designer");
  const allowed = useOperators(form, subtable);
  const { place } = useSource(form, subtable);
  const parsed = useMemo(() => {
    const found = parseCondition(value, allowed);
    const drawn = (row: Row) => resolve(place, row.path) !== null && allowed(row.path).includes(row.operator);
    return found?.rows.every(drawn) ? found : null; // what names nothing, or compares in a way its kind does not offer, is shown as a formula
  }, [value, form]); // operators follow the form
  const [rows, setRows] = useState<Condition | null>(parsed);
  const [asFormula, setAsFormula] = useState(parsed === null);
  useEffect(() => {
    if (rows && conditionText(rows) === value) return;
    setRows(parsed);
    if (!parsed) setAsFormula(true);
  }, [value, parsed]); // unfinished rows stay while the text is theirs
  const shown = asFormula ? "formula" : "rows";
  return (
    <div className="dz-condition" role="group" aria-label={label} data-testid={testId}>
      <Segmented
        size="small"
        className="dz-condition-mode"
        value={shown}
        aria-label={t("condition.mode")}
        options={[
          { value: "rows", label: t("condition.simple"), disabled: parsed === null },
          { value: "formula", label: t("condition.formula") },
        ]}
        onChange={(mode) => setAsFormula(mode === "formula")}
      />
      {!asFormula && rows ? (
        <Rows
          form={form}
          subtable={subtable}
          condition={rows}
          {...(empty ? { empty } : {})}
          onChange={(next) => {
            setRows(next);
            const text = conditionText(next);
            if (text !== value) onChange(text);
          }}
        />
      ) : (
        <FormulaEditor form={form} {...(subtable ? { subtable } : {})} value={value} onChange={onChange} label={label} expect="boolean" />
      )}
    </div>
  );
}
