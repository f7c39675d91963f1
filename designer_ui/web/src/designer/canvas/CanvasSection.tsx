/** A section on the canvas: takes drops beside its fields, a click on its head selects it. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SectionDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useArea } from "../../dnd/parts";

interface Props {
  section: SectionDef;
  index: number;
  selected: boolean;
  over: boolean;
  select(): void;
  children: ReactNode;
}

export function CanvasSection({ section, index, selected, over, select, children }: Props) {
  const { t } = useTranslation("designer");
  const name = section.label || t("section.nth", { n: index + 1 });
  const { ref } = useArea(section.key, { section: index, name });
  return (
    <div ref={ref} className={`dz-section${selected ? " on" : ""}${over ? " over" : ""}`} data-testid={`section-${index}`}>
      <button type="button" className="dz-section-head" onClick={select} aria-pressed={selected} aria-label={t("section.edit", { name })} data-testid={`section-head-${index}`}>
        <Icon name="section" size={14} />
        {!section.label && <span>{name}</span>}
        <span className="faint">{t("section.columns_n", { count: section.columns })}</span>
        <Icon name="edit" size={13} />
      </button>
      {children}
      {!section.fields.length && <p className="dz-section-empty">{t("section.empty")}</p>}
    </div>
  );
}
