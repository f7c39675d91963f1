/** The value a new record starts with: the field's own control, or "today", "me" where that fits. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/types";
import type { FieldDoc } from "../../commands/documents";
import { widgetOf } from "../../fields";
import { clientField } from "../canvas/client_form";

/** Defaults that are worked out, by type. */
const MOVING: Record<string, { expression: string; text: string }> = {
  date: { expression: "=TODAY()", text: "panel.default_today" },
  datetime: { expression: "=@now", text: "panel.default_now" },
  user: { expression: "=@me", text: "panel.default_me" },
};
const WITHOUT = new Set(["relation", "file", "sequence", "subtable"]);

export function DefaultValue({ field, set }: { field: FieldDoc; set(name: string, value: unknown): void }) {
  const { t, i18n } = useTranslation("designer");
  if (WITHOUT.has(field.type)) return null;
  const moving = MOVING[field.type];
  if (moving) {
    return (
      <div className="dz-prop">
        <span>{t("panel.default")}</span>
        <Checkbox checked={field.default === moving.expression} onChange={(event) => set("default", event.target.checked ? moving.expression : undefined)}>
          {t(moving.text)}
        </Checkbox>
      </div>
    );
  }
  const drawn = clientField(field, i18n.language, () => false);
  const { Edit } = widgetOf(drawn);
  const id = `default-${field.key}`;
  return (
    <div className="dz-prop" data-testid="field-default">
      <label htmlFor={id}>{t("panel.default")}</label>
      <Edit id={id} field={drawn} value={(field.default as Json | undefined) ?? null} label={t("panel.default")} onChange={(value) => set("default", Array.isArray(value) && !value.length ? undefined : value)} />
    </div>
  );
}
