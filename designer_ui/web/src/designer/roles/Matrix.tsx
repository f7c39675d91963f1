/** Forms down, actions across. What 「所有表单」 allows is shown as allowed in every row. */
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GrantDoc, RoleDoc } from "../../commands/documents";
import { setGrants, switchAction } from "../../commands/edit_app";
import { useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { Block } from "../parts/Screen";
import { GrantDrawer } from "./GrantDrawer";

export const ACTIONS = ["read", "create", "update", "delete", "export", "import"] as const;
export const EVERY = "*";

interface Line {
  form: string;
  name: string;
  /** Place among the role's grants; -1 where nothing is said yet. */
  index: number;
  /** A further rule on a form that has one already. */
  further: boolean;
}

/** One line per form, and one more per further rule on it. */
function linesOf(grants: readonly GrantDoc[], names: readonly { form: string; name: string }[]): Line[] {
  return names.flatMap(({ form, name }) => {
    const indexes = grants.flatMap((grant, index) => (grant.form === form ? [index] : []));
    const listed = indexes.length ? indexes : [-1];
    return listed.map((index, at) => ({ form, name, index, further: at > 0 }));
  });
}

function Summary({ grant, open, name }: { grant: GrantDoc | undefined; open(): void; name: string }) {
  const { t } = useTranslation("designer");
  if (!grant) return <span className="faint">—</span>;
  const limited = Object.keys(grant.fields ?? {}).length;
  const rows = !grant.rows ? t("roles.rows_all") : grant.rows === "created_by == @me" ? t("roles.rows_own") : t("roles.rows_some");
  return (
    <Button size="small" aria-label={t("roles.details", { name })} data-testid={`grant-${grant.form}`} onClick={open}>
      {rows} · {limited ? t("roles.fields_limited", { count: limited }) : t("roles.fields_all")}
    </Button>
  );
}

export function Matrix({ role }: { role: RoleDoc }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const { forms } = useDocuments();
  const [open, setOpen] = useState<number | null>(null);
  const names = [{ form: EVERY, name: t("roles.every_form") }, ...Object.values(forms).map((form) => ({ form: form.key, name: label(form.label) }))];
  const everywhere = new Set(role.grants.filter((grant) => grant.form === EVERY && !grant.rows).flatMap((grant) => grant.actions));
  const flip = (line: Line, action: string, on: boolean) =>
    execute(
      setGrants(role.key, (grants) => {
        if (line.index < 0 || !line.further) return switchAction(grants, line.form, action, on);
        const only = switchAction([grants[line.index] as GrantDoc], line.form, action, on);
        return grants.flatMap((grant, index) => (index === line.index ? only : [grant]));
      }),
    );
  return (
    <Block title={t("roles.matrix")} note={t("roles.matrix_text")}>
      <div className="dz-matrix-scroll">
        <table className="dz-matrix" data-testid="matrix">
          <thead>
            <tr>
              <th scope="col">{t("roles.form")}</th>
              {ACTIONS.map((action) => (
                <th key={action} scope="col">
                  {t(`action.${action}`)}
                </th>
              ))}
              <th scope="col">{t("roles.what_they_see")}</th>
            </tr>
          </thead>
          <tbody>
            {linesOf(role.grants, names).map((line) => {
              const grant = role.grants[line.index];
              const name = line.further ? t("roles.further", { name: line.name }) : line.name;
              return (
                <tr key={`${line.form} ${line.index}`}>
                  <th scope="row">{name}</th>
                  {ACTIONS.map((action) => {
                    const inherited = line.form !== EVERY && everywhere.has(action);
                    return (
                      <td key={action}>
                        <Checkbox
                          checked={inherited || (grant?.actions.includes(action) ?? false)}
                          disabled={inherited}
                          aria-label={`${name} · ${t(`action.${action}`)}`}
                          title={inherited ? t("roles.inherited") : undefined}
                          data-testid={`may-${line.form === EVERY ? "every" : line.form}-${action}`}
                          onChange={(event) => flip(line, action, event.target.checked)}
                        />
                      </td>
                    );
                  })}
                  <td>
                    <Summary grant={grant} name={name} open={() => setOpen(line.index)} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {open !== null && role.grants[open] && <GrantDrawer role={role} index={open} close={() => setOpen(null)} />}
    </Block>
  );
}
