"""PostgreSQL: pools, the fence, ids from a sequence.

Takes: settings. Gives: connections in transactions. Never: an isolation level above READ COMMITTED.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from builder.errors import LimitExceeded
from runtime.ids import COUNTER_SIZE
from runtime.store.counters import Counters
from runtime.store.dialects.bell import Bell
from runtime.store.dialects.bell_postgresql import PostgresBell
from runtime.store.dialects.kept import Kept
from runtime.store.dialects.violations import Violation
from runtime.store.prepared import Shelf, executed

POOL = 10
OVERFLOW = 20
FENCE = 0x44474E  # first half of the advisory lock key; the second is the app's hash
CANCELLED = "57014"
RETRY = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock not available

_LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(%(fence)s::int, hashtext(%(app)s))"
_LOCK = text("SELECT pg_advisory_xact_lock(:fence, hashtext(:app))")
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:fence, hashtext(:app))")
_NOTE = """
CREATE FUNCTION conversion_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversion_pending (table_no, record_id) VALUES (TG_ARGV[0]::bigint, NEW.id) ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$"""
_RESERVE = text("SELECT nextval('id_sequence') FROM generate_series(1, :count)")
_RESERVE_ONE = text("SELECT nextval('id_sequence')")


class PostgresDatabase:
    """Any number of processes; a write pool, and a read pool whose connections cannot write."""

    name = "postgresql"
    registry = None

    def __init__(self, url: str) -> None:
        target = make_url(url).set(drivername="postgresql+psycopg")
        self.writer = _engine(target, "-c timezone=UTC")
        self.reader = _engine(target, "-c timezone=UTC -c default_transaction_read_only=on", isolation_level="AUTOCOMMIT")
        self._reading = Kept(self.reader, POOL)
        self.shelf = Shelf()
        self.counters = Counters()
        self._schema = self.writer.execution_options(isolation_level="AUTOCOMMIT")
        self.bell: Bell = PostgresBell(self._schema)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction: committed at the end, rolled back on an exception."""
        with self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self, seconds: float | None = None) -> Iterator[Connection]:
        """A connection that cannot write; each statement sees what is committed when it starts. One that takes longer than some seconds is
        broken off: LimitExceeded."""
        with self._reading.lent() as connection, nullcontext() if seconds is None else _hurried(connection, seconds):
            yield connection

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """For schema changes that must not run inside a transaction; none of them waits for a lock longer than half a second."""
        with self._schema.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = '500ms'")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("SET lock_timeout = 0")

    def hurry(self, connection: Connection) -> None:
        """This transaction gives up on a lock after half a second, so that nobody queues behind it."""
        connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")

    def fence(self, connection: Connection, app: str, *, exclusive: bool = False) -> None:
        """Held to the end of the transaction: shared by writers of an app, exclusive for the switch to a new revision."""
        if exclusive:
            connection.execute(_LOCK, {"fence": FENCE, "app": app})
        else:
            executed(connection, _LOCK_SHARED, {"fence": FENCE, "app": app})

    def create_own(self, connection: Connection) -> None:
        """The counter of ids, a sequence that runs in a circle; what notes rows written during a conversion."""
        connection.exec_driver_sql(f"CREATE SEQUENCE id_sequence MINVALUE 0 MAXVALUE {COUNTER_SIZE - 1} START 0 CYCLE")
        connection.exec_driver_sql(_NOTE)

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Whether this is the only process doing `name`, for as long as the block runs; nobody waits."""
        with self.writer.begin() as connection:
            yield bool(connection.execute(_TRY_LOCK, {"fence": FENCE, "app": f"alone {name}"}).scalar_one())

    def reserve(self, connection: Connection, count: int) -> Sequence[int]:
        """The next `count` values of the id counter."""
        if count == 1:
            return [connection.execute(_RESERVE_ONE).scalar_one()]
        return list(connection.execute(_RESERVE, {"count": count}).scalars())

    def estimate(self, connection: Connection, statement: "Select[Any]") -> int:
        """How many rows a statement gives, as the planner sees it."""
        compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
        values = compiled.construct_params()
        shown = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {compiled}", _bound(compiled, values)).scalar_one()
        return int(shown[0]["Plan"]["Plan Rows"])

    def retryable(self, error: DBAPIError) -> bool:
        """Whether the same work may succeed when done again."""
        return getattr(error.orig, "sqlstate", None) in RETRY

    def violation(self, error: DBAPIError) -> Violation:
        """Which promise of the schema a statement broke."""
        diagnosis: Any = getattr(error.orig, "diag", None)
        kinds: dict[str | None, Any] = {"23505": "unique", "23503": "reference", "23514": "check", "22003": "size"}
        kind = kinds.get(getattr(error.orig, "sqlstate", None), "other")
        return Violation(kind, getattr(diagnosis, "constraint_name", "") or "", getattr(diagnosis, "table_name", "") or "")

    def close(self) -> None:
        """Closes both pools."""
        self.bell.close()
        self._reading.close()
        self.writer.dispose()
        self.reader.dispose()


@contextmanager
def _hurried(connection: Connection, seconds: float) -> Iterator[None]:
    """The server keeps the time."""
    executed(connection, f"SET statement_timeout = {int(seconds * 1000)}", None)
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == CANCELLED:
            raise LimitExceeded("report_too_slow", seconds=seconds) from error
        raise
    finally:
        if not connection.invalidated:
            executed(connection, "SET statement_timeout = 0", None)


def _bound(compiled: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a compiled statement as the driver takes them."""
    processors = compiled._bind_processors
    return {name: processors[name](value) if name in processors else value for name, value in values.items()}


def _engine(url: Any, options: str, **more: Any) -> Engine:
    connect = {"options": options, "application_name": "dougong"}
    engine = create_engine(url, connect_args=connect, pool_size=POOL, max_overflow=OVERFLOW, query_cache_size=2000, **more)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.prepare_threshold = 2

    return engine
