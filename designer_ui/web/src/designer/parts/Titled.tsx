/** What pages about one document of a list share: the way back and its name above, and what stands there when it is gone. */
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { Outcome } from "../../app/outcomes";
import type { Label } from "../../commands/documents";
import { textOf, withText } from "../../commands/labels";
import { useApp } from "../draft/DraftProvider";

/** The list a document belongs to. */
type Room = "reports" | "dashboards" | "segments" | "rules" | "workflows";

interface TitleProps {
  room: Room;
  label: Label;
  /** What the name is the name of, for those who hear it. */
  name: string;
  testId: string;
  write(label: Label): void;
}

/** The way back to the list, and the name, which is changed where it stands; it is never empty. */
export function Title({ room, label, name, testId, write }: TitleProps) {
  const { t, i18n } = useTranslation("designer");
  const app = useApp();
  const text = textOf(label, i18n.language);
  return (
    <>
      <Link to={`/design/${app}/${room}`} className="dz-back" aria-label={t(`nav.${room}`)} title={t(`nav.${room}`)}>
        <Icon name="back" />
      </Link>
      <h1 className="sr-only">{text}</h1>
      <Input
        variant="borderless"
        className="dz-title-input"
        value={text}
        aria-label={name}
        data-testid={testId}
        onChange={(event) => event.target.value && write(withText(label, i18n.language, i18n.language, event.target.value))}
      />
    </>
  );
}

/** The document is gone: what that means, and the way back. */
export function Gone({ room, icon, title, text }: { room: Room; icon: string; title: string; text: string }) {
  const { t } = useTranslation("designer");
  const app = useApp();
  return (
    <Outcome
      icon={icon}
      title={title}
      text={text}
      action={
        <Link to={`/design/${app}/${room}`}>
          <Button icon={<Icon name="back" />}>{t(`nav.${room}`)}</Button>
        </Link>
      }
    />
  );
}
