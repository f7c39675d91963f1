/** The columns of a subtable: add, order, and the same properties as any field. */
import { Button, Dropdown, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../app/Icon";
import { activeFields, type FieldDoc, type FormDoc } from "../../commands/documents";
import { setColumns, write } from "../../commands/edit_fields";
import { moved } from "../../commands/edit_form";
import { SortableList } from "../../dnd/SortableList";
import { newField } from "../canvas/new_field";
import { useExecute, useKinds, useLabel, useOpened } from "../draft/DraftProvider";
import { kindIcon } from "../parts/kind_icon";
import { FieldForm } from "./FieldForm";

const NOT_IN_ROWS = new Set(["subtable", "rollup", "sequence", "file"]);

export function SubtableColumns({ form, field }: { form: FormDoc; field: FieldDoc }) {
  const { t, i18n } = useTranslation("designer");
  const label = useLabel();
  const execute = useExecute();
  const { store } = useOpened();
  const kinds = useKinds().fields.filter((kind) => !NOT_IN_ROWS.has(kind.name));
  const iconOf = (type: string) => kindIcon(kinds.find((kind) => kind.name === type) ?? { name: type, icon: "form" });
  const [open, setOpen] = useState<string | null>(null);
  const columns = activeFields(field.fields);
  const gone = (field.fields ?? []).filter((column) => column.archived);
  const edit = (change: (columns: FieldDoc[]) => FieldDoc[], merge?: string) => execute(setColumns(form.key, field.key, change, merge));
  const set = (key: string, name: string, value: unknown) =>
    edit(
      (list) =>
        list.map((column) => {
          if (column.key !== key) return column;
          const next = { ...column };
          write(next, name, value === false && name !== "default" ? undefined : value);
          return next;
        }),
      `form/${form.key}/${field.key}/${key}/${name}`,
    );
  const add = (name: string) => {
    const kind = kinds.find((one) => one.name === name);
    if (!kind) return;
    const column = newField(kind, { documents: store.getState().documents, form: { ...form, fields: field.fields ?? [] }, locale: i18n.language, t: (word, values) => t(word, values ?? {}) });
    edit((list) => [...list, column]);
    setOpen(column.key);
  };
  const drop = (key: string) => edit((list) => (store.getState().base === null ? list.filter((column) => column.key !== key) : list.map((column) => (column.key === key ? { ...column, archived: true } : column))));
  const current = columns.find((column) => column.key === open);
  const kind = kinds.find((one) => one.name === current?.type);
  const items = kinds.map((one) => ({ key: one.name, label: label(one.label), icon: <Icon name={kindIcon(one)} size={16} />, onClick: () => add(one.name) }));
  return (
    <div className="dz-prop">
      <span>{t("subtable.columns")}</span>
      <SortableList
        label={t("subtable.columns")}
        items={columns}
        idOf={(column) => column.key}
        nameOf={(column) => label(column.label)}
        testIdOf={(column) => `column-${column.key}`}
        onMove={(from, to) => edit((list) => [...moved(list.filter((column) => !column.archived), from, to), ...list.filter((column) => column.archived)])}
        render={(column) => (
          <>
            <button type="button" className="plain-button grow ellipsis" onClick={() => setOpen(column.key)}>
              <Icon name={iconOf(column.type)} size={16} />
              <span className="ellipsis">{label(column.label)}</span>
            </button>
            <button type="button" className="plain-button faint" aria-label={t("subtable.edit", { name: label(column.label) })} onClick={() => setOpen(column.key)}>
              <Icon name="edit" size={14} />
            </button>
            <button type="button" className="plain-button faint" disabled={columns.length < 2} aria-label={t("options.stop", { name: label(column.label) })} onClick={() => drop(column.key)}>
              <Icon name="close" size={14} />
            </button>
          </>
        )}
      />
      <Dropdown menu={{ items, style: { maxHeight: 320, overflow: "auto" } }} trigger={["click"]}>
        <Button size="small" icon={<Icon name="plus" size={14} />} data-testid="column-add">
          {t("subtable.add")}
        </Button>
      </Dropdown>
      {gone.map((column) => (
        <p key={column.key} className="row faint">
          <span className="grow ellipsis">{label(column.label)}</span>
          <button type="button" className="plain-button link" onClick={() => set(column.key, "archived", undefined)}>
            {t("palette.restore")}
          </button>
        </p>
      ))}
      <Modal open={current !== undefined} title={current && t("subtable.edit", { name: label(current.label) })} footer={null} onCancel={() => setOpen(null)} width={480} destroyOnHidden>
        {current && kind && <FieldForm form={form} field={current} kind={kind} subtable={field.key} set={(name, value) => set(current.key, name, value)} />}
      </Modal>
    </div>
  );
}
