"""SQLite: one writer behind two locks, many readers.

Takes: settings. Gives: connections in transactions. Never: more than one writer at a time.

Every write holds a process lock and then an OS file lock to its COMMIT; only a holder of both opens the file first, checkpoints or closes
last.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Select, bindparam, create_engine, event, func, make_url, select, update
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from builder.errors import LimitExceeded, Unavailable
from runtime.ids import COUNTER_SIZE
from runtime.store.counters import Counters
from runtime.store.dialects.bell import Bell, ThreadBell
from runtime.store.dialects.evaluate import Registry, register
from runtime.store.dialects.kept import Kept
from runtime.store.dialects.violations import Violation
from runtime.store.prepared import Prepared, Shelf
from runtime.store.tables import id_counter

LOCK_TIMEOUT = 30.0
CHECKPOINT_BYTES = 4 * 1024 * 1024
READERS = 16
TOO_LARGE = frozenset(("integer overflow", "string or blob too big"))
FAILED = "user-defined function raised exception"
STEPS = 20_000  # of the machine inside SQLite between two looks at the clock
READ_CACHE, WRITE_CACHE = 4_096, 32_768  # KiB a connection keeps at most; bulk writes touch every index
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "wal_autocheckpoint=0", "journal_size_limit=0", "temp_store=MEMORY")


_BY: Any = bindparam("by", type_=Integer())
_COUNT = update(id_counter).values(value=id_counter.c.value + _BY).returning(id_counter.c.value)


class WriteLock:
    """One writer over threads (a lock) and processes (`flock` on a file): both are held from before BEGIN until after COMMIT."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._owner: int | None = None
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def __enter__(self) -> None:
        if self._owner == threading.get_ident():
            raise RuntimeError("a write inside a write: use the unit of work you were given")
        if not self._threads.acquire(timeout=LOCK_TIMEOUT):
            raise Unavailable("database_busy")
        try:
            self._lock_file()
        except BaseException:
            self._threads.release()
            raise
        self._owner = threading.get_ident()

    def __exit__(self, *failure: object) -> None:
        self._owner = None
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def _lock_file(self) -> None:
        deadline = time.monotonic() + LOCK_TIMEOUT
        pause = 0.0005
        while True:
            try:
                return fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable("database_busy") from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)

    def close(self) -> None:
        """Gives the file back."""
        os.close(self._file)


class SqliteDatabase:
    """The embedded database, with the expressions it may call back (`registry`)."""

    name = "sqlite"

    def __init__(self, url: str) -> None:
        self.registry = Registry()
        self.path = Path(make_url(url).database or "")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._attempted = 0
        self._wal = Path(f"{self.path}-wal")
        self._lock = WriteLock(self.path.parent / "write.lock")
        self.writer = self._engine(url, "BEGIN IMMEDIATE", reading=False)
        self._counted = Prepared(self.writer.dialect, _COUNT)
        self.reader = self._engine(url, "BEGIN DEFERRED", reading=True)
        self._reading = Kept(self.reader, READERS)
        self.shelf = Shelf()
        self.counters = Counters()
        self.bell: Bell = ThreadBell()
        with self._lock, closing(self.writer.raw_connection()) as connection:  # outside a transaction, where SQLite refuses it
            connection.cursor().execute("PRAGMA journal_mode=WAL")

    def _engine(self, url: str, begin: str, *, reading: bool) -> Engine:
        many = {"poolclass": QueuePool, "pool_size": READERS, "max_overflow": READERS}
        pool: dict[str, Any] = many if reading else {"poolclass": StaticPool}
        engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 5.0}, query_cache_size=2000, **pool)
        # SQLAlchemy does not know all of SQLite's words; a field may be called by any
        engine.dialect.identifier_preparer.reserved_words = {*SQLiteIdentifierPreparer.reserved_words, "nothing", "returning"}

        @event.listens_for(engine, "connect")
        def _connect(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            for pragma in (*PRAGMAS, f"query_only={int(reading)}", f"cache_size=-{READ_CACHE if reading else WRITE_CACHE}"):
                connection.execute(f"PRAGMA {pragma}")
            register(connection, self.registry)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.connection.dbapi_connection.execute(begin)  # type: ignore[union-attr]

        return engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction: committed at the end, rolled back on an exception."""
        with self._lock:
            with self.writer.begin() as connection:
                yield connection
            self._checkpoint()

    @contextmanager
    def reading(self, seconds: float | None = None) -> Iterator[Connection]:
        """A snapshot to read from; looks that take longer in all than some seconds are broken off: LimitExceeded."""
        with self._reading.lent() as connection, nullcontext() if seconds is None else _hurried(connection, seconds):
            yield connection

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """For schema changes: the same as `writing`, for schema changes here belong to a transaction."""
        with self.writing() as connection:
            yield connection

    def _tune(self, pragma: str) -> None:
        """A setting of the connection that writes, taken between two transactions."""
        with self._lock, closing(self.writer.raw_connection()) as connection:
            connection.cursor().execute(f"PRAGMA {pragma}")

    def _checkpoint(self) -> None:
        """Once the log has grown by four megabytes since the last attempt: the log file is cut back when it starts over."""
        try:
            size = self._wal.stat().st_size
        except FileNotFoundError:
            return
        self._attempted = min(self._attempted, size)
        if size - self._attempted > CHECKPOINT_BYTES:
            self._attempted = size
            with self.writer.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[union-attr]

    def hurry(self, connection: Connection) -> None:
        """Nothing to do: there is one lock, and it is held."""

    def fence(self, connection: Connection, app: str, *, exclusive: bool = False) -> None:
        """Nothing to do: whoever writes is alone."""

    def create_own(self, connection: Connection) -> None:
        """The counter of ids: one row under the write lock."""
        connection.execute(id_counter.insert().values(value=0))

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether this is the only one doing `name`, for as long as the block runs; nobody waits."""
        handle = os.open(self.path.parent / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _locked(handle)
        finally:
            os.close(handle)

    def reserve(self, connection: Connection, count: int) -> Sequence[int]:
        """The next `count` values of the id counter."""
        last: int = self._counted.run(connection, by=count)[0][0]
        return [value % COUNTER_SIZE for value in range(last - count, last)]

    def estimate(self, connection: Connection, statement: "Select[Any]") -> int:
        """How many rows a statement gives: SQLite keeps no figures, so they are counted."""
        return int(connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one())

    def retryable(self, error: DBAPIError) -> bool:
        """Whether the same work may succeed when done again."""
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

    def violation(self, error: DBAPIError) -> Violation:
        """Which promise of the schema a statement broke. SQLite names columns for a unique index, nothing for a reference."""
        text = str(error.orig)
        raised = self.registry.raised() if text == FAILED else None
        if text in TOO_LARGE or isinstance(raised, ArithmeticError):  # a number outgrew 64 bits, in a sum or on its way back from Python
            return Violation("size")
        if raised is not None and error.orig is not None:
            error.orig.__cause__ = raised  # so that the log says what went wrong, and where
        head, _, tail = text.partition(": ")
        if head.startswith("UNIQUE"):
            names = [name.strip().split(".", 1) for name in tail.split(",")]
            return Violation("unique", table=names[0][0], columns=tuple(name[-1] for name in names))
        if head.startswith("FOREIGN KEY"):
            return Violation("reference")
        return Violation("check", name=text) if text.startswith("ck") else Violation("other", name=text)

    def close(self) -> None:
        """Checkpoints and closes, last, under the lock."""
        self._reading.close()
        self.reader.dispose()
        with self._lock:
            with self.writer.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            self.writer.dispose()
        self._lock.close()


@contextmanager
def _hurried(connection: Connection, seconds: float) -> Iterator[None]:
    """Looks at the clock every so many steps of the machine inside SQLite."""
    driver: Any = connection.connection.dbapi_connection
    deadline = time.monotonic() + seconds
    driver.set_progress_handler(lambda: int(time.monotonic() > deadline), STEPS)
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise LimitExceeded("report_too_slow", seconds=seconds) from error
        raise
    finally:
        driver.set_progress_handler(None, 0)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def unsafe(database: SqliteDatabase) -> Iterator[None]:
    """COMMIT does not wait for the disk in here; at the end everything is on it. A machine that stops meanwhile may leave a broken file:
    for a database that holds nothing yet and is made anew where that happens."""
    database._tune("synchronous=OFF")
    try:
        yield
    finally:
        database._tune("synchronous=FULL")
        database._tune("wal_checkpoint(TRUNCATE)")
