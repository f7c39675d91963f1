"""People: adding, changing, disabling, resetting.

Takes: a Context. Gives: people as plain rows. Never: a hash, or power over somebody stronger.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from runtime.context import Context
from runtime.identity import audit_log, roles
from runtime.identity.passwords import Passwords, easy
from runtime.identity.sign_in import folded
from runtime.store import sessions, tokens, users
from runtime.store.write import UnitOfWork

LOGIN = re.compile(r"[\w.-]{2,40}\Z")
PLAIN = ("name", "locale", "phone", "email", "department_id")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to add: `roles` are (app, role) pairs; without a password one is made."""

    name: str
    login: str
    password: str | None = None
    admin: bool = False
    roles: tuple[tuple[str, str], ...] = ()
    department: str | None = None
    departments: tuple[str, ...] = ()


def _login(text: str) -> str:
    login = folded(text)
    if not LOGIN.match(login):
        raise Invalid("invalid", [Fault("/login", "login_shape")])
    return login


def _require_free(uow: UnitOfWork, login: str, user: str | None = None) -> None:
    found = users.by_login(uow, login)
    if found is not None and found["id"] != user:
        raise Conflict("login_taken", [Fault("/login", "login_taken")])


def create(ctx: Context, passwords: Passwords, person: NewPerson) -> tuple[str, str]:
    """(id, password) of a new person; the password is shown once and never kept."""
    roles.require_people(ctx)
    login = _login(person.login)
    if person.admin and not _all_powerful(ctx):
        raise NotAllowed("not_allowed_role")
    if person.password is not None:
        passwords.require_good(person.password, login, person.name)
    password = person.password or easy()
    hashed = passwords.hash(password)

    def act(uow: UnitOfWork) -> str:
        _require_free(uow, login)
        row = {
            "name": person.name.strip(),
            "login": login,
            "password_hash": hashed,
            "admin": person.admin,
            "department_id": person.department,
        }
        made = users.insert(uow, {**row, "active": True, "must_change": person.password is None})
        users.set_departments(uow, made, [*person.departments, *([person.department] if person.department else [])])
        roles.replace_of_user(uow, made, person.roles)
        audit_log.add(uow, "user_create", f"user/{made}", {"login": login})
        return made

    return ctx.runtime.store.write(ctx, act), password


def _all_powerful(ctx: Context) -> bool:
    return ctx.actor.admin or ctx.actor.kind == "system"


def require_power_over(uow: UnitOfWork, user: str) -> dict[str, Any]:
    """The person's row, if the caller could give everything that person has: nobody resets or disables somebody stronger."""
    ctx = uow.ctx
    roles.require_people(ctx)
    row = users.get(uow, user)
    if row is None:
        raise NotFound("user_not_found")
    if _all_powerful(ctx):
        return row
    held = users.roles_of(uow, [user])[user]
    if row["admin"] or not all(roles.may_give(ctx, app, role) for app, role in held):
        raise NotAllowed("not_allowed_person")
    return row


def end_everything(uow: UnitOfWork, user: str) -> None:
    """Every session and every key of a person is dead with its next request."""
    users.revoke(uow, user)
    sessions.delete_all(uow, user)
    tokens.revoke_all(uow, user)


def change(ctx: Context, user: str, values: Mapping[str, Any]) -> None:
    """Name, account, language, departments, roles, administrator: what is named is set."""

    def act(uow: UnitOfWork) -> None:
        row = require_power_over(uow, user)
        plain = {name: values[name] for name in PLAIN if name in values}
        if "login" in values:
            plain["login"] = _login(values["login"])
            _require_free(uow, plain["login"], user)
        if "admin" in values and values["admin"] != row["admin"]:
            plain["admin"] = _changed_admin(uow, row, values["admin"])
        if plain:
            users.change(uow, user, plain)
        if "departments" in values:
            users.set_departments(uow, user, values["departments"])
        if "roles" in values:
            roles.replace_of_user(uow, user, values["roles"])
        audit_log.add(uow, "user_change", f"user/{user}", {"fields": sorted(values)})

    ctx.runtime.store.write(ctx, act)


def _changed_admin(uow: UnitOfWork, row: Mapping[str, Any], wanted: bool) -> bool:
    if not _all_powerful(uow.ctx):
        raise NotAllowed("not_allowed_role")
    if not wanted and row["active"] and users.admins(uow) <= 1:
        raise Conflict("last_admin")
    return wanted


def disable(ctx: Context, user: str) -> None:
    """No more signing in; every session and key dies with its next request."""

    def act(uow: UnitOfWork) -> None:
        row = require_power_over(uow, user)
        if user == ctx.actor.id:
            raise Conflict("yourself_disable")
        if row["admin"] and row["active"] and users.admins(uow) <= 1:
            raise Conflict("last_admin")
        users.change(uow, user, {"active": False})
        end_everything(uow, user)
        audit_log.add(uow, "user_disable", f"user/{user}")

    ctx.runtime.store.write(ctx, act)


def enable(ctx: Context, user: str) -> None:
    """Back in service, with the old password and without a lock."""

    def act(uow: UnitOfWork) -> None:
        require_power_over(uow, user)
        users.change(uow, user, {"active": True, "failures": 0, "locked_until": None})
        audit_log.add(uow, "user_enable", f"user/{user}")

    ctx.runtime.store.write(ctx, act)


def reset(ctx: Context, passwords: Passwords, user: str, password: str | None = None) -> str:
    """A new password, shown once; every session and key ends."""
    made = password or easy()
    hashed = passwords.hash(made)

    def act(uow: UnitOfWork) -> None:
        require_power_over(uow, user)
        users.change(uow, user, {"password_hash": hashed, "must_change": password is None, "failures": 0, "locked_until": None})
        end_everything(uow, user)
        audit_log.add(uow, "password_reset", f"user/{user}")

    ctx.runtime.store.write(ctx, act)
    return made


def change_password(ctx: Context, passwords: Passwords, old: str, new: str) -> None:
    """My own password: the old one proves it is me; every session and key ends, this one too."""
    me = str(ctx.actor.id)
    row = ctx.runtime.store.read(ctx, lambda uow: users.get(uow, me))
    if row is None or not passwords.verify(row["password_hash"], old):
        raise Invalid("password_wrong", [Fault("/old", "password_wrong")])
    if new == old:
        raise Invalid("password_same", [Fault("/new", "password_same")])
    passwords.require_good(new, row["login"], row["name"])
    hashed = passwords.hash(new)

    def act(uow: UnitOfWork) -> None:
        users.change(uow, me, {"password_hash": hashed, "must_change": False})
        end_everything(uow, me)
        audit_log.add(uow, "password_change", f"user/{me}")

    ctx.runtime.store.write(ctx, act)


def set_own(ctx: Context, values: Mapping[str, Any]) -> None:
    """What everybody may set about themselves."""
    ctx.runtime.store.write(ctx, lambda uow: users.change(uow, str(ctx.actor.id), values))


def an_administrator(ctx: Context) -> str:
    """Whom somebody who was refused may ask, by name; empty where nobody administers."""
    return ctx.runtime.store.read(ctx, users.an_admin) or ""


def get(ctx: Context, user: str) -> dict[str, Any]:
    """One person, as `listed` gives them."""
    row = ctx.runtime.store.read(ctx, lambda uow: users.get(uow, user))
    if row is None:
        raise NotFound("user_not_found")
    return _with_posts(ctx, [row])[0]


def listed(ctx: Context, q: str = "", limit: int = 200) -> list[dict[str, Any]]:
    """People with their departments and roles."""
    roles.require_people(ctx)
    return _with_posts(ctx, ctx.runtime.store.read(ctx, lambda uow: users.listed(uow, q, limit)))


def _with_posts(ctx: Context, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    held, placed = ctx.runtime.store.read(ctx, lambda uow: (users.roles_of(uow, ids), users.departments_of(uow, ids)))
    shown = ("id", "name", "login", "active", "admin", "department_id", "last_sign_in", "locale")
    return [{**{name: row[name] for name in shown}, "roles": held[row["id"]], "departments": placed[row["id"]]} for row in rows]


def hand_over(ctx: Context, user: str) -> dict[str, Any]:
    """What somebody leaves behind: the roles only they hold. Shown before disabling."""
    held = ctx.runtime.store.read(ctx, lambda uow: users.roles_of(uow, [user]))[user]
    alone = []
    for app, role in held:
        holders = ctx.runtime.store.read(ctx, lambda uow, app=app: users.holders(uow, app))[role]
        if holders == [user]:
            alone.append((app, role))
    return {"only_holder_of": alone}
