/** Whether a rule acts: 已开启 / 已暂停 / 未开启, and one click to change it. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo } from "../../app/routing";
import type { RuleState } from "../builder_api";
import { useApp } from "../draft/DraftProvider";
import { useSwitch } from "./running";
import { SwitchOn } from "./SwitchOn";

const SIGNS = { on: "play", paused: "clock", off: "close" } as const;

export function StateTag({ running }: { running: RuleState | undefined }) {
  const { t } = useTranslation("designer");
  const state = running?.state ?? "draft";
  return (
    <span className={`tag dz-state ${state}`} data-testid="rule-state">
      <Icon name={state === "draft" ? "edit" : SIGNS[state]} size={12} />
      {t(`rules.state.${state}`)}
    </span>
  );
}

export function StateButtons({ rule, name, running }: { rule: string; name: string; running: RuleState | undefined }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const change = useSwitch();
  const [asking, setAsking] = useState(false);
  if (!running) {
    return (
      <Button size="small" title={t("rules.publish_first")} data-testid={`publish-first-${rule}`} onClick={() => go(`/design/${app}/publish`)}>
        {t("rules.publish_to_switch")}
      </Button>
    );
  }
  const verb = running.state === "on" ? "pause" : "resume";
  return (
    <>
      {running.state === "off" ? (
        <Button size="small" type="primary" data-testid={`switch-on-${rule}`} aria-label={t("rules.switch_on_name", { name })} onClick={() => setAsking(true)}>
          {t("rules.switch_on")}
        </Button>
      ) : (
        <Button size="small" loading={change.isPending} data-testid={`${verb}-${rule}`} aria-label={t(`rules.${verb}_name`, { name })} onClick={() => change.mutate({ key: rule, verb })}>
          {t(`rules.${verb}`)}
        </Button>
      )}
      {asking && <SwitchOn rule={rule} name={name} close={() => setAsking(false)} />}
    </>
  );
}
