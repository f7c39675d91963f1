import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState, type FormEvent } from "react";
import { api, ApiError } from "../../api/client";
import { changePerson } from "../../api/queries";
import { useFailureText } from "../../app/outcomes";
import { useTexts } from "../../i18n";
import "./me.css";

/** One's own password in place of another; afterwards one signs in again. */
export function PasswordForm({ title, lead }: { title: string; lead?: string }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const queries = useQueryClient();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (fresh !== again) return setFault(t("me.password_differs"));
    setBusy(true);
    setFault("");
    try {
      await api.post("/me/password", { old, new: fresh });
      message.success(t("me.password_changed"));
      changePerson(queries, null);
    } catch (error) {
      setFault(error instanceof ApiError && error.faults[0] ? error.faults[0].message : failure(error));
    }
    setBusy(false);
  };
  const box = (id: string, label: string, value: string, set: (text: string) => void, complete: string) => (
    <>
      <label htmlFor={id}>{label}</label>
      <Input.Password id={id} autoComplete={complete} value={value} onChange={(event) => set(event.target.value)} />
    </>
  );
  return (
    <form className="panel me-panel me-form" onSubmit={(event) => void submit(event)}>
      {lead ? <h1>{title}</h1> : <h2>{title}</h2>}
      {lead && <p className="muted">{lead}</p>}
      {box("old", t("me.password_old"), old, setOld, "current-password")}
      {box("fresh", t("me.password_new"), fresh, setFresh, "new-password")}
      {box("again", t("me.password_again"), again, setAgain, "new-password")}
      <div role="alert" className="me-fault">
        {fault}
      </div>
      <Button htmlType="submit" type="primary" loading={busy} disabled={!old || !fresh || !again}>
        {t("me.password_change")}
      </Button>
    </form>
  );
}
