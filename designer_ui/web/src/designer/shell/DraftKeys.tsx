/** Undo and redo by key, their commands, and what happens when a save is refused. */
import { App } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useFailureText } from "../../app/outcomes";
import { useDraft } from "../draft/DraftProvider";
import { isTyping, useScreenCommands } from "./command_list";

export function DraftKeys() {
  const { t } = useTranslation("designer");
  const { message, modal } = App.useApp();
  const failure = useFailureText();
  const { undo, redo, settle, canUndo, canRedo, trouble } = useDraft((state) => state);
  const shown = useRef<unknown>(null);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || isTyping(event.target)) return;
      event.preventDefault();
      void (event.shiftKey ? redo() : undo());
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);

  useEffect(() => {
    if (!trouble || shown.current === trouble) return;
    shown.current = trouble;
    if (trouble.fault === "stale" && trouble.lost.length) {
      modal.confirm({
        title: t("stale.title"),
        content: t("stale.text"),
        okText: t("stale.again"),
        cancelText: t("stale.drop"),
        onOk: () => settle(true),
        onCancel: () => settle(false),
      });
      return;
    }
    message.error(failure(trouble.error) || t("saving.refused"), 6);
    settle(false);
  }, [trouble, modal, message, settle, t, failure]);

  useScreenCommands([
    { id: "undo", label: t("bar.undo"), keys: "Ctrl Z", disabled: !canUndo, run: () => void undo() },
    { id: "redo", label: t("bar.redo"), keys: "Ctrl Shift Z", disabled: !canRedo, run: () => void redo() },
  ]);
  return null;
}
