import { useTranslation } from "react-i18next";
import type { AppDef, FieldDef, FormDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { widgetOf } from "../../fields";
import { usePlace } from "../../fields/place";
import { type Condition, filterText, readFilter } from "../../views/conditions";
import type { Narrowed } from "../../views/segments";
import { useNarrowed } from "../../views/use_narrowed";
import type { Listing } from "./ListPage";

/** One condition in words: 「会员等级 等于 金卡」. */
function useWords({ fields, operators }: Narrowed): (condition: Condition) => string {
  const place = usePlace();
  return ({ field: key, op, values }) => {
    const field = fields.find((one) => one.key === key)!;
    const plain: FieldDef = field.look.look === "datetime" ? { ...field, look: { look: "date" } } : field;
    const { text } = widgetOf(plain);
    const one = (value: Condition["values"][number]): string => text(field.look.look === "choices" ? [value] : value, plain, place);
    return [field.label, operators[op]?.label ?? "", values.map(one).join(op === "between" ? " – " : place.words.comma)].filter(Boolean).join(" ");
  };
}

export default function FilterChips({ definition, form, listing }: { definition: AppDef; form: FormDef; listing: Listing }) {
  const { t } = useTranslation();
  const narrowed = useNarrowed(definition, form);
  const { fields, operators } = narrowed;
  const words = useWords(narrowed);
  const { filter, behind } = listing.address;
  if (!filter) return null;
  const clear = () => listing.set({ filter: undefined, behind: undefined });
  const conditions = behind ? null : readFilter(filter, fields);
  const keep = (kept: Condition[]) => listing.set({ filter: filterText(kept, fields, (op) => operators[op]?.values ?? "one") || undefined });
  const chips = conditions
    ? conditions.map((condition) => ({ text: words(condition), remove: () => keep(conditions.filter((one) => one !== condition)) }))
    : [{ text: behind ?? t("filter.advanced"), remove: clear }];
  return (
    <div className="chips">
      {chips.map(({ text, remove }, at) => (
        <span key={at} className="chip">
          {text}
          <button type="button" className="plain-button" aria-label={t("filter.remove", { label: text })} onClick={remove}>
            <Icon name="close" size={13} />
          </button>
        </span>
      ))}
      <button type="button" className="plain-button link" onClick={clear}>
        {t("list.clear_filter")}
      </button>
    </div>
  );
}
