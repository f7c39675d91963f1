/** Records as cards: the list of a phone. */
import type { FieldDef, FormDef, RecordData } from "../api/types";
import { widgetOf } from "../fields";
import { isEmpty } from "../fields/widget";
import "./views.css";

const FACTS = 4;

export default function RecordCards({ form, columns, records, onOpen }: { form: FormDef; columns: FieldDef[]; records: RecordData[]; onOpen: (record: RecordData) => void }) {
  const badge = form.fields.find((field) => field.key === form.badge);
  const facts = columns.filter((field) => !(form.title_fields ?? []).includes(field.key) && field.key !== badge?.key);
  return (
    <ul className="cards">
      {records.map((record) => (
        <li key={record.id}>
          <button type="button" className="card" onClick={() => onOpen(record)} data-testid={`open-${record.id}`}>
            <span className="card-head">
              <span className="card-title ellipsis">{record.title || "—"}</span>
              {badge && !isEmpty(record.values[badge.key]) && (
                <span className="badge">
                  <Shown field={badge} record={record} />
                </span>
              )}
            </span>
            <span className="card-facts">
              {facts
                .filter((field) => !isEmpty(record.values[field.key]))
                .slice(0, FACTS)
                .map((field) => (
                  <span key={field.key} className="card-fact">
                    <span className="faint">{field.label}</span>
                    <span className="ellipsis">
                      <Shown field={field} record={record} />
                    </span>
                  </span>
                ))}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Shown({ field, record }: { field: FieldDef; record: RecordData }) {
  const { Cell } = widgetOf(field);
  return <Cell field={field} value={record.values[field.key] ?? null} />;
}
