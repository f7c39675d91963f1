"""Views people have saved for themselves or for all. Takes: a unit of work. Gives: plain rows. Never: whether the columns may be seen."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from runtime.store.tables import saved_view
from runtime.store.write import UnitOfWork


def listed(uow: UnitOfWork, form: str) -> list[dict[str, Any]]:
    """The views of this person on a form, and those shared with all."""
    mine = or_(saved_view.c.user_id == uow.ctx.actor.id, saved_view.c.shared)
    found = select(saved_view).where(saved_view.c.app == uow.ctx.app, saved_view.c.form == form, mine).order_by(saved_view.c.id)
    return [dict(row) for row in uow.connection.execute(found).mappings()]


def insert(uow: UnitOfWork, form: str, values: Mapping[str, Any]) -> str:
    """A new view of this person."""
    made = uow.new_ids(1)[0]
    row = {"id": made, "user_id": uow.ctx.actor.id, "app": uow.ctx.app, "form": form, "created_at": uow.now, **values}
    uow.connection.execute(saved_view.insert(), row)
    return made


def change(uow: UnitOfWork, form: str, view: str, values: Mapping[str, Any]) -> bool:
    """Changes a view of this person; False where it is not theirs."""
    own = (saved_view.c.id == view, saved_view.c.user_id == uow.ctx.actor.id, saved_view.c.app == uow.ctx.app, saved_view.c.form == form)
    return bool(uow.connection.execute(saved_view.update().where(*own).values(**values)).rowcount)


def delete(uow: UnitOfWork, form: str, view: str) -> bool:
    """Removes a view of this person; False where it is not theirs."""
    own = (saved_view.c.id == view, saved_view.c.user_id == uow.ctx.actor.id, saved_view.c.app == uow.ctx.app, saved_view.c.form == form)
    return bool(uow.connection.execute(saved_view.delete().where(*own)).rowcount)
