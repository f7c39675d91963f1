/** In which order records are taken: fields, each upwards or downwards. */
import { Select, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { activeFields } from "../../commands/documents";
import { useDocuments, useLabel } from "../draft/DraftProvider";
import { SYSTEM_FIELDS } from "../expressions/paths";

export function SortFields({ form, value, onChange, label }: { form: string; value: string[]; onChange(sort: string[]): void; label: string }) {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const fields = [...activeFields(useDocuments().forms[form]?.fields).filter((field) => !field.fields), ...SYSTEM_FIELDS];
  const plain = (one: string) => one.replace(/^-/, "");
  const nameOf = (key: string) => say(fields.find((field) => field.key === key)?.label) || t("word.unknown");
  const left = fields.filter((field) => !value.some((one) => plain(one) === field.key));
  return (
    <div className="dz-items" role="group" aria-label={label}>
      {value.map((one) => (
        <div key={plain(one)} className="row">
          <span className="grow ellipsis">{nameOf(plain(one))}</span>
          <Segmented
            size="small"
            value={one.startsWith("-") ? "down" : "up"}
            aria-label={nameOf(plain(one))}
            options={[
              { value: "up", label: t("config.up") },
              { value: "down", label: t("config.down") },
            ]}
            onChange={(way) => onChange(value.map((other) => (other === one ? (way === "down" ? `-${plain(one)}` : plain(one)) : other)))}
          />
          <button type="button" className="plain-button faint" aria-label={t("config.remove_value", { name: nameOf(plain(one)) })} onClick={() => onChange(value.filter((other) => other !== one))}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      <Select value={null} size="small" className="dz-add-select" placeholder={t("config.add_sort")} aria-label={`${label}${t("parts.colon")}${t("config.add_sort")}`} options={left.map((field) => ({ value: field.key, label: say(field.label) }))} onChange={(key: string | null) => key && onChange([...value, key])} />
    </div>
  );
}
