"""How new the records of forms are: what an answer kept from before is known by. Takes: a unit of work, forms. Gives: ids. Never: rows."""

from collections.abc import Iterable

from sqlalchemy import func, select

from runtime.store.tables import change
from runtime.store.write import UnitOfWork


def of(uow: UnitOfWork, forms: Iterable[str]) -> dict[str, str]:
    """The id of each form's newest change, "" where nothing ever happened; one index look-up each."""
    newest = select(func.max(change.c.id))
    return {
        form: str(uow.connection.scalar(newest.where(change.c.app == uow.ctx.app, change.c.form == form)) or "") for form in sorted(forms)
    }
