/** Before anything else: a password that was handed over is replaced by one only its owner knows. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect } from "react";
import { api } from "../../api/client";
import { changePerson } from "../../api/queries";
import { Logo } from "../../app/Logo";
import { useTexts } from "../../i18n";
import { PasswordForm } from "./PasswordForm";
import "../signin/signin.css";

export default function FirstPassword() {
  const { t } = useTexts();
  const queries = useQueryClient();
  useEffect(() => {
    document.title = `${t("me.first_title")} · ${t("product")}`;
  }, [t]);
  const leave = async () => {
    await api.remove("/session").catch(() => undefined);
    changePerson(queries, null);
  };
  return (
    <main className="signin">
      <div className="signin-box" data-testid="first-password">
        <header className="row between">
          <Logo />
          <Button type="text" onClick={() => void leave()}>
            {t("me.sign_out")}
          </Button>
        </header>
        <PasswordForm title={t("me.first_title")} lead={t("me.first_lead")} />
      </div>
    </main>
  );
}
