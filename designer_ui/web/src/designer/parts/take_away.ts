/** Asks before something of the app goes, in the words that take away fear. */
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { Command } from "../../commands/command";
import type { Label } from "../../commands/documents";
import { useExecute, useLabel } from "../draft/DraftProvider";

/** Texts of a room say what going means: `remove_title`, `remove_text`, `remove_ok`. `warning`: said instead where there is more to know. */
type Room = "reports" | "dashboards" | "segments" | "rules";

export function useTakeAway<T extends { key: string; label: Label }>(room: Room, remove: (key: string) => Command, warning?: (doc: T) => string | undefined): (doc: T, then?: () => void) => void {
  const { t } = useTranslation("designer");
  const say = useLabel();
  const execute = useExecute();
  const { modal } = App.useApp();
  return (doc, then) =>
    modal.confirm({
      title: t(`${room}.remove_title`, { name: say(doc.label) }),
      content: warning?.(doc) ?? t(`${room}.remove_text`),
      okText: t(`${room}.remove_ok`),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(remove(doc.key));
        then?.();
      },
    });
}
