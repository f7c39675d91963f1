"""Savepoints as the driver takes them. Takes: a connection in a transaction. Gives: a stretch of work that can be undone alone. Never: more
than two statements where it goes well."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from runtime.store.prepared import executed

BEGIN, KEEP, UNDO = "SAVEPOINT stretch", "RELEASE SAVEPOINT stretch", "ROLLBACK TO SAVEPOINT stretch"


@contextmanager
def nested(connection: Connection, *, keep: bool = True) -> Iterator[None]:
    """Undone on an exception, and in the end unless it is kept; the innermost one is meant where several are open."""
    executed(connection, BEGIN, ())
    try:
        yield
    except BaseException:
        if not connection.invalidated:
            _undo(connection)
        raise
    if not keep:
        executed(connection, UNDO, ())
    executed(connection, KEEP, ())


def _undo(connection: Connection) -> None:
    executed(connection, UNDO, ())
    executed(connection, KEEP, ())
