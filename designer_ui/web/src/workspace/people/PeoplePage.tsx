import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { useTexts } from "../../i18n";
import { useSession } from "../../api/queries";
import { useDebounced } from "../../app/debounce";
import { Icon } from "../../app/Icon";
import { Failure, NotFoundPage, Outcome, Waiting } from "../../app/outcomes";
import { Departments } from "./Departments";
import { subtree, useDepartments, type User, useUsers } from "./people";
import { UserDrawer } from "./UserDrawer";
import { UserList } from "./UserList";
import "./people.css";

/** Departments on the left, people on the right. */
export default function PeoplePage() {
  const { t } = useTexts();
  const session = useSession().data!;
  const [text, setText] = useState("");
  const [department, setDepartment] = useState<string | null>(null);
  const [edited, setEdited] = useState<User | "new" | null>(null);
  const users = useUsers(useDebounced(text.trim()));
  const departments = useDepartments();
  useEffect(() => {
    document.title = `${t("nav.people")} · ${t("product")}`;
  }, [t]);
  if (!session.can.people) return <NotFoundPage />;
  const places = departments.data ?? [];
  const below = department ? subtree(places, department) : null;
  const shown = (users.data ?? []).filter((user) => !below || [user.department_id, ...user.departments].some((id) => id && below.has(id)));
  return (
    <div className="page people-page">
      <header className="row people-head">
        <h1 className="grow">{t("nav.people")}</h1>
        <Button type="primary" size="large" icon={<Icon name="plus" size={16} />} onClick={() => setEdited("new")} data-testid="add-person">
          {t("people.add")}
        </Button>
      </header>
      <div className="people-columns">
        <Departments departments={places} users={users.data ?? []} chosen={department} onChoose={setDepartment} />
        <section className="panel people-users" aria-label={t("people.users")}>
          <Input className="people-search" allowClear prefix={<Icon name="search" size={16} className="faint" />} placeholder={t("people.search")} aria-label={t("people.search")} value={text} onChange={(event) => setText(event.target.value)} />
          {users.error && <Failure error={users.error} retry={() => void users.refetch()} />}
          {users.isPending && <Waiting rows={5} />}
          {users.data && shown.length === 0 && <Outcome icon="users" title={t("people.none")} />}
          {shown.length > 0 && <UserList users={shown} departments={places} onOpen={setEdited} />}
        </section>
      </div>
      {edited && <UserDrawer user={edited === "new" ? null : edited} department={department} departments={places} onClose={() => setEdited(null)} />}
    </div>
  );
}
