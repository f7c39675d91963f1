"""INSERT as the driver takes it, for one row or a hundred thousand: text and encoders made once, values bound directly.

Takes: a table, columns, rows. Gives: rows in the database. Never: a value pasted into text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table

PLACEHOLDERS = {"sqlite": "?", "postgresql": "%s"}


@dataclass(frozen=True)
class Insert:
    """One statement: `fixed` columns take values that are the same for every row of a call, `varying` ones those of each row.

    Both start below the types: ids of rows come as integers, everything else is encoded here.
    """

    text: str
    fixed: tuple[Callable[[Any], Any] | None, ...]
    varying: tuple[Callable[[Any], Any] | None, ...]

    def run(self, connection: Connection, fixed: Sequence[Any], rows: Iterable[tuple[Sequence[int], Sequence[Any]]]) -> None:
        """Writes rows given as (numbers, values): numbers of the leading id columns, then a value for each varying column."""
        same = tuple(_encode(self.fixed, fixed))
        encoders = self.varying
        params = [(*numbers, *same, *_encode(encoders, values)) for numbers, values in rows]
        if params:
            connection.exec_driver_sql(self.text, params if len(params) > 1 else params[0])


def _encode(encoders: Sequence[Callable[[Any], Any] | None], values: Sequence[Any]) -> list[Any]:
    return [value if encoder is None else encoder(value) for encoder, value in zip(encoders, values, strict=True)]


def inserting(dialect: Dialect, table: Table, ids: Sequence[str], columns: tuple[Sequence[str], Sequence[str]]) -> Insert:
    """The statement for a table: id columns first, then the (fixed, varying) columns."""
    fixed, varying = columns
    quote = dialect.identifier_preparer.quote
    names = [*ids, *fixed, *varying]
    mark = PLACEHOLDERS[dialect.name]
    text = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608
    return Insert(text, _encoders(dialect, table, fixed), _encoders(dialect, table, varying))


def _encoders(dialect: Dialect, table: Table, names: Sequence[str]) -> tuple[Callable[[Any], Any] | None, ...]:
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
