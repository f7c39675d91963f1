import { Button, Select, Spin } from "antd";
import { useTexts } from "../../i18n";
import type { FormDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { type Look, type Mapping, mappingOf } from "./useImport";

interface Props {
  form: FormDef;
  look: Look;
  busy: boolean;
  onMap: (mapping: Mapping) => void;
  onImport: () => void;
  onBack: () => void;
}

const NOWHERE = "-";
const FAULTS = 20;

function ColumnHead({ form, look, at, onMap }: { form: FormDef; look: Look; at: number; onMap: Props["onMap"] }) {
  const { t } = useTexts();
  const column = look.columns[at]!;
  const targets = form.fields.filter((field) => !field.computed && field.type !== "subtable" && field.type !== "file");
  return (
    <th scope="col">
      <span className="import-column">{column.label || t("import.column", { n: column.index + 1 })}</span>
      <Select
        size="small"
        className="import-target"
        aria-label={t("import.target", { column: column.label })}
        status={column.field ? undefined : "warning"}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        value={column.field ?? NOWHERE}
        options={[{ value: NOWHERE, label: t("import.ignore") }, ...targets.map((field) => ({ value: field.key, label: field.label }))]}
        onChange={(key) => onMap({ ...mappingOf(look), [String(column.index)]: key === NOWHERE ? null : key })}
      />
    </th>
  );
}

function Faults({ look }: { look: Look }) {
  const { t } = useTexts();
  const nameOf = (index: number | null): string => look.columns.find((column) => column.index === index)?.label ?? "";
  return (
    <ul className="import-faults">
      {look.faults.slice(0, FAULTS).map((fault, at) => (
        <li key={at}>
          <span className="faint num">{t("import.row", { row: fault.row })}</span> {nameOf(fault.column) ? t("form.fault_line", { place: nameOf(fault.column), message: fault.message }) : fault.message}
        </li>
      ))}
      {look.faults.length > FAULTS && <li className="faint">{t("import.more_faults", { count: look.faults.length - FAULTS })}</li>}
    </ul>
  );
}

/** Columns matched, ten rows as they will arrive, what is wrong and why. */
export function Preview({ form, look, busy, onMap, onImport, onBack }: Props) {
  const { t } = useTexts();
  return (
    <div className="stack">
      <p className="muted">{t("import.match")}</p>
      <Spin spinning={busy}>
        <div className="import-scroll" tabIndex={0} role="region" aria-label={t("import.preview")}>
          <table className="import-table">
            <thead>
              <tr>
                <th scope="col">
                  <span className="sr-only">{t("form.row")}</span>
                </th>
                {look.columns.map((column, at) => (
                  <ColumnHead key={column.index} form={form} look={look} at={at} onMap={onMap} />
                ))}
              </tr>
            </thead>
            <tbody>
              {look.preview.map((row) => (
                <tr key={row.row}>
                  <th scope="row" className="num">
                    {row.row}
                  </th>
                  {row.cells.map((cell, at) => (
                    <td key={at} data-bad={cell.fault ? true : undefined} data-unused={look.columns[at]?.field ? undefined : true}>
                      {cell.text}
                      {cell.fault && <span className="import-fault">{cell.fault}</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Spin>
      <div className="import-sum">
        <span className="row">
          <Icon name="check" size={17} className="field-yes" />
          {t("import.good", { count: look.good })}
        </span>
        {look.bad > 0 && (
          <span className="row import-bad">
            <Icon name="alert" size={17} />
            {t("import.bad", { count: look.bad })}
          </span>
        )}
      </div>
      {look.faults.length > 0 && <Faults look={look} />}
      <div className="row end">
        <Button onClick={onBack}>{t("import.other_file")}</Button>
        <Button type="primary" disabled={look.good === 0} loading={busy} onClick={onImport} data-testid="import-run">
          {look.bad > 0 ? t("import.run_skip", { good: look.good, bad: look.bad }) : t("import.run", { good: look.good })}
        </Button>
      </div>
    </div>
  );
}
