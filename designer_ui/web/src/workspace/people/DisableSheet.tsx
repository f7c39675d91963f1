/** Taking somebody out of service: what they leave behind, and who takes over their tasks. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { api } from "../../api/client";
import { Failure, Waiting } from "../../app/outcomes";
import { Sheet } from "../../app/Sheet";
import { useTexts } from "../../i18n";
import { type User, useUsers } from "./people";

interface Left {
  only_holder_of: { label: string; app_label: string }[];
  tasks?: number;
}

interface Props {
  user: User;
  busy: boolean;
  onDisable: (handOverTo: string | null) => void;
  onClose: () => void;
}

function Ask({ user, left, busy, onDisable, onClose }: Props & { left: Left }) {
  const { t } = useTexts();
  const id = useId();
  const [to, setTo] = useState<string | null>(null);
  const others = (useUsers("").data ?? []).filter((one) => one.active && one.id !== user.id);
  const tasks = left.tasks ?? 0;
  return (
    <>
      {left.only_holder_of.length > 0 && <p>{t("people.disable_left", { roles: left.only_holder_of.map((role) => `${role.app_label} · ${role.label}`).join(t("word.comma")) })}</p>}
      {tasks > 0 && (
        <>
          <label htmlFor={id}>{t("people.hand_over", { n: tasks })}</label>
          <Select id={id} value={to ?? undefined} onChange={setTo} placeholder={t("people.hand_over_hint")} showSearch={{ optionFilterProp: "label" }} options={others.map((one) => ({ value: one.id, label: one.name }))} data-testid="hand-over" />
        </>
      )}
      <p className="muted">{t("people.disable_text")}</p>
      <div className="sheet-foot">
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button type="primary" danger loading={busy} disabled={tasks > 0 && !to} onClick={() => onDisable(to)} data-testid="disable-confirm">
          {t("people.disable")}
        </Button>
      </div>
    </>
  );
}

export default function DisableSheet(props: Props) {
  const { t } = useTexts();
  const { user, onClose } = props;
  const left = useQuery({ queryKey: ["people", "left", user.id], queryFn: () => api.get<Left>(`/users/${user.id}/hand_over`), staleTime: 0 });
  return (
    <Sheet title={t("people.disable_ask", { name: user.name })} onClose={onClose}>
      <div className="sheet-body" data-testid="disable-sheet">
        {left.error ? <Failure error={left.error} /> : left.data ? <Ask {...props} left={left.data} /> : <Waiting rows={2} />}
      </div>
    </Sheet>
  );
}
