"""Many records: a checked expression as SQL. Takes: Typed and a Source. Gives: SQLAlchemy expressions. Never: names of columns.

Conditions are written in negation normal form, so that a comparison of a column with a value stays bare and can use an index; whatever does
not depend on the record is computed beforehand and bound.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, cast, type_coerce

from builder.expressions.check import Typed
from builder.expressions.terms import Term
from runtime.store.dialects.conditions import Source
from runtime.store.dialects.evaluate import Result
from runtime.store.dialects.values_postgresql import PostgresValues
from runtime.store.dialects.values_sqlite import SqliteValues

__all__ = ["Source", "condition", "inner", "value"]
VALUES = {"sqlite": SqliteValues, "postgresql": PostgresValues}


def condition(typed: Typed, source: Source) -> ColumnElement[bool]:
    """The expression as a WHERE condition; raises ExpressionError where this database cannot judge it."""
    return VALUES[source.dialect](source).condition(typed.root, True)


def value(typed: Typed, source: Source) -> ColumnElement[Any]:
    """The expression as a column; read back it is the Python value the language defines."""
    found = VALUES[source.dialect](source).value(typed.root)
    if isinstance(found, BindParameter):
        found = cast(found, found.type)
    return type_coerce(found, Result(typed.type))


def inner(root: Term, source: Source) -> ColumnElement[Any]:
    """A term as a column inside a statement, as the database itself keeps it: numbers whole on SQLite, NUMERIC on PostgreSQL."""
    found = VALUES[source.dialect](source).whole(root)
    return cast(found, found.type) if isinstance(found, BindParameter) else found
