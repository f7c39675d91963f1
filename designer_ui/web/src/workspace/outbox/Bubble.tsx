import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useMoment } from "../../fields/formats";
import type { Message } from "./outbox";
import "./outbox.css";

const SIGNS: Record<string, string> = { queued: "clock", sent: "check", simulated: "eye", failed: "alert", suppressed: "lock" };

/** A message as its reader sees it, and below how it went. */
export function Bubble({ message, zone }: { message: Message; zone: string }) {
  const { t, i18n } = useTranslation("work");
  const moment = useMoment(zone);
  const noted = message.reason ? t(i18n.exists(`outbox.${message.state}_why`, { ns: "work" }) ? `outbox.${message.state}_why` : "outbox.why", { reason: message.reason }) : i18n.exists(`outbox.${message.state}_note`, { ns: "work" }) ? t(`outbox.${message.state}_note`) : "";
  return (
    <div className="bubble-line" data-state={message.state} data-testid={`message-${message.id}`}>
      <p className="bubble">{message.text}</p>
      <span className="bubble-foot num">
        <span>{[moment(message.at), message.channelLabel].filter(Boolean).join(" · ")}</span>
        <span className="bubble-state">
          <Icon name={SIGNS[message.state] ?? "chat"} size={13} />
          {message.stateLabel}
          {noted && <span className="bubble-note">{noted}</span>}
        </span>
      </span>
    </div>
  );
}
