/** What one does to a whole workflow: withdraw, cancel, retry, skip; and urging those it waits for. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Input } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey } from "../../api/client";
import { useForgetRecords, useSession } from "../../api/queries";
import type { Instance } from "../../api/work";
import { useFailureText } from "../../app/outcomes";
import type { InstanceAct } from "./ActBar";
import { instanceApi } from "./instances";

export function useInstanceActs(instance: Instance | undefined): { act: (name: InstanceAct) => void; urge: () => void } {
  const { t } = useTranslation("work");
  const { message, modal } = App.useApp();
  const failure = useFailureText();
  const queries = useQueryClient();
  const forget = useForgetRecords();
  const me = useSession().data?.user.id;
  const busy = useRef(false);

  const attempt = async (work: () => Promise<unknown>, done: string) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await work();
      message.success(done);
    } catch (error) {
      message.error(failure(error));
    } finally {
      busy.current = false;
      void queries.invalidateQueries({ queryKey: ["instances"] });
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      if (instance) void forget(instance.app);
    }
  };
  const act = (name: InstanceAct) => {
    if (!instance) return;
    const said = { comment: "" };
    const action_id = newKey();
    modal.confirm({
      title: t(`ask.${name}`),
      content: (
        <div className="sheet-body">
          <p>{t(`ask.${name}_text`)}</p>
          <Input.TextArea aria-label={t("act.comment_optional")} placeholder={t("act.comment_optional")} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} onChange={(event) => (said.comment = event.target.value)} />
        </div>
      ),
      okText: t(name === "cancel" ? "act.cancel_flow" : `act.${name}`),
      cancelText: t("act.cancel"),
      okButtonProps: { danger: name === "cancel" },
      onOk: () => attempt(() => api.post(`${instanceApi(instance.app, instance.workflow, instance.id)}:${name}`, { action_id, ...(said.comment.trim() ? { comment: said.comment.trim() } : {}) }), t(`acted.${name}`)),
    });
  };
  const urge = () => {
    if (!instance) return;
    const waiting = instance.tasks.filter((task) => task.state === "pending" && !task.candidates?.some((one) => one.id === me));
    void attempt(() => Promise.all(waiting.map((task) => api.post(`/tasks/${task.id}:urge`, { action_id: newKey() }))), t("acted.urge"));
  };
  return { act, urge };
}
