import { App, Button, Dropdown, Input, Modal, Select, Tree, TreeSelect } from "antd";
import { useState } from "react";
import { useTexts } from "../../i18n";
import { api } from "../../api/client";
import { Icon } from "../../app/Icon";
import { useFailureText } from "../../app/outcomes";
import { type Branch, type Department, treeOf, type User, useForgetPeople } from "./people";

interface Props {
  departments: Department[];
  users: User[];
  chosen: string | null;
  onChoose: (department: string | null) => void;
}

type Draft = Partial<Department> & { name: string };

const asOptions = (branches: Branch[]): { value: string; title: string; children: object[] }[] => branches.map((one) => ({ value: one.key, title: one.title, children: asOptions(one.children) }));

function Editor({ draft: first, departments, users, onClose }: { draft: Draft; departments: Department[]; users: User[]; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const forget = useForgetPeople();
  const [draft, setDraft] = useState(first);
  const save = async () => {
    const body = { name: draft.name.trim(), parent_id: draft.parent_id ?? null, manager_id: draft.manager_id ?? null };
    try {
      await (draft.id ? api.patch(`/departments/${draft.id}`, body) : api.post("/departments", body));
      await forget();
      onClose();
    } catch (error) {
      message.error(failure(error));
    }
  };
  return (
    <Modal open width={440} title={t(draft.id ? "people.department_edit" : "people.department_add")} okText={t("action.save")} cancelText={t("action.cancel")} okButtonProps={{ disabled: !draft.name.trim() }} onOk={() => void save()} onCancel={onClose}>
      <div className="people-form">
        <label htmlFor="department-name">{t("people.department_name")}</label>
        <Input id="department-name" autoFocus maxLength={60} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
        <label htmlFor="department-parent">{t("people.department_parent")}</label>
        <TreeSelect id="department-parent" aria-label={t("people.department_parent")} allowClear treeDefaultExpandAll value={draft.parent_id ?? undefined} treeData={asOptions(treeOf(departments.filter((one) => one.id !== draft.id)))} onChange={(parent_id: string | undefined) => setDraft({ ...draft, parent_id: parent_id ?? null })} />
        <label htmlFor="department-manager">{t("people.department_manager")}</label>
        <Select id="department-manager" aria-label={t("people.department_manager")} allowClear showSearch={{ optionFilterProp: "label" }} value={draft.manager_id ?? undefined} options={users.filter((user) => user.active).map((user) => ({ value: user.id, label: user.name }))} onChange={(manager_id: string | undefined) => setDraft({ ...draft, manager_id: manager_id ?? null })} />
      </div>
    </Modal>
  );
}

function Actions({ department, onEdit, onAdd }: { department: Department; onEdit: () => void; onAdd: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const forget = useForgetPeople();
  const remove = async () => {
    try {
      await api.remove(`/departments/${department.id}`);
      await forget();
    } catch (error) {
      message.error(failure(error));
    }
  };
  const items = [
    { key: "add", label: t("people.department_below"), icon: <Icon name="plus" size={15} />, onClick: onAdd },
    { key: "edit", label: t("action.edit"), icon: <Icon name="edit" size={15} />, onClick: onEdit },
    { key: "delete", danger: true, label: t("action.delete"), icon: <Icon name="trash" size={15} />, onClick: () => void remove() },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="text" size="small" aria-label={t("people.department_actions", { name: department.name })} icon={<Icon name="more" size={15} />} onClick={(event) => event.stopPropagation()} />
    </Dropdown>
  );
}

export function Departments({ departments, users, chosen, onChoose }: Props) {
  const { t } = useTexts();
  const [draft, setDraft] = useState<Draft | null>(null);
  const byId = new Map(departments.map((one) => [one.id, one]));
  const edit = (department: Department) => setDraft(department);
  return (
    <section className="panel people-departments" aria-labelledby="departments-title">
      <div className="row between">
        <h2 id="departments-title">{t("people.departments")}</h2>
        <Button type="text" size="small" aria-label={t("people.department_add")} icon={<Icon name="plus" size={16} />} onClick={() => setDraft({ name: "" })} />
      </div>
      <button type="button" className="menu-entry people-all" data-active={chosen === null} aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        <Icon name="users" size={16} /> {t("people.everyone")}
      </button>
      {departments.length > 0 && (
        <Tree
          blockNode
          defaultExpandAll
          selectedKeys={chosen ? [chosen] : []}
          treeData={treeOf(departments)}
          onSelect={([key]) => onChoose(key ? String(key) : null)}
          titleRender={(branch: Branch) => (
            <span className="people-branch">
              <span className="ellipsis grow">{branch.title}</span>
              {byId.has(branch.key) && <Actions department={byId.get(branch.key)!} onEdit={() => edit(byId.get(branch.key)!)} onAdd={() => setDraft({ name: "", parent_id: branch.key })} />}
            </span>
          )}
        />
      )}
      {draft && <Editor draft={draft} departments={departments} users={users} onClose={() => setDraft(null)} />}
    </section>
  );
}
