"""Open connections between uses.

Takes: an engine. Gives: a connection in turn to whoever reads. Never: one that has failed.

Taking a connection out of SQLAlchemy's pool and giving it back costs as much as a small read itself (measured); here it stays taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


class Kept:
    """Connections that wait for their next use; each belongs to one caller at a time."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine = engine
        self._most = most
        self._idle: list[Connection] = []

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """A connection for the block; whatever it has begun is over afterwards."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        try:
            connection.begin()
            yield connection
        finally:
            self._take_back(connection)

    def _take_back(self, connection: Connection) -> None:
        if connection.invalidated:
            connection.close()
            self.close()  # the server has gone: the others are dead too
            return
        connection.rollback()
        if len(self._idle) < self._most:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Gives back those that wait."""
        while self._idle:
            self._idle.pop().close()
