/** Somebody else saved first: both values of each clashing field, and a choice. */
import { Button, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormDef, Json } from "../../api/types";
import { widgetOf } from "../../fields";
import { useAgo } from "../../fields/formats";
import { usePlace } from "../../fields/place";
import type { Clash } from "./useSave";

export function ConflictDialog({ form, clash, onSettle }: { form: FormDef; clash: Clash; onSettle: (mine: string[]) => void }) {
  const { t } = useTranslation();
  const { zone } = usePlace();
  const ago = useAgo(zone);
  const [mine, setMine] = useState<string[]>(clash.fields);
  const fields = clash.fields.map((key) => form.fields.find((field) => field.key === key)).filter((field) => field !== undefined);
  const labels = fields.map((field) => t("conflict.quoted", { label: field.label })).join(t("word.comma"));
  const choose = (key: string, keep: boolean) => setMine((keys) => (keep ? [...keys, key] : keys.filter((one) => one !== key)));
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={620}
      title={t("conflict.title", { by: clash.by, at: clash.at ? ago(clash.at) : "", fields: labels })}
      footer={
        fields.length > 1 ? (
          <Button type="primary" onClick={() => onSettle(mine)}>
            {t("conflict.save")}
          </Button>
        ) : (
          <>
            <Button onClick={() => onSettle([])}>{t("conflict.theirs", { by: clash.by })}</Button>
            <Button type="primary" onClick={() => onSettle(clash.fields)}>
              {t("conflict.mine")}
            </Button>
          </>
        )
      }
    >
      <div className="stack">
        {fields.map((field) => {
          const { View } = widgetOf(field);
          const both: [boolean, string, Json][] = [
            [true, t("conflict.my_value"), clash.mine[field.key] ?? null],
            [false, t("conflict.their_value", { by: clash.by }), clash.fresh.values[field.key] ?? null],
          ];
          return (
            <div key={field.key} role="group" aria-label={field.label}>
              <h3>{field.label}</h3>
              <div className="conflict-pair">
                {both.map(([keep, words, value]) => (
                  <label key={words} className="conflict-side" data-chosen={fields.length > 1 && mine.includes(field.key) === keep}>
                    <span className="faint">
                      {fields.length > 1 && <Radio checked={mine.includes(field.key) === keep} onChange={() => choose(field.key, keep)} />} {words}
                    </span>
                    <View field={field} value={value} />
                  </label>
                ))}
              </div>
            </div>
          );
        })}
      </div>
    </Modal>
  );
}
