/** The lists people see of a form: columns, condition, order, and who sees them. */
import { Button, Select, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { activeFields, type FieldDoc, type FormDoc, type ViewDoc } from "../../commands/documents";
import { moved, setViews } from "../../commands/edit_form";
import { newKey } from "../../commands/keys";
import { freeText, textOf } from "../../commands/labels";
import { SortableList } from "../../dnd/SortableList";
import { useDocuments, useExecute, useLabel } from "../draft/DraftProvider";
import { ConditionEditor } from "../expressions/ConditionEditor";
import { SYSTEM_FIELDS } from "../expressions/paths";
import { FormFrame } from "../form/FormFrame";
import { LabelInput } from "../parts/LabelInput";
import { Block, Screen } from "../parts/Screen";

interface ViewProps {
  form: FormDoc;
  view: ViewDoc;
  set(change: Partial<ViewDoc>, merge?: string): void;
}

const listable = (form: FormDoc): FieldDoc[] => [...activeFields(form.fields).filter((field) => !field.fields), ...SYSTEM_FIELDS];

function Columns({ form, view, set }: ViewProps) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const fields = listable(form);
  const columns = view.columns ?? [];
  const name = (key: string) => label(fields.find((field) => field.key === key)?.label) || t("word.unknown");
  const left = fields.filter((field) => !columns.includes(field.key));
  return (
    <Block title={t("views.columns")} note={t("views.columns_text")}>
      <SortableList
        label={t("views.columns")}
        items={columns}
        idOf={(key) => key}
        nameOf={name}
        testIdOf={(key) => `view-column-${key}`}
        onMove={(from, to) => set({ columns: moved(columns, from, to) })}
        render={(key) => (
          <>
            <span className="grow ellipsis">{name(key)}</span>
            <button type="button" className="plain-button faint" aria-label={t("views.hide", { name: name(key) })} onClick={() => set({ columns: columns.filter((one) => one !== key) })}>
              <Icon name="close" size={14} />
            </button>
          </>
        )}
      />
      <Select
        value={null}
        placeholder={t("views.add_column")}
        aria-label={t("views.add_column")}
        data-testid="view-add-column"
        showSearch={{ optionFilterProp: "label" }}
        options={left.map((field) => ({ value: field.key, label: label(field.label) }))}
        onChange={(key: string | null) => key && set({ columns: [...columns, key] })}
      />
    </Block>
  );
}

function Order({ form, view, set }: ViewProps) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const sort = view.sort ?? [];
  const fields = listable(form);
  const replace = (index: number, text: string | null) => set({ sort: text === null ? sort.filter((_, i) => i !== index) : sort.map((one, i) => (i === index ? text : one)) });
  const free = fields.filter((field) => !sort.some((one) => one.replace(/^-/, "") === field.key));
  return (
    <Block title={t("views.sort")}>
      {sort.map((text, index) => {
        const key = text.replace(/^-/, "");
        return (
          <div key={key} className="dz-row">
            <Select
              value={key}
              aria-label={t("condition.field")}
              options={fields.filter((field) => field.key === key || free.includes(field)).map((field) => ({ value: field.key, label: label(field.label) }))}
              onChange={(next) => replace(index, (text.startsWith("-") ? "-" : "") + next)}
            />
            <Segmented
              value={text.startsWith("-") ? "down" : "up"}
              aria-label={t("views.direction")}
              options={[
                { value: "up", label: t("views.up") },
                { value: "down", label: t("views.down") },
              ]}
              onChange={(way) => replace(index, (way === "down" ? "-" : "") + key)}
            />
            <button type="button" className="plain-button faint" aria-label={t("views.no_sort", { name: label(fields.find((field) => field.key === key)?.label) })} onClick={() => replace(index, null)}>
              <Icon name="close" size={14} />
            </button>
          </div>
        );
      })}
      {free[0] && sort.length < 5 && (
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => set({ sort: [...sort, (free[0] as FieldDoc).key] })}>
          {t("views.add_sort")}
        </Button>
      )}
    </Block>
  );
}

function ViewEditor({ form, view, set }: ViewProps) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const roles = Object.values(useDocuments().roles);
  return (
    <div className="stack">
      <Block>
        <div className="dz-name-row">
          <label className="dz-prop grow">
            <span>{t("views.name")}</span>
            <LabelInput name={t("views.name")} value={view.label} testId="view-label" onChange={(text) => text && set({ label: text }, `view/${view.key}/label`)} />
          </label>
          <label className="dz-prop grow">
            <span>{t("parts.other_language")}</span>
            <LabelInput other name={t("views.name")} value={view.label} onChange={(text) => set({ label: text }, `view/${view.key}/label2`)} />
          </label>
        </div>
      </Block>
      <div className="dz-two">
        <Columns form={form} view={view} set={set} />
        <div className="stack">
          <Block title={t("views.filter")} note={t("views.filter_text")}>
            <ConditionEditor key={view.key} form={form.key} label={t("views.filter")} value={view.filter ?? ""} empty={t("views.no_filter")} onChange={(filter) => set({ filter: filter || undefined }, `view/${view.key}/filter`)} />
          </Block>
          <Order form={form} view={view} set={set} />
          <Block title={t("views.roles")}>
            <Select
              mode="multiple"
              value={view.roles ?? []}
              placeholder={t("views.everyone")}
              aria-label={t("views.roles")}
              options={roles.map((role) => ({ value: role.key, label: label(role.label) }))}
              onChange={(chosen) => set({ roles: chosen.length ? chosen : undefined })}
            />
          </Block>
        </div>
      </div>
    </div>
  );
}

function Views({ form }: { form: FormDoc }) {
  const { t, i18n } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const views = form.views ?? [];
  const [open, setOpen] = useState(views[0]?.key ?? "");
  const view = views.find((one) => one.key === open) ?? views[0];
  const edit = (change: (list: ViewDoc[]) => ViewDoc[], merge?: string) => execute(setViews(form.key, change, merge));
  const add = () => {
    const taken = views.map((one) => textOf(one.label, i18n.language));
    const fresh: ViewDoc = { key: newKey("view"), label: freeText(t("views.new"), taken), type: "table", columns: listable(form).slice(0, 5).map((field) => field.key), sort: ["-created_at"] };
    edit((list) => [...list, fresh]);
    setOpen(fresh.key);
  };
  const set = (key: string) => (change: Partial<ViewDoc>, merge?: string) =>
    edit((list) => list.map((one) => (one.key === key ? (Object.fromEntries(Object.entries({ ...one, ...change }).filter(([, value]) => value !== undefined)) as unknown as ViewDoc) : one)), merge);
  return (
    <Screen title={t("views.title")} lead={t("views.lead")} wide>
      <div className="dz-split">
        <div className="panel dz-block">
          <SortableList
            label={t("views.title")}
            items={views}
            idOf={(one) => one.key}
            nameOf={(one) => label(one.label)}
            testIdOf={(one) => `view-${one.key}`}
            onMove={(from, to) => edit((list) => moved(list, from, to))}
            render={(one) => (
              <>
                <button type="button" className={`plain-button grow ellipsis${one.key === view?.key ? " link" : ""}`} aria-pressed={one.key === view?.key} onClick={() => setOpen(one.key)}>
                  {label(one.label)}
                </button>
                <button type="button" className="plain-button faint" disabled={views.length < 2} aria-label={t("views.remove", { name: label(one.label) })} onClick={() => edit((list) => list.filter((other) => other.key !== one.key))}>
                  <Icon name="close" size={14} />
                </button>
              </>
            )}
          />
          <Button block icon={<Icon name="plus" size={14} />} data-testid="view-add" onClick={add}>
            {t("views.add")}
          </Button>
        </div>
        {view && <ViewEditor key={view.key} form={form} view={view} set={set(view.key)} />}
      </div>
    </Screen>
  );
}

export default function ViewsPage() {
  return <FormFrame>{(form) => <Views form={form} />}</FormFrame>;
}
