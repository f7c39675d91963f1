/** Before anything else: a password that was handed over is replaced by one only its owner knows. */
import { Button } from "antd";
import { useEffect } from "react";
import { Logo } from "../../app/Logo";
import { useTexts } from "../../i18n";
import { PasswordForm } from "./PasswordForm";
import { useSignOut } from "./use_sign_out";
import "../signin/signin.css";

export default function FirstPassword() {
  const { t } = useTexts();
  const leave = useSignOut();
  useEffect(() => {
    document.title = `${t("me.first_title")} · ${t("product")}`;
  }, [t]);
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
