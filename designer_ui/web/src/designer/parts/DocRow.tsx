/** One line of a list of the app's documents: its picture, its name as a link, what it says, what can be done with it. */
import { Link } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";

interface Props {
  to: string;
  name: string;
  testId: string;
  picture: ReactNode;
  /** Beside the name. */
  tag?: ReactNode;
  items: { key: string; label: string; onClick(): void }[];
  children: ReactNode;
}

export function DocRow({ to, name, testId, picture, tag, items, children }: Props) {
  const { t } = useTranslation("designer");
  const link = (
    <Link to={to} className="dz-rule-name">
      {name}
    </Link>
  );
  return (
    <li className="panel dz-rule-row" data-testid={testId}>
      {picture}
      <div className="grow">
        {tag ? (
          <div className="row">
            {link}
            {tag}
          </div>
        ) : (
          link
        )}
        {children}
      </div>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <Button type="text" size="small" aria-label={t("parts.more_of", { name })} icon={<Icon name="more" />} />
      </Dropdown>
    </li>
  );
}
