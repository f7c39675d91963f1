"""The tree of departments as stored. Takes: a unit of work. Gives: plain rows. Never: who may change it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_, select

from runtime.store.tables import department, user_department, users
from runtime.store.write import UnitOfWork


def insert(uow: UnitOfWork, values: Mapping[str, Any]) -> str:
    """A new department."""
    made = uow.new_ids(1)[0]
    uow.connection.execute(department.insert(), {"id": made, **values})
    return made


def listed(uow: UnitOfWork) -> list[dict[str, Any]]:
    """All departments, in their order."""
    found = select(department).order_by(department.c.position, department.c.id)
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def change(uow: UnitOfWork, key: str, values: Mapping[str, Any]) -> bool:
    """Sets columns of a department."""
    return bool(uow.connection.execute(department.update().where(department.c.id == key).values(**values)).rowcount)


def used(uow: UnitOfWork, key: str) -> bool:
    """Whether people or departments are below it."""
    below = select(func.count()).select_from(department).where(department.c.parent_id == key)
    mine = select(func.count()).select_from(user_department).where(user_department.c.department_id == key)
    main = select(func.count()).select_from(users).where(or_(users.c.department_id == key))
    return any(uow.connection.execute(count).scalar_one() for count in (below, mine, main))


def delete(uow: UnitOfWork, key: str) -> bool:
    """Removes a department nobody is in."""
    return bool(uow.connection.execute(department.delete().where(department.c.id == key)).rowcount)
