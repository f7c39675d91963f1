/** Which message is sent, with its text as it stands. */
import { Link } from "@tanstack/react-router";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { textOf } from "../../commands/labels";
import { useApp, useDocuments, useLabel } from "../draft/DraftProvider";
import { useSource } from "../expressions/use_source";
import { templatePieces } from "./text_expression";

export function MessageSelect({ value, onChange, label }: { value: string; onChange(key: string): void; label: string }) {
  const { t, i18n } = useTranslation("designer");
  const say = useLabel();
  const app = useApp();
  const messages = useDocuments().messages;
  const chosen = messages[value];
  const { place, words } = useSource(chosen?.form ?? "");
  return (
    <div className="dz-props">
      <Select value={value || undefined} aria-label={label} placeholder={t("config.choose")} notFoundContent={t("messages.none")} data-testid="pick-message" options={Object.values(messages).map((one) => ({ value: one.key, label: say(one.label) }))} onChange={onChange} />
      {chosen && (
        <p className="dz-bubble small">
          {templatePieces(textOf(chosen.text, i18n.language), place, words).map((piece, index) => (piece.chip ? <span key={index} className="dz-x-chip">{piece.chip.label}</span> : <span key={index}>{piece.text}</span>))}
        </p>
      )}
      <Link to={`/design/${app}/messages${chosen ? `/${chosen.key}` : ""}`} className="link dz-small">
        {chosen ? t("messages.edit") : t("messages.write")}
      </Link>
    </div>
  );
}
