"""Many small units of work that share one COMMIT. Takes: a unit of work. Gives: one inside it. Never: half of one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, IntegrityError

from runtime.context import Context
from runtime.store import deltas
from runtime.store.nested import nested
from runtime.store.write import UnitOfWork


@contextmanager
def part(uow: UnitOfWork, ctx: Context) -> Iterator[UnitOfWork]:
    """A unit of work of its own inside an open transaction: its own changes, chain and deltas. Any failure undoes it alone."""
    inner = UnitOfWork(uow.database, uow.connection, ctx)
    inner.after, inner.spare = uow.after, uow.spare
    try:
        with nested(uow.connection):
            yield inner
            deltas.flush(inner)
    except BaseException as error:
        uow.spare.clear()  # a reservation made inside is undone too
        if isinstance(error, IntegrityError | DataError):
            raise inner.refusal(error) from error
        raise
