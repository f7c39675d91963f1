"""People and their roles as stored. Takes: a unit of work. Gives: plain rows. Never: who may see or change them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, literal, or_, select

from runtime.store.dialects.columns import Ids, among
from runtime.store.tables import user_department, user_role, users
from runtime.store.write import UnitOfWork

Row = dict[str, Any]
_IDS: Any = bindparam("ids", type_=Ids())
_NAMES = {name: select(users.c.id, users.c.name).where(among(users.c.id, _IDS, name)) for name in ("sqlite", "postgresql")}
_LOCALES = {name: select(users.c.id, users.c.locale).where(among(users.c.id, _IDS, name)) for name in ("sqlite", "postgresql")}
_BY_LOGIN = select(users).where(users.c.login == bindparam("login", type_=users.c.login.type))
_ACTIVE = {name: select(users.c.id).where(among(users.c.id, _IDS, name), users.c.active) for name in ("sqlite", "postgresql")}


def insert(uow: UnitOfWork, values: Mapping[str, Any]) -> str:
    """A new person."""
    made = uow.new_ids(1)[0]
    uow.connection.execute(users.insert(), {"id": made, "created_at": uow.now, **values})
    return made


def get(uow: UnitOfWork, user: str) -> Row | None:
    """One person."""
    row = uow.connection.execute(select(users).where(users.c.id == user)).mappings().first()
    return None if row is None else dict(row)


def names(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, str]:
    """Names by id."""
    return dict(uow.prepared(_NAMES[uow.database.name]).run(uow.connection, ids=list(ids)))


def locales(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, str | None]:
    """The languages they read, by id."""
    return dict(uow.prepared(_LOCALES[uow.database.name]).run(uow.connection, ids=list(ids)))


def by_login(uow: UnitOfWork, login: str) -> Row | None:
    """The person with an account name."""
    statement = uow.prepared(_BY_LOGIN)
    found = statement.run(uow.connection, login=login)
    return dict(zip(statement.names, found[0], strict=True)) if found else None


def listed(uow: UnitOfWork, q: str = "", limit: int = 200) -> list[Row]:
    """People by name or account, those in service first."""
    found = select(users).order_by(users.c.active.desc(), users.c.name, users.c.id).limit(limit)
    if q:
        found = found.where(or_(users.c.name.contains(q, autoescape=True), users.c.login.contains(q, autoescape=True)))
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def change(uow: UnitOfWork, user: str, values: Mapping[str, Any]) -> bool:
    """Sets columns of a person."""
    return bool(uow.connection.execute(users.update().where(users.c.id == user).values(**values)).rowcount)


def revoke(uow: UnitOfWork, user: str) -> None:
    """Every session begun before this moment is dead."""
    uow.connection.execute(users.update().where(users.c.id == user).values(auth_version=users.c.auth_version + 1))


def count_failure(uow: UnitOfWork, user: str, most: int, locked_until: datetime) -> None:
    """One more wrong password; at `most` the account is locked and counting begins anew."""
    reached = users.c.failures + 1 >= most
    uow.connection.execute(
        users.update()
        .where(users.c.id == user)
        .values(
            failures=case((reached, 0), else_=users.c.failures + 1),
            locked_until=case((reached, literal(locked_until, users.c.locked_until.type)), else_=users.c.locked_until),
        )
    )


def active(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    """Those of the people who may sign in."""
    return {row[0] for row in uow.prepared(_ACTIVE[uow.database.name]).run(uow.connection, ids=list(ids))}


def first_admin(uow: UnitOfWork) -> str | None:
    """The administrator who has served longest, by id."""
    return uow.connection.execute(select(users.c.id).where(users.c.admin, users.c.active).order_by(users.c.id).limit(1)).scalar()


def an_admin(uow: UnitOfWork) -> str | None:
    """The name of the administrator who has served longest."""
    first = select(users.c.name).where(users.c.admin, users.c.active).order_by(users.c.id).limit(1)
    return uow.connection.execute(first).scalar()


def admins(uow: UnitOfWork) -> int:
    """How many administrators are in service."""
    return int(uow.connection.execute(select(func.count()).select_from(users).where(users.c.admin, users.c.active)).scalar_one())


def roles_of(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """(app, role) pairs by person."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = select(user_role).where(user_role.c.user_id.in_(ids)).order_by(user_role.c.app, user_role.c.role)
    for row in uow.connection.execute(rows):
        found[row.user_id].append((row.app, row.role))
    return found


def departments_of(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, list[str]]:
    """Departments by person."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = select(user_department).where(user_department.c.user_id.in_(ids)).order_by(user_department.c.department_id)
    for row in uow.connection.execute(rows):
        found[row.user_id].append(row.department_id)
    return found


def set_departments(uow: UnitOfWork, user: str, ids: Iterable[str]) -> None:
    """Exactly these departments."""
    uow.connection.execute(user_department.delete().where(user_department.c.user_id == user))
    rows = [{"user_id": user, "department_id": one} for one in dict.fromkeys(ids)]
    if rows:
        uow.connection.execute(user_department.insert(), rows)


def holders(uow: UnitOfWork, app: str) -> dict[str, list[str]]:
    """People by role of one app."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = select(user_role).where(user_role.c.app == app).order_by(user_role.c.user_id)
    for row in uow.connection.execute(rows):
        found[row.role].append(row.user_id)
    return found


def give_role(uow: UnitOfWork, user: str, app: str, role: str) -> None:
    """A role to a person; twice is once."""
    if (app, role) not in roles_of(uow, [user])[user]:
        uow.connection.execute(user_role.insert(), {"user_id": user, "app": app, "role": role})


def take_role(uow: UnitOfWork, user: str, app: str, role: str) -> None:
    """A role from a person."""
    matching = (user_role.c.user_id == user, user_role.c.app == app, user_role.c.role == role)
    uow.connection.execute(user_role.delete().where(*matching))
