import { useTranslation } from "react-i18next";
import type { FormDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { focusField } from "./focus";

/** What a place is called: "明细 第 2 行 · 数量". */
function usePlaceName(form: FormDef): (place: string) => string {
  const { t } = useTranslation();
  return (place) => {
    const [key, row, column] = place.split(".");
    const field = form.fields.find((one) => one.key === key);
    if (!field) return "";
    if (row === undefined) return field.label;
    const cell = field.fields?.find((one) => one.key === column);
    return t("form.cell", { table: field.label, row: Number(row) + 1, column: cell?.label ?? "" });
  };
}

/** All faults on top, each a link to its field. */
export function FaultSummary({ form, faults, refusal, prefix }: { form: FormDef; faults: Record<string, string>; refusal: string; prefix: string }) {
  const { t } = useTranslation();
  const nameOf = usePlaceName(form);
  const places = Object.entries(faults);
  return (
    <div role="alert">
      {(places.length > 0 || refusal) && (
        <div className="fault-summary">
          <strong className="row">
            <Icon name="alert" size={17} />
            {places.length > 0 ? t("form.faults", { count: places.length }) : refusal}
          </strong>
          {places.length > 0 && (
            <ul>
              {places.map(([place, message]) => (
                <li key={place}>
                  <button type="button" className="plain-button link" onClick={() => focusField(prefix, place)}>
                    {nameOf(place) ? t("form.fault_line", { place: nameOf(place), message }) : message}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
