"""Expressions inside the schema: conditions of partial indexes, checks, triggers.

Takes: a checked expression, one table. Gives: SQL text, or None where only the door can judge it. Never: relations, the clock.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Dialect, literal_column
from sqlalchemy.sql import visitors

from builder.expressions.check import Typed
from builder.expressions.errors import ExpressionError
from runtime.store.dialects.conditions import Open
from runtime.store.dialects.evaluate import FUNCTION, Registry
from runtime.store.expressions_sql import condition
from runtime.store.layout import TableLayout


class NotHere(Exception):
    """The expression needs more than one row of one table."""


class RowSource:
    """The columns of one row; `prefix` is `NEW.` inside a trigger of SQLite."""

    def __init__(self, dialect: Dialect, table: TableLayout, prefix: str) -> None:
        self.dialect = dialect.name
        self.registry = Registry()
        self.parameters: Mapping[str, Any] = {}
        self.lateable: Mapping[int, int] = {}
        self.late: dict[int, Open] = {}
        self._quote = dialect.identifier_preparer.quote
        self._table = table
        self._prefix = prefix

    def column(self, path: str) -> ColumnElement[Any]:
        """The column of a field of this very row."""
        if "." in path or path not in self._table.places:
            raise NotHere
        column = self._table.column(path)
        found: ColumnElement[Any] = literal_column(f"{self._prefix}{self._quote(column.name)}", column.type)
        return found

    def day(self, path: str) -> ColumnElement[Any] | None:
        """The companion of an instant."""
        place = self._table.places.get(path)
        if "." in path or place is None or place.day is None:
            raise NotHere
        found: ColumnElement[Any] = literal_column(f"{self._prefix}{self._quote(place.day)}", self._table.table.c[place.day].type)
        return found

    def segment(self, name: str) -> Any:
        """A promise speaks of one row."""
        raise NotImplementedError(name)

    def exists(self, prefix: str, build: Any) -> ColumnElement[Any]:
        """Other rows are out of reach."""
        raise NotHere

    def scalar(self, prefix: str, build: Any) -> ColumnElement[Any]:
        """Other rows are out of reach."""
        raise NotHere


def _spelled(found: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """Constants written out: a schema takes no parameters, and compiling with literals alone forgets those of `IS NOT`."""

    def literal(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        return literal_column(str(element.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), element.type)

    spelled: ColumnElement[Any] = visitors.replacement_traverse(found, {}, literal)
    return spelled


def row_condition(dialect: Dialect, table: TableLayout, typed: Typed, prefix: str = "") -> str | None:
    """The expression as SQL text over one row; None where it reads the clock, other rows, or needs a function of ours."""
    if any(name.startswith("@") for name in typed.names):
        return None
    try:
        found = condition(typed, RowSource(dialect, table, prefix))
        text = str(_spelled(found, dialect).compile(dialect=dialect))
    except (NotHere, ExpressionError, NotImplementedError):
        return None
    return None if FUNCTION in text else text.replace("%%", "%")
