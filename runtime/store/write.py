"""The unit of work: one transaction, its ids, its changes, its deltas.

Takes: a connection. Gives: what every function of the store wants first.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from builder.errors import AppError
from runtime.context import Context
from runtime.ids import encode
from runtime.revision import Revision
from runtime.store.counters import Counters
from runtime.store.dialects.bell import Bell
from runtime.store.dialects.violations import Violation
from runtime.store.fates import Fates
from runtime.store.nested import nested
from runtime.store.prepared import Prepared, Shelf
from runtime.store.reached import Reached
from runtime.store.violated import conflict

ID_BATCH = 64
Delta = dict[tuple[str, str], dict[str, Any]]  # (form, record) → field → sum of deltas


class Database(Protocol):
    """What SQLite and PostgreSQL do differently; dialects/ implement it."""

    @property
    def name(self) -> str: ...
    @property
    def registry(self) -> Any: ...
    @property
    def shelf(self) -> Shelf: ...
    @property
    def counters(self) -> Counters: ...
    @property
    def bell(self) -> Bell: ...
    def reserve(self, connection: Connection, count: int) -> Sequence[int]: ...
    def fence(self, connection: Connection, app: str, *, exclusive: bool = False) -> None: ...
    def estimate(self, connection: Connection, statement: Any) -> int: ...
    def retryable(self, error: DBAPIError) -> bool: ...
    def violation(self, error: DBAPIError) -> Violation: ...


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One change of one record. `op`: create, update, delete, restore, derived. `old` and `new`: the changed fields (all on create)."""

    form: str
    id: str
    op: str
    version: int
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)


class UnitOfWork:
    """One transaction. `ctx` is the caller's Context on the revision that holds until COMMIT: inside use this one, not the one outside.

    `root` is the first change of the chain this work belongs to, known from its first change on.
    """

    def __init__(self, database: Database, connection: Connection, ctx: Context) -> None:
        self.database = database
        self.connection = connection
        self.ctx = ctx
        self.changes: list[RecordChange] = []
        self.deltas: Delta = {}
        self.held: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}  # (form, fields) → rows nobody can delete any more
        self.fates = Fates(self.changes)
        self.reached: Reached | None = None  # set by whoever leaves a change for every write
        self.root: str | None = ctx.root
        self.after: list[Callable[[], None]] = []  # hints given once the transaction has ended well
        self.spare: list[int] = []  # reserved values of the counter of ids nobody has used yet

    @contextmanager
    def acting(self, ctx: Context) -> Iterator[None]:
        """Work done and logged as somebody else (the system on behalf of a rule), in the same transaction."""
        before, self.ctx = self.ctx, ctx
        try:
            yield
        finally:
            self.ctx = before

    @property
    def dialect(self) -> Dialect:
        """The SQL dialect of the connection."""
        return self.connection.dialect

    @property
    def revision(self) -> Revision:
        """The revision this work runs on."""
        return self.ctx.rev

    @property
    def now(self) -> datetime:
        """The instant of the whole use case."""
        return self.ctx.now

    def prepared(self, statement: Any) -> Prepared:
        """A statement on the engine's own tables, compiled once for this database; `statement` is one that lives as long as the program."""
        return self.database.shelf.get(statement, lambda: Prepared(self.dialect, statement))  # type: ignore[no-any-return]

    def new_ids(self, count: int) -> list[str]:
        """Fresh ids, in order."""
        return [encode(number) for number in self.new_numbers(count)]

    def new_numbers(self, count: int) -> list[int]:
        """The same as integers, as they lie below the types."""
        spare = self.spare
        if len(spare) < count:
            spare.extend(self.database.counters.take(count - len(spare)))
        if len(spare) < count:
            spare.extend(self.database.reserve(self.connection, max(count - len(spare), ID_BATCH)))
        moment = self.ctx.runtime.ids.make(0)
        numbers = [moment | value for value in spare[:count]]
        del spare[:count]
        return numbers

    def committed(self) -> None:
        """The transaction has ended well: what it reserved and did not use is there for the next."""
        self.database.counters.give(self.spare)
        for hint in self.after:
            hint()

    def add_delta(self, form: str, record: str, field_key: str, delta: Any) -> None:
        """Collects what a roll-up or counter of another record grows by; applied, summed and in order, by `deltas.flush` or at the end."""
        fields = self.deltas.setdefault((form, record), {})
        fields[field_key] = fields.get(field_key, 0) + delta

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Work whose outcome is looked at and which then has never happened."""
        done, deltas = len(self.changes), {key: dict(value) for key, value in self.deltas.items()}
        try:
            with nested(self.connection, keep=False):
                yield
        finally:
            self._forget(done, deltas)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Work that may fail alone: an AppError or a broken promise of the schema undoes only what happened inside."""
        done, deltas = len(self.changes), {key: dict(value) for key, value in self.deltas.items()}
        try:
            with nested(self.connection):
                yield
        except (AppError, IntegrityError, DataError) as error:
            self._forget(done, deltas)
            if isinstance(error, AppError):
                raise
            raise self.refusal(error) from error

    def _forget(self, done: int, deltas: Delta) -> None:
        """What happened since a savepoint has not; a reservation of ids made there is undone too, so what is left of it must go."""
        del self.changes[done:]
        self.deltas = deltas
        self.held.clear()
        self.fates.forget()
        if self.reached is not None:
            self.reached.forget()
        self.spare.clear()

    def refusal(self, error: DBAPIError) -> Exception:
        """What a broken promise of the schema means to people; any other error of the database is a bug and stays what it is."""
        violation = self.database.violation(error)
        return error if violation.kind == "other" else conflict(self.ctx.revision, violation)
