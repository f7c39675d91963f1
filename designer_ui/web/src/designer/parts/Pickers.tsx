/** Choosing an icon and a colour for an app or a form. */
import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import { Icon, Tile } from "../../app/Icon";
import { ICONS } from "../../app/icons";
import { TINTS, tint } from "../../app/theme";

const SHOWN = [
  "app", "form", "user", "users", "shop", "building", "box", "bag", "cart", "receipt", "money", "coin", "wallet", "ticket", "gift", "medal", "star", "heart",
  "flag", "tag", "chat", "phone", "email", "bell", "task", "calendar", "clock", "map", "truck", "chart", "shield", "key", "tree", "layers", "folder", "book", "bolt", "globe",
].filter((name) => name in ICONS);

interface Props {
  icon: string | undefined;
  color: string | undefined;
  setIcon(icon: string): void;
  setColor(color: string): void;
}

export function LookPicker({ icon, color, setIcon, setColor }: Props) {
  const { t } = useTranslation("designer");
  const content = (
    <div className="dz-look">
      <div className="dz-icons" role="group" aria-label={t("parts.icon")}>
        {SHOWN.map((name, index) => (
          <button key={name} type="button" aria-label={t("parts.icon_n", { n: index + 1 })} aria-pressed={name === icon} onClick={() => setIcon(name)}>
            <Icon name={name} />
          </button>
        ))}
      </div>
      <div className="dz-colors" role="group" aria-label={t("parts.color")}>
        {TINTS.map((name) => (
          <button key={name} type="button" aria-label={t(`color.${name}`)} title={t(`color.${name}`)} aria-pressed={name === color} style={{ background: tint(name).color }} onClick={() => setColor(name)} />
        ))}
      </div>
    </div>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomLeft">
      <button type="button" className="plain-button dz-look-button" aria-label={t("parts.look")} data-testid="look">
        <Tile icon={icon ?? "form"} color={color ?? null} size={40} />
        <Icon name="down" size={14} />
      </button>
    </Popover>
  );
}
