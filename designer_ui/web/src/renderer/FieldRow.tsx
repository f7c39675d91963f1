import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDef, Json } from "../api/types";
import type { Widget } from "../fields/widget";

interface Props {
  field: FieldDef;
  id: string;
  value: Json;
  required: boolean;
  locked: boolean;
  onChange: (value: Json) => void;
  widget: Widget;
  fault?: string;
}

/** Label, help, control or value, and what is wrong with it. */
function Row({ field, id, value, required, locked, onChange, widget, fault }: Props) {
  const { t } = useTranslation();
  const { Edit, View } = widget;
  const described = [field.help ? `${id}-help` : "", fault ? `${id}-fault` : ""].filter(Boolean).join(" ") || undefined;
  const label = (
    <>
      {field.label}
      {required && !locked && (
        <span className="r-star" title={t("form.required")} aria-hidden="true">
          *
        </span>
      )}
    </>
  );
  return (
    <div className="r-field" data-testid={`field-${field.key}`} data-fault={fault ? true : undefined} data-locked={locked || undefined}>
      {locked || widget.group ? (
        <span className="r-label" id={`${id}-label`}>
          {label}
        </span>
      ) : (
        <label className="r-label" htmlFor={id}>
          {label}
        </label>
      )}
      {locked ? (
        <div className="r-value" role="group" aria-labelledby={`${id}-label`}>
          <View field={field} value={value} />
        </div>
      ) : (
        <Edit id={id} field={field} value={value} onChange={onChange} invalid={Boolean(fault)} required={required} describedBy={described} />
      )}
      {field.help && (
        <div className="r-help" id={`${id}-help`}>
          {field.help}
        </div>
      )}
      {fault && (
        <div className="r-fault" id={`${id}-fault`}>
          {fault}
        </div>
      )}
    </div>
  );
}

export const FieldRow = memo(Row, (old, now) => old.field === now.field && old.value === now.value && old.fault === now.fault && old.required === now.required && old.locked === now.locked && old.id === now.id);
