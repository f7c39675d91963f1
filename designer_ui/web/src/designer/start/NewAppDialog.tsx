/** A blank app needs only its name; Enter is enough. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Input, Modal, type ButtonProps, type InputRef } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFailureText } from "../../app/outcomes";
import { builder } from "../builder_api";

export function NewAppDialog({ open, close, opened }: { open: boolean; close(): void; opened(app: string): void }) {
  const { t } = useTranslation("designer");
  const failure = useFailureText();
  const input = useRef<InputRef>(null);
  const [label, setLabel] = useState<string | null>(null);
  const name = label ?? t("start.default_name");
  const create = useMutation({ mutationFn: () => builder.create(name.trim()), onSuccess: ({ app }) => opened(app) });
  const submit = () => {
    if (name.trim() && !create.isPending) create.mutate();
  };
  return (
    <Modal
      open={open}
      title={t("start.blank")}
      okText={t("start.create")}
      cancelText={t("parts.cancel")}
      okButtonProps={{ disabled: !name.trim(), "data-testid": "create-app" } as ButtonProps}
      confirmLoading={create.isPending}
      onOk={submit}
      onCancel={close}
      afterOpenChange={(now) => now && input.current?.focus({ cursor: "all" })}
      destroyOnHidden
      width={440}
    >
      <label className="dz-prop">
        <span>{t("start.name")}</span>
        <Input ref={input} size="large" maxLength={60} value={name} data-testid="app-name" onChange={(event) => setLabel(event.target.value)} onPressEnter={submit} />
      </label>
      <p className="muted">{t("start.name_help")}</p>
      {create.error && <Alert type="error" showIcon title={failure(create.error)} />}
    </Modal>
  );
}
