/** Presses a button of a record: asks, confirms, performs once, says what happened. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, faultMap, newKey } from "../../api/client";
import { useForgetRecords } from "../../api/queries";
import type { AppDef, ButtonDef, FormDef, RecordData, Values } from "../../api/types";
import { useFailureText } from "../../app/outcomes";
import { withTexts } from "../../i18n";

const AskDialog = lazy(withTexts(() => import("./AskDialog")));

interface Answer {
  message?: string | null;
  record?: RecordData | null;
  run?: string | null;
}

export interface Pressing {
  press: (button: ButtonDef) => void;
  /** the one under way */
  busy: string | null;
  dialog: ReactNode;
}

export function useButton(definition: AppDef, form: FormDef, record: RecordData): Pressing {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const failure = useFailureText();
  const forget = useForgetRecords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<ButtonDef | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  // the same press, sent again after a lost line, takes effect once
  const press = useRef<{ button: string; key: string } | null>(null);
  const sending = useRef(false);

  const send = async (button: ButtonDef, values: Values) => {
    if (sending.current) return;
    sending.current = true;
    setBusy(button.key);
    setFaults({});
    if (press.current?.button !== button.key) press.current = { button: button.key, key: newKey() };
    try {
      const answer = await api.post<Answer>(`/apps/${definition.key}/actions/${button.key}`, { record: record.id, values, action_id: press.current.key });
      press.current = null;
      setAsked(null);
      if (answer.record) queries.setQueryData(["records", definition.key, "one", form.key, record.id], (old: RecordData | undefined) => ({ ...answer.record!, refs: answer.record!.refs ?? old?.refs }));
      message.success(answer.message || button.done || t("button.done", { label: button.label }));
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      void queries.invalidateQueries({ queryKey: ["instances"] });
      void forget(definition.key);
    } catch (error) {
      if (!(error instanceof ApiError && error.offline)) press.current = null;
      const map = error instanceof ApiError ? faultMap(error.faults) : {};
      setFaults(map);
      if (Object.keys(map).length === 0 || !button.ask?.length) message.error(failure(error));
    } finally {
      sending.current = false;
      setBusy(null);
    }
  };
  const start = (button: ButtonDef) => {
    setFaults({});
    if (button.ask?.length || button.confirm) setAsked(button);
    else void send(button, {});
  };
  const dialog = asked && (
    <Suspense>
      <AskDialog definition={definition} form={form} record={record} button={asked} faults={faults} busy={busy !== null} onSend={(values) => void send(asked, values)} onClose={() => setAsked(null)} />
    </Suspense>
  );
  return { press: start, busy, dialog };
}
