"""How new the records of forms are: what an answer kept from before is known by. Takes: a unit of work, forms. Gives: ids. Never: rows."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from runtime.store.dialects.columns import Word
from runtime.store.tables import change
from runtime.store.write import UnitOfWork

_NEWEST = select(func.max(change.c.id)).where(
    change.c.app == bindparam("app", type_=Word()), change.c.form == bindparam("form", type_=Word())
)


def of(uow: UnitOfWork, forms: Iterable[str]) -> dict[str, str]:
    """The id of each form's newest change, "" where nothing ever happened; one index look-up each."""
    newest = uow.prepared(_NEWEST)
    return {form: newest.run(uow.connection, app=uow.ctx.app, form=form)[0][0] or "" for form in sorted(forms)}
