/** What one may do here and now: the two main acts, the rest behind 「更多」. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { ActName, Instance } from "../../api/work";
import { Icon } from "../../app/Icon";

export type InstanceAct = "withdraw" | "cancel" | "retry" | "skip" | "migrate";

interface Props {
  instance: Instance;
  onAct: (name: ActName) => void;
  onInstance: (name: InstanceAct) => void;
  onUrge: () => void;
}

const MAIN: { name: ActName; primary: boolean }[] = [
  { name: "reject", primary: false },
  { name: "approve", primary: true },
  { name: "submit", primary: true },
  { name: "done", primary: true },
  { name: "take_back", primary: false },
];
const FURTHER: { name: ActName; icon: string }[] = [
  { name: "return", icon: "undo" },
  { name: "transfer", icon: "right" },
  { name: "delegate", icon: "user" },
];
const SIGNERS = ["add_before", "add_after", "add_parallel"];
const OWN: { name: InstanceAct; icon: string; danger?: boolean }[] = [
  { name: "withdraw", icon: "undo" },
  { name: "retry", icon: "restore" },
  { name: "skip", icon: "right" },
  { name: "migrate", icon: "up" },
  { name: "cancel", icon: "close", danger: true },
];

export function ActBar({ instance, onAct, onInstance, onUrge }: Props) {
  const { t } = useTranslation("work");
  const offered = new Set(instance.my_task?.actions ?? []);
  const can = new Set(instance.can);
  const main = MAIN.filter(({ name }) => offered.has(name));
  const further = [
    ...FURTHER.filter(({ name }) => offered.has(name)).map(({ name, icon }) => ({ key: name, icon: <Icon name={icon} size={16} />, label: t(name === "return" ? "act.return_more" : `act.${name}`), onClick: () => onAct(name) })),
    ...(SIGNERS.some((name) => offered.has(name)) ? [{ key: "add_signer", icon: <Icon name="plus" size={16} />, label: t("act.add_signer"), onClick: () => onAct("add_signer") }] : []),
    ...(offered.has("remove_signer") ? [{ key: "remove_signer", icon: <Icon name="close" size={16} />, label: t("act.remove_signer"), onClick: () => onAct("remove_signer") }] : []),
  ];
  const own = OWN.filter(({ name }) => can.has(name)).map(({ name, icon, danger }) => ({ key: name, danger, icon: <Icon name={icon} size={16} />, label: t(name === "cancel" ? "act.cancel_flow" : `act.${name}`), onClick: () => onInstance(name) }));
  const urge = can.has("urge") ? [{ key: "urge", danger: false, icon: <Icon name="bell" size={16} />, label: t("act.urge"), onClick: onUrge }] : [];
  // who has nothing to decide sees their few acts as buttons
  const direct = main.length ? [] : [...urge, ...own];
  const more = main.length ? [...further, ...urge, ...own] : further;
  if (!main.length && !direct.length && !more.length) return null;
  return (
    <div className="act-bar" role="group" aria-label={t("act.bar")}>
      {more.length > 0 && (
        <Dropdown trigger={["click"]} placement="topLeft" menu={{ items: more }}>
          <Button icon={<Icon name="more" size={18} />} data-testid="act-more">
            {t("act.more")}
          </Button>
        </Dropdown>
      )}
      <span className="grow act-gap" />
      {direct.map((one) => (
        <Button key={one.key} icon={one.icon} danger={one.danger} onClick={one.onClick} data-testid={`act-${one.key}`}>
          {one.label}
        </Button>
      ))}
      {main.map(({ name, primary }) => (
        <Button key={name} type={primary ? "primary" : "default"} danger={name === "reject"} size="large" onClick={() => onAct(name)} data-testid={`act-${name}`}>
          {(name === "submit" && instance.my_task?.submit_label) || t(`act.${name}`)}
        </Button>
      ))}
    </div>
  );
}
