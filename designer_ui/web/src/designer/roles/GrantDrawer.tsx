/** One line of the matrix in detail: which data, which fields. */
import { Drawer, Radio, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { activeFields, type FieldDoc, type FieldLevel, type GrantDoc, type RoleDoc } from "../../commands/documents";
import { setGrants, withFieldLevel } from "../../commands/edit_app";
import { useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { EVERY } from "./Matrix";

const OWN = "created_by == @me";
const LEVELS: readonly FieldLevel[] = ["write", "read", "masked", "hidden"];

type Which = "all" | "own" | "some";

const whichOf = (rows: string | undefined): Which => (!rows ? "all" : rows === OWN ? "own" : "some");

function Rows({ grant, set }: { grant: GrantDoc; set(rows: string | undefined, merge?: string): void }) {
  const { t } = useTranslation("designer");
  const [which, setWhich] = useState<Which>(whichOf(grant.rows));
  const every = grant.form === EVERY;
  const choose = (next: Which) => {
    setWhich(next);
    if (next === "all") set(undefined);
    if (next === "own") set(OWN);
  };
  return (
    <section className="stack">
      <h3>{t("roles.rows")}</h3>
      <Radio.Group vertical value={which} aria-label={t("roles.rows")} onChange={(event) => choose(event.target.value as Which)}>
        <Radio value="all">{t("roles.rows_all")}</Radio>
        <Radio value="own">{t("roles.rows_own")}</Radio>
        {!every && <Radio value="some">{t("roles.rows_some")}</Radio>}
      </Radio.Group>
      {which === "some" && !every && (
        <ConditionEditor form={grant.form} value={grant.rows ?? ""} label={t("roles.rows")} empty={t("roles.rows_empty")} onChange={(text) => set(text || undefined, "rows")} />
      )}
    </section>
  );
}

function Fields({ fields, grant, set }: { fields: readonly FieldDoc[]; grant: GrantDoc; set(field: string, level: FieldLevel): void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  return (
    <section className="stack">
      <h3>{t("roles.fields")}</h3>
      <ul className="dz-levels">
        {fields.map((field) => (
          <li key={field.key}>
            <span className="grow ellipsis">{label(field.label)}</span>
            <Segmented
              size="small"
              value={grant.fields?.[field.key] ?? "write"}
              aria-label={label(field.label)}
              data-testid={`level-${field.key}`}
              options={LEVELS.map((level) => ({ value: level, label: t(`level.${level}`) }))}
              onChange={(level) => set(field.key, level as FieldLevel)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function GrantDrawer({ role, index, close }: { role: RoleDoc; index: number; close(): void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const { forms } = useDocuments();
  const grant = role.grants[index] as GrantDoc;
  const form = forms[grant.form];
  const name = form ? label(form.label) : t("roles.every_form");
  const setRows = (rows: string | undefined, merge?: string) =>
    execute(
      setGrants(
        role.key,
        (grants) =>
          grants.map((one, i) => {
            if (i !== index) return one;
            const { rows: _, ...rest } = one;
            return rows ? { ...rest, rows } : rest;
          }),
        merge && `role/${role.key}/${index}/${merge}`,
      ),
    );
  return (
    <Drawer open onClose={close} size={560} title={t("roles.details", { name: `${label(role.label)} · ${name}` })}>
      <div className="stack">
        <Rows grant={grant} set={setRows} />
        {form && <Fields fields={activeFields(form.fields)} grant={grant} set={(field, level) => execute(setGrants(role.key, (grants) => withFieldLevel(grants, index, field, level)))} />}
      </div>
    </Drawer>
  );
}
