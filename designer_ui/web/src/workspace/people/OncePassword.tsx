import { App, Button, Modal } from "antd";
import { useTexts } from "../../i18n";
import { Icon } from "../../app/Icon";

/** A first or new password, shown this once. */
export function OncePassword({ name, login, password, onClose }: { name: string; login: string; password: string; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard?.writeText(t("people.password_note", { login, password }));
    message.success(t("action.copied"));
  };
  return (
    <Modal
      open
      closable={false}
      mask={{ closable: false }}
      width={440}
      title={t("people.password_title", { name })}
      footer={
        <>
          <Button icon={<Icon name="copy" size={15} />} onClick={() => void copy()}>
            {t("action.copy")}
          </Button>
          <Button type="primary" onClick={onClose} data-testid="password-seen">
            {t("people.password_seen")}
          </Button>
        </>
      }
    >
      <p className="muted">{t("people.password_once")}</p>
      <output className="once-password num" data-testid="once-password">
        {password}
      </output>
    </Modal>
  );
}
