import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { AppDef, FormDef, SavedView } from "../../api/types";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { allOf } from "../../views/conditions";
import type { Listing } from "./ListPage";

interface Props {
  definition: AppDef;
  form: FormDef;
  listing: Listing;
}

function SaveDialog({ definition, form, listing, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const failure = useFailureText();
  const [label, setLabel] = useState("");
  const [busy, setBusy] = useState(false);
  const { view, address, columns, sort } = listing;
  const save = async () => {
    setBusy(true);
    try {
      const body = { label: label.trim(), columns: columns.map((field) => field.key), filter: allOf(view.filter, address.filter) || null, sort: sort ? sort.split(",") : [], shared: false };
      const made = await api.post<SavedView>(`/apps/${definition.key}/forms/${form.key}/views`, body);
      await queries.invalidateQueries({ queryKey: ["views", definition.key, form.key] });
      listing.set({ view: made.id, filter: undefined, sort: undefined, columns: undefined });
      message.success(t("view.saved"));
      onClose();
    } catch (error) {
      message.error(failure(error));
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("view.save_title")} okText={t("action.save")} cancelText={t("action.cancel")} okButtonProps={{ disabled: !label.trim(), loading: busy }} onOk={() => void save()} onCancel={onClose} width={420}>
      <p className="muted" style={{ marginBottom: 12 }}>
        {t("view.save_text")}
      </p>
      <Input autoFocus aria-label={t("view.name")} placeholder={t("view.name_example")} maxLength={60} value={label} onChange={(event) => setLabel(event.target.value)} onPressEnter={() => label.trim() && void save()} />
    </Modal>
  );
}

/** The views of a list as tabs; what was filtered by hand can be kept as one's own view. */
export function ViewTabs(props: Props) {
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
          <button type="button" className="plain-button" aria-current={one.key === view.key ? "true" : undefined} onClick={() => set({ view: one.key, filter: undefined, sort: undefined, columns: undefined })}>
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
      {saving && <SaveDialog {...props} onClose={() => setSaving(false)} />}
    </nav>
  );
}
