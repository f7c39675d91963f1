/** Who may do what: the roles of an app and, for the chosen one, its matrix. */
import { Link } from "@tanstack/react-router";
import { App, Button, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { useGo, useParam } from "../../app/routing";
import type { RoleDoc } from "../../commands/documents";
import { addRole, removeRole, setRole } from "../../commands/edit_app";
import { newKey } from "../../commands/keys";
import { freeText, textOf } from "../../commands/labels";
import { useApp, useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { LabelInput } from "../parts/LabelInput";
import { Block, Screen } from "../parts/Screen";
import { useScreenCommands } from "../shell/command_list";
import { Holders } from "./Holders";
import { Matrix } from "./Matrix";

const APP_RIGHTS = ["design", "people"];

function About({ role }: { role: RoleDoc }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const { modal } = App.useApp();
  const app = useApp();
  const go = useGo();
  const count = Object.keys(useDocuments().roles).length;
  const remove = () =>
    modal.confirm({
      title: t("roles.remove_title", { name: label(role.label) }),
      content: t("roles.remove_text"),
      okText: t("roles.remove"),
      cancelText: t("parts.cancel"),
      onOk: () => {
        execute(removeRole(role.key));
        go(`/design/${app}/roles`);
      },
    });
  const rights = role.apps ?? [];
  return (
    <Block>
      <div className="dz-name-row">
        <label className="dz-prop grow">
          <span>{t("roles.name")}</span>
          <LabelInput name={t("roles.name")} value={role.label} testId="role-label" onChange={(text) => text && execute(setRole(role.key, "label", text))} />
        </label>
        <label className="dz-prop grow">
          <span>{t("parts.other_language")}</span>
          <LabelInput other name={t("roles.name")} value={role.label} onChange={(text) => execute(setRole(role.key, "label", text))} />
        </label>
        <Button disabled={count < 2} onClick={remove}>
          {t("roles.remove")}
        </Button>
      </div>
      <div className="row wrap">
        {APP_RIGHTS.map((right) => (
          <Checkbox
            key={right}
            checked={rights.includes(right)}
            onChange={(event) => {
              const next = event.target.checked ? [...rights, right] : rights.filter((one) => one !== right);
              execute(setRole(role.key, "apps", next.length ? next : undefined));
            }}
          >
            {t(`roles.may_${right}`)}
          </Checkbox>
        ))}
      </div>
    </Block>
  );
}

function RoleList({ chosen, add }: { chosen: string | undefined; add(): void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const app = useApp();
  const roles = Object.values(useDocuments().roles);
  return (
    <nav className="panel dz-block" aria-label={t("nav.roles")}>
      <ul className="dz-role-list">
        {roles.map((role) => (
          <li key={role.key}>
            <Link to={`/design/${app}/roles/${role.key}`} className={role.key === chosen ? "on" : undefined} aria-current={role.key === chosen ? "page" : undefined} data-testid={`role-${role.key}`}>
              <Icon name="shield" size={16} />
              <span className="ellipsis">{label(role.label)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Button block icon={<Icon name="plus" size={14} />} data-testid="role-add" onClick={add}>
        {t("roles.add")}
      </Button>
    </nav>
  );
}

export default function RolesPage() {
  const { t, i18n } = useTranslation("designer");
  const app = useApp();
  const go = useGo();
  const execute = useExecute();
  const { roles } = useDocuments();
  const wanted = useParam("role");
  const role = roles[wanted] ?? Object.values(roles)[0];
  const add = () => {
    const key = newKey("role", Object.keys(roles));
    execute(addRole({ key, label: freeText(t("roles.new"), Object.values(roles).map((one) => textOf(one.label, i18n.language))), grants: [{ form: "*", actions: ["read"] }] }));
    go(`/design/${app}/roles/${key}`);
  };
  useScreenCommands([{ id: "add-role", label: t("roles.add"), run: add }]);
  return (
    <Screen title={t("nav.roles")} lead={t("roles.lead")} wide>
      <div className="dz-split">
        <RoleList chosen={role?.key} add={add} />
        {role && (
          <div className="stack" key={role.key}>
            <About role={role} />
            <Matrix role={role} />
            <Holders role={role} />
          </div>
        )}
      </div>
    </Screen>
  );
}
