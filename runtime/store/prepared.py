"""Statements compiled once, so that a request only binds values.

Takes: SQLAlchemy statements. Gives: rows as tuples. Never: text of a request.

What SQLAlchemy does for every execution (cache keys, parameter sets, result columns) is done here once per statement: measured, it is most
of what a small read costs.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from runtime.store.dialects.columns import bare

Processor = Callable[[Any], Any]
KEPT, MANY = 500, 200


def executed(connection: Connection, text: str, params: Any, *, many: bool = False) -> Any:
    """The driver's cursor after a statement inside the connection's transaction; errors are those SQLAlchemy raises."""
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(text, params)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, text, error) from error
    return cursor


def told(connection: Connection, text: str, error: Any) -> DBAPIError:
    """The driver's error as SQLAlchemy's; a connection whose server has gone is given up."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    made: DBAPIError = DBAPIError.instance(text, (), error, base, connection_invalidated=lost, dialect=dialect)
    return made


@contextmanager
def translated(connection: Connection, text: str) -> Iterator[None]:
    """The driver's errors as SQLAlchemy's, for several statements at once."""
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, text, error) from error


class Prepared:
    """One statement with its constants bound; `run` takes values for its named parameters and gives decoded rows."""

    def __init__(self, dialect: Dialect, statement: Any) -> None:
        compiled: SQLCompiler = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self._text = str(compiled)
        self._order = compiled.positiontup
        binders = {name: bare(parameter.type.dialect_impl(dialect).bind_processor(dialect)) for name, parameter in compiled.binds.items()}
        self._binders = {name: binder for name, binder in binders.items() if binder is not None}
        constants = compiled.construct_params(_check=False)
        self._constants = self._bound({name: value for name, value in constants.items() if value is not None})
        columns = list(statement.selected_columns if isinstance(statement, Select) else statement.exported_columns)
        self.names = tuple(column.key for column in columns)
        decoders = (bare(column.type.dialect_impl(dialect).result_processor(dialect, None)) for column in columns)
        self._decoders = [(place, decode) for place, decode in enumerate(decoders) if decode is not None]

    def _bound(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values as the driver takes them; nothing stays nothing in every type."""
        binders = self._binders
        return {name: binders[name](value) if value is not None and name in binders else value for name, value in values.items()}

    def _params(self, values: dict[str, Any]) -> Any:
        given = self._bound(values)
        if self._constants:
            given = {**self._constants, **given}
        return tuple(map(given.get, self._order)) if self._order is not None else given

    def asked(self, **values: Any) -> tuple[str, Any]:
        """The text and the values as the driver gets them."""
        return self._text, self._params(values)

    def run(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows."""
        cursor = executed(connection, self._text, self._params(values))
        try:
            found = cursor.fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise told(connection, self._text, error) from error
        return self._decoded(found) if found and self._decoders else [tuple(row) for row in found]

    def _decoded(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Column by column: what converts a column is looked up once, not once a row."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, decode in self._decoders:
            column = columns[place]
            apart = set(column) if len(column) > MANY else ()
            if apart and len(apart) * 2 < len(column):  # the same few values over and over, as groups are
                known = {value: None if value is None else decode(value) for value in apart}
                columns[place] = [known[value] for value in column]
            else:
                columns[place] = [None if value is None else decode(value) for value in column]
        return list(zip(*columns, strict=True))

    def change(self, connection: Connection, **values: Any) -> int:
        """Runs a statement that gives no rows; how many it touched."""
        return int(executed(connection, self._text, self._params(values)).rowcount)

    def change_many(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> int:
        """The same once for each row of values."""
        return int(executed(connection, self._text, [self._params(values) for values in rows], many=True).rowcount)


class Ready(NamedTuple):
    """A statement with the values of one run."""

    statement: Prepared
    values: dict[str, Any]

    @property
    def asked(self) -> tuple[str, Any]:
        """The text and the bound values of what `rows` asks: what a cache may know an answer by."""
        return self.statement.asked(**self.values)

    def rows(self, connection: Connection) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.statement.run(connection, **self.values)


class Shelf:
    """Statements (of one revision, of one database) and what else is made once by key; the least recently used leave first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[], Any], alive: Any = None) -> Any:
        """What stands under a key, built where missing; `alive` is kept with it, so that an id() inside the key stays its own."""
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known[0]
        made = build()
        with self._lock:
            self._known[key] = (made, alive)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return made
