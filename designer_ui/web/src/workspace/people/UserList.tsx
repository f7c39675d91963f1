import { useTexts } from "../../i18n";
import { tint } from "../../app/theme";
import { useMoment } from "../../fields/formats";
import type { Department, User } from "./people";

const ROLES = 3;

function Roles({ user }: { user: User }) {
  const { t } = useTexts();
  return (
    <span className="row wrap people-roles">
      {user.admin && (
        <span className="tag" style={tint("violet")}>
          {t("people.admin")}
        </span>
      )}
      {user.roles.slice(0, ROLES).map((role) => (
        <span key={`${role.app}.${role.role}`} className="tag" style={tint("blue")} title={role.app_label}>
          {role.label}
        </span>
      ))}
      {user.roles.length > ROLES && <span className="faint">+{user.roles.length - ROLES}</span>}
    </span>
  );
}

export function UserList({ users, departments, onOpen }: { users: User[]; departments: Department[]; onOpen: (user: User) => void }) {
  const { t } = useTexts();
  const moment = useMoment();
  const nameOf = (id: string | null): string => departments.find((one) => one.id === id)?.name ?? "";
  return (
    <ul className="people-list">
      {users.map((user) => (
        <li key={user.id}>
          <button type="button" className="people-line" data-active={user.active} data-testid={`person-${user.login}`} onClick={() => onOpen(user)}>
            <span className="avatar people-avatar" aria-hidden="true">
              {user.name.slice(0, 1)}
            </span>
            <span className="people-who">
              <strong>{user.name}</strong>
              <span className="muted">{[user.login, nameOf(user.department_id)].filter(Boolean).join(" · ")}</span>
            </span>
            <Roles user={user} />
            <span className="faint num people-seen">{user.active ? (user.last_sign_in ? moment(user.last_sign_in) : t("people.never")) : t("people.disabled")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
