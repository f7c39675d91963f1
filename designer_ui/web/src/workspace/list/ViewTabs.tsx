import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { AppDef, FormDef } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import type { Listing } from "./ListPage";

const SaveViewDialog = lazy(() => import("./SaveViewDialog"));

export interface ViewProps {
  definition: AppDef;
  form: FormDef;
  listing: Listing;
}

/** The views of a list as tabs; what was filtered by hand can be kept as one's own view. */
export function ViewTabs(props: ViewProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const failure = useFailureText();
  const [saving, setSaving] = useState(false);
  const { definition, form, listing } = props;
  const { views, view, address, set } = listing;
  const changed = Boolean(address.filter || address.sort || address.columns);
  const remove = async (id: string) => {
    try {
      await api.remove(`/apps/${definition.key}/forms/${form.key}/views/${id}`);
      await queries.invalidateQueries({ queryKey: ["views", definition.key, form.key] });
      set({ view: undefined });
    } catch (error) {
      message.error(failure(error));
    }
  };
  if (views.length < 2 && !changed) return null;
  return (
    <nav className="view-tabs" aria-label={t("view.views")}>
      {views.map((one) => (
        <span key={one.key} className="view-tab" data-active={one.key === view.key}>
          <button type="button" className="plain-button" aria-current={one.key === view.key ? "true" : undefined} onClick={() => set({ view: one.key, filter: undefined, behind: undefined, sort: undefined, columns: undefined })}>
            {one.label}
          </button>
          {one.saved && one.key === view.key && !one.shared && (
            <button type="button" className="plain-button" aria-label={t("view.remove", { label: one.label })} onClick={() => void remove(one.saved!)}>
              <Icon name="close" size={13} />
            </button>
          )}
        </span>
      ))}
      {changed && (
        <Button type="link" size="small" icon={<Icon name="save" size={15} />} onClick={() => setSaving(true)}>
          {t("view.save")}
        </Button>
      )}
      {saving && (
        <Suspense>
          <SaveViewDialog {...props} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </nav>
  );
}
