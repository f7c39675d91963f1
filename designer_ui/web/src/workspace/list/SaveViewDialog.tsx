import { useQueryClient } from "@tanstack/react-query";
import { App, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { SavedView } from "../../api/types";
import { useFailureText } from "../../app/outcomes";
import { allOf } from "../../views/all_of";
import type { ViewProps } from "./ViewTabs";

/** Keeps what was filtered, sorted and shown as a view of one's own. */
export default function SaveViewDialog({ definition, form, listing, onClose }: ViewProps & { onClose: () => void }) {
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
