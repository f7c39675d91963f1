"""Who holds which role, and who may give one. Takes: a Context. Gives: holders. Never: a role its giver does not hold.

Administrators and the owners of an app may give every role of that app; anybody else with the right `people` only roles they hold.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from builder.definitions import App, Role
from builder.errors import NotAllowed, NotFound
from runtime.context import Context
from runtime.identity import audit_log
from runtime.store import users
from runtime.store.write import UnitOfWork

PEOPLE = "people"
OWNER = "owner"


def definition(ctx: Context, app: str) -> App | None:
    """The published definition of an app."""
    revision = ctx.runtime.store.revision(app)
    return None if revision is None else revision.definition


def may_people(ctx: Context, app: str) -> bool:
    """Whether the caller looks after the people of an app."""
    if ctx.actor.admin or ctx.actor.kind == "system":
        return True
    found = definition(ctx, app)
    held = ctx.actor.roles_in(app)
    return found is not None and any(PEOPLE in role.apps for key, role in found.roles.items() if key in held)


def may_give(ctx: Context, app: str, role: str) -> bool:
    """Whether the caller may give, and take, a role."""
    if ctx.actor.admin or ctx.actor.kind == "system":
        return True
    held = ctx.actor.roles_in(app)
    return may_people(ctx, app) and (role in held or OWNER in held)


def require_people(ctx: Context) -> None:
    """Somebody who looks after people anywhere."""
    if not (ctx.actor.admin or ctx.actor.kind == "system" or any(may_people(ctx, app) for app in {app for app, _ in ctx.actor.roles})):
        raise NotAllowed("not_allowed_people")


def require_giving(ctx: Context, app: str, role: str) -> None:
    """Raises unless the role exists and the caller may give it."""
    found = definition(ctx, app)
    if found is None or role not in found.roles:
        raise NotFound("role_not_found")
    if not may_give(ctx, app, role):
        raise NotAllowed("not_allowed_role")


def of_app(ctx: Context, app: str) -> tuple[Mapping[str, Role], dict[str, list[dict[str, str]]]]:
    """The roles of an app and who holds them, by name."""
    found = definition(ctx, app)
    if found is None:
        raise NotFound("app_not_found")
    if not may_people(ctx, app):
        raise NotAllowed("not_allowed_people")
    return found.roles, ctx.runtime.store.read(ctx, lambda uow: _named(uow, users.holders(uow, app)))


def _named(uow: UnitOfWork, holders: Mapping[str, list[str]]) -> dict[str, list[dict[str, str]]]:
    names = users.names(uow, sorted({user for held in holders.values() for user in held}))
    return {role: [{"id": user, "name": names[user]} for user in held] for role, held in holders.items()}


def set_holders(ctx: Context, app: str, role: str, wanted: Iterable[str]) -> None:
    """Exactly these people hold a role."""
    require_giving(ctx, app, role)
    target = set(wanted)

    def act(uow: UnitOfWork) -> None:
        before = set(users.holders(uow, app)[role])
        for user in sorted(target - before):
            if users.get(uow, user) is None:
                raise NotFound("user_not_found")
            users.give_role(uow, user, app, role)
        for user in sorted(before - target):
            users.take_role(uow, user, app, role)
        if target != before:
            audit_log.add(
                uow, "roles_change", f"app/{app}/role/{role}", {"given": sorted(target - before), "taken": sorted(before - target)}
            )

    ctx.runtime.store.write(ctx, act)


def replace_of_user(uow: UnitOfWork, user: str, wanted: Iterable[tuple[str, str]]) -> None:
    """Exactly these roles for a person; every difference must be the caller's to give."""
    before, target = set(users.roles_of(uow, [user])[user]), set(wanted)
    for app, role in sorted(before ^ target):
        require_giving(uow.ctx, app, role)
    for app, role in sorted(target - before):
        users.give_role(uow, user, app, role)
    for app, role in sorted(before - target):
        users.take_role(uow, user, app, role)
    if target != before:
        detail: dict[str, Any] = {"given": sorted(map("/".join, target - before)), "taken": sorted(map("/".join, before - target))}
        audit_log.add(uow, "roles_change", f"user/{user}", detail)


def found(ctx: Context, app: str, roles: Iterable[str]) -> None:
    """The first holder of these roles of an app that has just been made: its maker."""
    given = sorted(roles)

    def act(uow: UnitOfWork) -> None:
        for role in given:
            users.give_role(uow, str(ctx.actor.id), app, role)
        audit_log.add(uow, "app_create", f"app/{app}", {"roles": given})

    ctx.runtime.store.write(ctx, act)
