"""The store of one installation. Takes: settings. Gives: transactions for use cases, compiled revisions. Never: what the work is about."""

import random
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from builder.definitions import load
from builder.errors import Unavailable
from runtime.context import Context
from runtime.revision import Revision
from runtime.settings import Settings
from runtime.store import deltas, migrations, revisions
from runtime.store.dialects.postgresql import PostgresDatabase
from runtime.store.dialects.sqlite import SqliteDatabase, unsafe
from runtime.store.dialects.together import together
from runtime.store.prepared import Prepared
from runtime.store.tables import app as app_table
from runtime.store.write import UnitOfWork

T = TypeVar("T")
ATTEMPTS = 3
CACHED_REVISIONS = 32
_CURRENT = select(app_table.c.current).where(app_table.c.key == bindparam("app", type_=app_table.c.key.type))


class Store:
    """Everything the rooms above ask of the database goes through `write` and `read`."""

    def __init__(self, database: SqliteDatabase | PostgresDatabase) -> None:
        self.database = database
        self._revisions: OrderedDict[tuple[str, int], Revision] = OrderedDict()
        self._lock = Lock()
        self._current = Prepared(database.writer.dialect, _CURRENT)

    def write(self, ctx: Context, fn: Callable[[UnitOfWork], T]) -> T:
        """Runs `fn(uow)` in one transaction and commits. `fn` has no effect outside it, uses `uow.ctx`, and may run up to three times."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._write_once(ctx, fn)
            except DBAPIError as error:
                if not self.database.retryable(error):
                    raise
                if attempt == ATTEMPTS:
                    raise Unavailable("database_busy") from error
            time.sleep(random.uniform(0.005, 0.03) * attempt)  # noqa: S311
        raise AssertionError("unreachable")

    def _write_once(self, ctx: Context, fn: Callable[[UnitOfWork], T]) -> T:
        with self.database.writing() as connection:
            uow = UnitOfWork(self.database, connection, self._enter(connection, ctx))
            try:
                result = fn(uow)
                deltas.flush(uow)
            except (IntegrityError, DataError) as error:
                raise uow.refusal(error) from error
        uow.committed()
        return result

    def _enter(self, connection: Connection, ctx: Context) -> Context:
        """Takes the fence and moves the work to the revision that holds behind it."""
        if ctx.revision is None:
            return ctx
        with together(connection):
            self.database.fence(connection, ctx.app)
            current = self._newest(connection, ctx.app)
        if current is None or current == ctx.revision.n:
            return ctx
        return replace(ctx, revision=self._compiled(connection, ctx.app, current))

    def read(self, ctx: Context, fn: Callable[[UnitOfWork], T], timeout: float | None = None) -> T:
        """Runs `fn(uow)` on a connection that cannot write, on the Context's revision; no statement longer than `timeout` seconds."""
        with self.database.reading(timeout) as connection:
            return fn(UnitOfWork(self.database, connection, ctx))

    def revision(self, app: str, n: int | None = None) -> Revision | None:
        """The current revision of an app, compiled once; `n` where the caller has just read its number. None = never published."""
        known = self._revisions.get((app, n)) if n is not None else None
        if known is not None:
            return known
        with self.database.reading() as connection:
            number = n if n is not None else self._newest(connection, app)
            return None if number is None else self._compiled(connection, app, number)

    def _newest(self, connection: Connection, app: str) -> int | None:
        found = self._current.run(connection, app=app)
        return found[0][0] if found else None

    def _compiled(self, connection: Connection, app: str, n: int) -> Revision:
        with self._lock:
            known = self._revisions.get((app, n))
            if known is None:
                documents = revisions.documents(connection, app, n)
                known = Revision(app, n, load(documents), revisions.layout(connection, app, n))
                self._revisions[app, n] = known
            self._revisions.move_to_end((app, n))
            while len(self._revisions) > CACHED_REVISIONS:
                self._revisions.popitem(last=False)
            return known

    def unsafe(self) -> AbstractContextManager[None]:
        """For the first fill of a fresh database alone, which is thrown away if it is interrupted: COMMIT does not wait for the disk
        inside, and at the end everything is there (SQLite; PostgreSQL, whose server has other databases too, keeps to its own rules)."""
        return unsafe(self.database) if isinstance(self.database, SqliteDatabase) else nullcontext()

    def migrate(self) -> None:
        """Brings the engine's own tables to this version of the program."""
        migrations.run(self.database)

    def close(self) -> None:
        """Closes every connection."""
        self.database.close()


def open_store(settings: Settings) -> Store:
    """Opens the database of an installation; `migrate()` makes or upgrades its tables."""
    if settings.sqlite:
        return Store(SqliteDatabase(settings.database_url))
    return Store(PostgresDatabase(settings.database_url))
