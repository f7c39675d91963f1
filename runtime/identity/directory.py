"""Departments: a tree of places people belong to. Takes: a Context. Gives: plain rows. Never: a tree with a loop."""

from collections.abc import Mapping
from typing import Any

from builder.errors import Conflict, NotFound
from runtime.context import Context
from runtime.identity import audit_log, roles
from runtime.store import departments
from runtime.store.write import UnitOfWork


def listed(ctx: Context) -> list[dict[str, Any]]:
    """All departments; everybody may know where colleagues belong."""
    return ctx.runtime.store.read(ctx, departments.listed)  # type: ignore[no-any-return]


def _require_place(rows: list[dict[str, Any]], key: str | None, parent: str | None) -> None:
    above = {row["id"]: row["parent_id"] for row in rows}
    if parent is not None and parent not in above:
        raise NotFound("department_not_found")
    step = parent
    while step is not None:
        if step == key:
            raise Conflict("department_cycle")
        step = above.get(step)


def create(ctx: Context, values: Mapping[str, Any]) -> str:
    """A new department below another, or at the top."""
    roles.require_people(ctx)

    def act(uow: UnitOfWork) -> str:
        _require_place(departments.listed(uow), None, values.get("parent_id"))
        made = departments.insert(uow, values)
        audit_log.add(uow, "department_create", f"department/{made}")
        return made

    return ctx.runtime.store.write(ctx, act)  # type: ignore[no-any-return]


def change(ctx: Context, key: str, values: Mapping[str, Any]) -> None:
    """Name, place or head of a department."""
    roles.require_people(ctx)

    def act(uow: UnitOfWork) -> None:
        if "parent_id" in values:
            _require_place(departments.listed(uow), key, values["parent_id"])
        if not departments.change(uow, key, values):
            raise NotFound("department_not_found")
        audit_log.add(uow, "department_change", f"department/{key}")

    ctx.runtime.store.write(ctx, act)


def delete(ctx: Context, key: str) -> None:
    """A department nobody is in any more."""
    roles.require_people(ctx)

    def act(uow: UnitOfWork) -> None:
        if departments.used(uow, key):
            raise Conflict("department_used")
        if not departments.delete(uow, key):
            raise NotFound("department_not_found")
        audit_log.add(uow, "department_delete", f"department/{key}")

    ctx.runtime.store.write(ctx, act)
