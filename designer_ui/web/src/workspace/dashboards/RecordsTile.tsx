/** A tile with a list of records: what they are called and a few of their fields; the whole list is one click away. */
import { Grid } from "antd";
import type { RecordsAnswer } from "../../api/numbers";
import type { AppDef, FieldDef, RecordData } from "../../api/types";
import { Icon } from "../../app/Icon";
import { paths, useGo } from "../../app/routing";
import { Nothing } from "../../charts/states";
import { widgetOf } from "../../fields";
import { useNumberTexts } from "../../i18n";
import { RecordPlace } from "../RecordPlace";
import "../../charts/charts.css";
import "./dashboards.css";

const ON_PHONE = 2;

/** The fields a list tile shows: those it names and this viewer may read, without what the title says already. */
export function columnsOf(app: AppDef, answer: RecordsAnswer): FieldDef[] {
  const form = app.forms[answer.form];
  const keys = answer.columns.map((column) => (typeof column === "string" ? column : column.key));
  const titled = new Set(form?.title_fields ?? []);
  return keys.filter((key) => !titled.has(key)).map((key) => form?.fields.find((field) => field.key === key)).filter((field) => field !== undefined);
}

function Line({ record, columns, open }: { record: RecordData; columns: FieldDef[]; open: () => void }) {
  return (
    <tr data-clickable onClick={open}>
      <th scope="row">
        <button type="button" className="plain-button" onClick={(event) => (event.stopPropagation(), open())} data-testid={`open-${record.id}`}>
          {record.title || "—"}
        </button>
      </th>
      {columns.map((field) => {
        const { Cell, align } = widgetOf(field);
        return (
          <td key={field.key} className={align === "end" ? "number" : undefined}>
            <Cell field={field} value={record.values[field.key] ?? null} />
          </td>
        );
      })}
    </tr>
  );
}

export function RecordsTable({ app, answer }: { app: AppDef; answer: RecordsAnswer }) {
  const { t } = useNumberTexts();
  const go = useGo();
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const form = app.forms[answer.form];
  const columns = columnsOf(app, answer).slice(0, wide ? undefined : ON_PHONE);
  const left = (answer.count ?? 0) - answer.records.length;
  const openAll = () => go(paths.list(app.key, answer.form), { search: { view: "*", filter: answer.filter ?? undefined } });
  if (!form || answer.records.length === 0) return <Nothing compact />;
  return (
    <RecordPlace definition={app} form={answer.form} refs={answer.refs}>
      <div className="numbers-scroll" tabIndex={0} role="group" aria-label={form.label}>
        <table className="numbers-table records-table">
          <thead>
            <tr>
              <th scope="col">{form.label}</th>
              {columns.map((field) => (
                <th key={field.key} scope="col" className={widgetOf(field).align === "end" ? "number" : undefined}>
                  {field.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.records.map((record) => (
              <Line key={record.id} record={record} columns={columns} open={() => go(paths.record(app.key, answer.form, record.id))} />
            ))}
          </tbody>
        </table>
        <button type="button" className="plain-button link records-all" onClick={openAll}>
          {left > 0 ? t("tile.all_of", { count: answer.count }) : t("tile.all")} <Icon name="right" size={13} />
        </button>
      </div>
    </RecordPlace>
  );
}
