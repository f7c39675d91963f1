/** Where a report or a dashboard is used: what must be changed before it can go for good. */
import { useTranslation } from "react-i18next";
import type { Documents, Label, MenuDoc } from "../../commands/documents";
import { useDocuments, useLabel } from "../draft/DraftProvider";

export interface Use {
  at: "dashboard" | "report" | "menu";
  label: Label;
}

const entries = (menu: readonly MenuDoc[] = []): MenuDoc[] => menu.flatMap((entry) => [entry, ...entries(entry.items)]);

const inMenu = (documents: Documents, fits: (entry: MenuDoc) => boolean): Use[] => (entries(documents.app.menu).some(fits) ? [{ at: "menu", label: "" }] : []);

/** The dashboards that show a report, the other reports that lead to it, the menu. */
export const usesOfReport = (documents: Documents, key: string): Use[] => [
  ...Object.values(documents.dashboards).filter((one) => one.tiles?.some((tile) => tile.report === key)).map(({ label }): Use => ({ at: "dashboard", label })),
  ...Object.values(documents.reports).filter((one) => one.key !== key && one.drill?.some((way) => way.report === key)).map(({ label }): Use => ({ at: "report", label })),
  ...inMenu(documents, (entry) => entry.report === key),
];

export const usesOfDashboard = (documents: Documents, key: string): Use[] => inMenu(documents, (entry) => entry.dashboard === key);

/** What is said before something is taken away that is used somewhere; undefined where it is not. */
export function useUsed(): (find: (documents: Documents) => Use[]) => string | undefined {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const documents = useDocuments();
  return (find) => {
    const names = find(documents).map(({ at, label }) => t(`reports.used_at.${at}`, { name: say(label) }));
    return names.length ? t("reports.remove_used", { names: names.join(t("parts.comma")) }) : undefined;
  };
}
