/** Before a rule acts for the first time: what about those that already meet its condition? */
import { useQuery } from "@tanstack/react-query";
import { Alert, Modal, Radio, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFailureText } from "../../app/outcomes";
import { runningRules } from "../builder_api";
import { useApp } from "../draft/DraftProvider";
import { useSwitch } from "./running";

/** The word one counts with: 37 位, 12 条. */
export const measureOf = (text: string): string => /\d[\d,]*\s*([位条张家个笔项件名])/.exec(text)?.[1] ?? (/[\u4e00-\u9fff]/.test(text) ? "条" : "");

export function SwitchOn({ rule, name, close }: { rule: string; name: string; close(): void }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const failure = useFailureText();
  const change = useSwitch();
  const [way, setWay] = useState<"now" | "backlog">("now");
  const backlog = useQuery({ queryKey: ["rules", app, rule, "backlog"], queryFn: () => runningRules.backlog(app, rule), retry: false, gcTime: 0 });
  const count = backlog.data?.count ?? 0;
  const go = () => change.mutate({ key: rule, verb: "switch_on", backlog: way === "backlog" && count > 0 }, { onSuccess: close });
  return (
    <Modal open title={t("rules.switch_title", { name })} okText={t("rules.switch_ok")} cancelText={t("parts.cancel")} confirmLoading={change.isPending} okButtonProps={{ disabled: backlog.isPending }} onOk={go} onCancel={close}>
      {backlog.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {backlog.error && <Alert type="info" title={failure(backlog.error)} />}
      {backlog.data && (
        <div className="dz-props">
          <p data-testid="backlog">{backlog.data.text}</p>
          {count > 0 && (
            <Radio.Group value={way} className="dz-radio" onChange={(event) => setWay(event.target.value as typeof way)}>
              <Radio value="now">{t("rules.from_now")}</Radio>
              <Radio value="backlog">{t("rules.also", { count, measure: measureOf(backlog.data.text) })}</Radio>
            </Radio.Group>
          )}
        </div>
      )}
    </Modal>
  );
}
