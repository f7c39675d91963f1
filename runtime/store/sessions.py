"""Sessions and who is behind a session or a token, in one query.

Takes: a unit of work. Gives: plain rows. Never: a token's text, only its hash.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, literal, select

from runtime.store.tables import app, sessions, tokens, user_department, user_role, users
from runtime.store.write import UnitOfWork

Row = dict[str, Any]
PART, BETWEEN = "/", ","
_ROLES = (
    select(func.aggregate_strings(user_role.c.app + literal(PART) + user_role.c.role, BETWEEN))
    .where(user_role.c.user_id == users.c.id)
    .scalar_subquery()
    .label("roles")
)
_CURRENT = select(app.c.current).where(app.c.key == bindparam("app", None, type_=app.c.key.type)).scalar_subquery().label("current")
_PERSON = (
    users.c.id.label("user_id"),
    users.c.name,
    users.c.login,
    users.c.admin,
    users.c.locale,
    users.c.active,
    users.c.department_id,
    users.c.auth_version.label("user_version"),
    users.c.must_change,
    _ROLES,
    _CURRENT,
)
_DEPARTMENTS = select(user_department.c.department_id).where(user_department.c.user_id == bindparam("user"))


def _by_hash(table: Table, *columns: Any) -> Select[Any]:
    hashed: Any = bindparam("hash", None, type_=table.c.hash.type)
    return select(table.c.id, *columns, *_PERSON).join(users, users.c.id == table.c.user_id).where(table.c.hash == hashed)


_SESSION = _by_hash(sessions, sessions.c.auth_version, sessions.c.csrf, sessions.c.created_at, sessions.c.seen_at)
_TOKEN = _by_hash(tokens, tokens.c.created_at, tokens.c.expires_at, tokens.c.used_at, tokens.c.revoked_at)


def _found(uow: UnitOfWork, statement: Select[Any], hashed: str, app_key: str) -> Row | None:
    prepared = uow.prepared(statement)
    rows = prepared.run(uow.connection, hash=hashed, app=app_key)
    if not rows:
        return None
    row = dict(zip(prepared.names, rows[0], strict=True))
    pairs = (item.split(PART) for item in (row["roles"] or "").split(BETWEEN) if item)
    return {**row, "roles": frozenset((pair[0], pair[1]) for pair in pairs)}


def by_session(uow: UnitOfWork, hashed: str, app_key: str = "") -> Row | None:
    """The session of a hash with its person, roles and the current revision of an app."""
    return _found(uow, _SESSION, hashed, app_key)


def by_token(uow: UnitOfWork, hashed: str, app_key: str = "") -> Row | None:
    """The API token of a hash with its person, roles and the current revision of an app."""
    return _found(uow, _TOKEN, hashed, app_key)


def departments(uow: UnitOfWork, user: str) -> tuple[str, ...]:
    """The departments of a person."""
    return tuple(uow.connection.execute(_DEPARTMENTS, {"user": user}).scalars())


def insert(uow: UnitOfWork, values: Row) -> str:
    """A new session."""
    made = uow.new_ids(1)[0]
    uow.connection.execute(sessions.insert(), {"id": made, "created_at": uow.now, "seen_at": uow.now, **values})
    return made


def touch(uow: UnitOfWork, session: str) -> None:
    """Somebody is still there."""
    uow.connection.execute(sessions.update().where(sessions.c.id == session).values(seen_at=uow.now))


def of_user(uow: UnitOfWork, user: str) -> list[Row]:
    """The sessions of one person, the latest first."""
    found = select(sessions).where(sessions.c.user_id == user).order_by(sessions.c.seen_at.desc())
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def delete(uow: UnitOfWork, user: str, session: str) -> bool:
    """Ends one session of a person."""
    done = uow.connection.execute(sessions.delete().where(sessions.c.id == session, sessions.c.user_id == user))
    return bool(done.rowcount)


def delete_all(uow: UnitOfWork, user: str, but: str | None = None) -> None:
    """Ends every session of a person, except one."""
    ended = sessions.delete().where(sessions.c.user_id == user)
    uow.connection.execute(ended if but is None else ended.where(sessions.c.id != but))


def purge(uow: UnitOfWork, before: datetime) -> None:
    """Forgets sessions nobody has used for long."""
    uow.connection.execute(sessions.delete().where(sessions.c.seen_at < before))
