"""Running numbers of a field: one guarded counter row.

Takes: a unit of work. Gives: the next numbers. Never: gives one twice (gaps are allowed).
"""

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from runtime.store.tables import counter
from runtime.store.write import UnitOfWork

ALWAYS = "always"  # a counter that never starts again


def take(uow: UnitOfWork, form: str, field: str, count: int = 1) -> int:
    """Reserves `count` numbers and gives the first; numbering starts at 1."""
    last = _advance(uow, form, field, count)
    if last is None:
        last = _begin(uow, form, field, count)
    return last - count + 1


def _advance(uow: UnitOfWork, form: str, field: str, count: int) -> int | None:
    c = counter.c
    row = (c.app == uow.ctx.app, c.form == form, c.field == field, c.period == ALWAYS)
    found = uow.connection.execute(update(counter).where(*row).values(value=c.value + count).returning(c.value)).scalar()
    return None if found is None else int(found)


def _begin(uow: UnitOfWork, form: str, field: str, count: int) -> int:
    """The first number of all; where somebody else has just begun, the numbers after his."""
    row = {"app": uow.ctx.app, "form": form, "field": field, "period": ALWAYS, "value": count}
    try:
        with uow.connection.begin_nested():
            uow.connection.execute(insert(counter), row)
        return count
    except IntegrityError:
        return _advance(uow, form, field, count) or count
