import { Alert, App, Button, Drawer, Grid, Input, Select, Switch, TreeSelect } from "antd";
import { useState } from "react";
import { useTexts } from "../../i18n";
import { api, ApiError, faultMap } from "../../api/client";
import { useSession } from "../../api/queries";
import { useFailureText } from "../../app/outcomes";
import DisableSheet from "./DisableSheet";
import { OncePassword } from "./OncePassword";
import { type Department, treeOf, type User, useForgetPeople, useRoleChoices } from "./people";

interface Draft {
  name: string;
  login: string;
  department_id: string | null;
  roles: string[];
  admin: boolean;
}

const joined = (app: string, role: string): string => `${app}/${role}`;

const draftOf = (user: User | null, department: string | null): Draft => ({
  name: user?.name ?? "",
  login: user?.login ?? "",
  department_id: user ? user.department_id : department,
  roles: user?.roles.map((role) => joined(role.app, role.role)) ?? [],
  admin: user?.admin ?? false,
});

interface Props {
  user: User | null;
  department: string | null;
  departments: Department[];
  onClose: () => void;
}

const placesOf = (departments: Department[]) => {
  type Node = { value: string; title: string; children: Node[] };
  const turn = (branches: ReturnType<typeof treeOf>): Node[] => branches.map((one) => ({ value: one.key, title: one.title, children: turn(one.children) }));
  return turn(treeOf(departments));
};

function Fields({ draft, set, faults, departments }: { draft: Draft; set: (part: Partial<Draft>) => void; faults: Record<string, string>; departments: Department[] }) {
  const { t } = useTexts();
  const session = useSession().data!;
  const choices = useRoleChoices(session.apps);
  const options = choices.map(({ app, roles }) => ({
    label: app.label,
    title: app.label,
    options: roles.map((role) => ({ value: joined(app.key, role.key), label: role.label, disabled: role.may_give === false && !draft.roles.includes(joined(app.key, role.key)) })),
  }));
  const fault = (key: string) => faults[key] && <div className="r-fault">{faults[key]}</div>;
  return (
    <div className="people-form">
      <label htmlFor="person-name">{t("people.name")}</label>
      <Input id="person-name" autoFocus maxLength={60} status={faults.name ? "error" : undefined} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
      {fault("name")}
      <label htmlFor="person-login">{t("signin.login")}</label>
      <Input id="person-login" maxLength={40} autoCapitalize="none" autoComplete="off" status={faults.login ? "error" : undefined} value={draft.login} onChange={(event) => set({ login: event.target.value })} />
      <div className="r-help">{t("people.login_help")}</div>
      {fault("login")}
      <label htmlFor="person-department">{t("people.department")}</label>
      <TreeSelect id="person-department" aria-label={t("people.department")} allowClear treeDefaultExpandAll value={draft.department_id ?? undefined} treeData={placesOf(departments)} onChange={(id: string | undefined) => set({ department_id: id ?? null })} />
      <label htmlFor="person-roles">{t("people.roles")}</label>
      <Select id="person-roles" mode="multiple" aria-label={t("people.roles")} showSearch={{ optionFilterProp: "label" }} value={draft.roles} options={options} onChange={(roles: string[]) => set({ roles })} />
      <div className="r-help">{t("people.roles_help")}</div>
      {fault("roles")}
      {session.user.admin && (
        <div className="row between people-switch">
          <div>
            <label htmlFor="person-admin">{t("people.admin")}</label>
            <div className="r-help">{t("people.admin_help")}</div>
          </div>
          <Switch id="person-admin" checked={draft.admin} onChange={(admin) => set({ admin })} />
        </div>
      )}
    </div>
  );
}

/** Adding somebody, changing them, a new password, out of service and back. */
export function UserDrawer({ user, department, departments, onClose }: Props) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const failure = useFailureText();
  const forget = useForgetPeople();
  const wide = Grid.useBreakpoint().md;
  const [draft, setDraft] = useState(() => draftOf(user, department));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const admin = useSession().data!.user.admin;

  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setFaults({});
    try {
      await work();
      await forget();
    } catch (error) {
      const map = error instanceof ApiError ? faultMap(error.faults) : {};
      setFaults(map);
      if (Object.keys(map).length === 0) message.error(failure(error));
    }
    setBusy(false);
  };
  const save = () =>
    act(async () => {
      const roles = draft.roles.map((one) => ({ app: one.split("/")[0], role: one.split("/")[1] }));
      const body = { name: draft.name.trim(), login: draft.login.trim(), department_id: draft.department_id, roles, ...(admin ? { admin: draft.admin } : {}) };
      if (user) {
        await api.patch(`/users/${user.id}`, body);
        message.success(t("record.saved"));
        onClose();
      } else setPassword((await api.post<{ password: string }>("/users", body)).password);
    });
  const reset = () => act(async () => setPassword((await api.post<{ password: string }>(`/users/${user!.id}:reset`)).password));
  const enable = () =>
    act(async () => {
      await api.post(`/users/${user!.id}:enable`);
      message.success(t("people.enabled", { name: user!.name }));
      onClose();
    });
  const disable = (to: string | null) =>
    act(async () => {
      await api.post(`/users/${user!.id}:disable`, to ? { hand_over_to: to } : {});
      message.success(t("people.disabled_done", { name: user!.name }));
      onClose();
    });
  const footer = (
    <div className="row between">
      <div className="row">
        {user && <Button disabled={busy} onClick={() => void reset()}>{t("people.reset")}</Button>}
        {user && (user.active ? <Button danger disabled={busy} onClick={() => setLeaving(true)} data-testid="disable-person">{t("people.disable")}</Button> : <Button disabled={busy} onClick={() => void enable()}>{t("people.enable")}</Button>)}
      </div>
      <Button type="primary" loading={busy} disabled={!draft.name.trim() || !draft.login.trim()} onClick={() => void save()} data-testid="save-person">
        {user ? t("action.save") : t("people.add")}
      </Button>
    </div>
  );
  return (
    <Drawer open onClose={onClose} push={false} size={wide ? 480 : "100%"} title={user ? user.name : t("people.add")} footer={footer}>
      {user && !user.active && <Alert type="warning" title={t("people.disabled_note")} style={{ marginBottom: 16 }} />}
      <Fields draft={draft} set={(part) => setDraft((old) => ({ ...old, ...part }))} faults={faults} departments={departments} />
      {user && leaving && <DisableSheet user={user} busy={busy} onDisable={(to) => void disable(to)} onClose={() => setLeaving(false)} />}
      {password && <OncePassword name={draft.name} login={draft.login} password={password} onClose={onClose} />}
    </Drawer>
  );
}
