"""Expressions inside SQLite: one function that runs the compiled Python. Takes: checked terms. Gives: keys, `dougong_eval`. Never: SQL.

Numbers cross as INTEGER × 10^scale, as text where they may have more than 18 digits; everything else as its column keeps it.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import sha256
from threading import Lock, local
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Text as PlainText
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from builder.expressions import numbers, python
from builder.expressions import types as t
from builder.expressions.terms import Term
from runtime.ids import decode, encode
from runtime.values import instant_text

FUNCTION = "dougong_eval"
NATIVE = 10**18  # what fits a 64-bit integer for sure
KEPT = 8_192  # compiled expressions kept; the least recently used leave first
Convert = Callable[[Any], Any]
Evaluator = Callable[[tuple[Any, ...]], Any]


def _as_is(value: Any) -> Any:
    return value


def zone_text(zone: tuple[Any, int]) -> str:
    """An app's zone and day start as SQLite carries it."""
    return f"{zone[0].key}|{zone[1]}"


def _zone(text: str) -> tuple[Any, int]:
    name, _, start = text.rpartition("|")
    return ZoneInfo(name), int(start)


def _from_units(scale: int) -> Convert:
    return int if scale == 0 else lambda value: Decimal(value).scaleb(-scale, numbers.EXACT)


def _to_units(kind: t.Number) -> Convert:
    wide = 10**kind.digits > NATIVE

    def convert(value: Any) -> Any:
        units = value if isinstance(value, int) else int(value.scaleb(kind.scale, numbers.EXACT))
        return str(units) if wide else units

    return convert


_READ: Mapping[type, Convert] = {
    t.Boolean: bool, t.Date: date.fromisoformat, t.Time: time.fromisoformat, t.Instant: datetime.fromisoformat, t.Ref: encode,
    t.List: orjson.loads, t.File: orjson.loads, t.Json: _zone,
}
_WRITE: Mapping[type, Convert] = {
    t.Boolean: int, t.Date: date.isoformat, t.Time: time.isoformat, t.Instant: instant_text, t.Ref: decode, t.Json: zone_text,
}


def reader(kind: t.Type) -> Convert:
    """What turns a column's value into a Python value (never called for NULL)."""
    return _from_units(kind.scale) if isinstance(kind, t.Number) else _READ.get(type(kind), _as_is)


def writer(kind: t.Type) -> Convert:
    """What turns a Python value into what a column keeps (never called for None)."""
    return _to_units(kind) if isinstance(kind, t.Number) else _WRITE.get(type(kind), _as_is)


class Registry:
    """The compiled expressions SQLite may call, by key. A key follows from the term, so the same expression is compiled once."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Evaluator] = OrderedDict()
        self._lock = Lock()
        self._raised = local()

    def add(self, root: Term, arguments: tuple[Term, ...], *, whole: bool = False) -> str:
        """The key of a term over the names in `arguments`, in order; `whole`: a number always comes as an integer."""
        key = sha256(repr((root, arguments, whole)).encode()).hexdigest()[:20]
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return key
        evaluator = _evaluator(root, arguments, whole)
        with self._lock:
            self._known[key] = evaluator
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return key

    def call(self, key: str, *values: Any) -> Any:
        """The value of an expression for one row, as SQLite keeps it. A fault is noted, for SQLite tells only that there was one."""
        try:
            self._known.move_to_end(key)
            return self._known[key](values)
        except Exception as error:
            self._raised.last = error
            raise

    def raised(self) -> Exception | None:
        """The last fault of an expression in this thread."""
        return getattr(self._raised, "last", None)


def _evaluator(root: Term, arguments: tuple[Term, ...], whole: bool) -> Evaluator:
    function = python.compile_term(root)
    readers = tuple((item.value, reader(item.type)) for item in arguments)
    write = writer(root.type)

    def evaluate(values: tuple[Any, ...]) -> Any:
        pairs = zip(readers, values, strict=True)
        result = function({name: None if value is None else read(value) for (name, read), value in pairs})
        if result is None:
            return None
        return int(write(result)) if whole else write(result)

    return evaluate


def register(connection: sqlite3.Connection, registry: Registry) -> None:
    """Makes `dougong_eval(key, …)` known to a connection."""
    connection.create_function(FUNCTION, -1, registry.call, deterministic=True)


class Result(TypeDecorator[Any]):
    """What an expression gives, on its way from a database to Python: exact numbers with their places, ids as text."""

    impl = PlainText
    cache_ok = True

    def __init__(self, kind: t.Type) -> None:
        super().__init__()
        self.kind = kind

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:
        read = reader(self.kind) if dialect.name == "sqlite" else _from_postgres(self.kind)
        return lambda value: None if value is None else read(value)


def _from_postgres(kind: t.Type) -> Convert:
    if isinstance(kind, t.Number):
        scale, step = kind.scale, numbers.unit(kind.scale)
        return int if scale == 0 else lambda value: numbers.scale_up(value, step)
    if isinstance(kind, t.Instant):
        return lambda value: value.astimezone(UTC)
    return encode if isinstance(kind, t.Ref) else _as_is



