"""How values become groups, on both databases: periods, bins, shifted periods. Takes: SQL. Gives: SQL. Never: a bound argument.

What an index may be built on is written from closed lists as literals: SQLite matches an index on an expression only where it is written
the same (measured: 8–11 times slower with bound arguments).
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Text,
    bindparam,
    case,
    cast,
    collate,
    extract,
    func,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
)
from sqlalchemy import Date as PlainDate
from sqlalchemy import column as table_column
from sqlalchemy.dialects.postgresql import TIMESTAMP

from builder.expressions import types as t
from builder.expressions.numbers import scale_up, unit
from builder.expressions.numbers import zero as numbers_zero
from runtime.store.dialects.columns import Days, column_type, scaled
from runtime.store.dialects.evaluate import writer
from runtime.store.dialects.values_postgresql import PLAIN

Sql = ColumnElement[Any]
SQLITE = "sqlite"
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
_QUARTERS = "'010101040404070707101010'"
_FORWARD: Mapping[str, str] = {"month": "start of month", "quarter": "start of month", "year": "start of year"}


def plain(kind: t.Type, dialect: str) -> Any:
    """The type of a column inside a statement: as the database keeps it, with its own operators."""
    if isinstance(kind, t.Ref):
        return BigInteger()
    if dialect == SQLITE:
        return BigInteger() if isinstance(kind, t.Number | t.Boolean) else Text()
    return Boolean() if isinstance(kind, t.Boolean) else PLAIN.get(type(kind)) or column_type(kind)


def textual(kind: t.Type) -> bool:
    """Whether values of the type are compared as text."""
    return isinstance(kind, t.Text | t.Choice)


def told(value: Sql, kind: t.Type, dialect: str) -> Sql:
    """A value as a column of a statement: of a plain type, texts in the order of code points."""
    found: Sql = type_coerce(value, plain(kind, dialect))
    return collate(found, "C") if dialect != SQLITE and textual(kind) else found


def nothing(kind: t.Type, dialect: str) -> Sql:
    """No value, of a type."""
    if dialect == SQLITE:
        return type_coerce(null(), plain(kind, dialect))
    return told(cast(null(), plain(kind, dialect)), kind, dialect)


def known(value: Any, kind: t.Type, dialect: str) -> Sql:
    """A written value of a type."""
    if value is None:
        return nothing(kind, dialect)
    if dialect == SQLITE:
        raw = writer(kind)(value)
        return literal(int(raw) if isinstance(kind, t.Number) else raw, plain(kind, dialect))
    typed = column_type(kind) if isinstance(kind, t.Ref) else plain(kind, dialect)
    return told(literal(value, typed), kind, dialect)


def _word(text: str) -> Sql:
    return literal_column(text)


def _piece(day: Sql, first: int, length: int) -> Sql:
    return func.substr(day, _word(str(first)), _word(str(length)), type_=Text())


_TEXT_GRAINS: Mapping[str, Callable[[Sql], Sql]] = {
    "day": lambda day: day,
    "week": lambda day: func.date(day, _word("'weekday 0'"), _word("'-6 days'"), type_=Text()),
    "month": lambda day: _piece(day, 1, 8).op("||")(_word("'01'")),
    "quarter": lambda day: _piece(day, 1, 5).op("||")(
        func.substr(_word(_QUARTERS), func.substr(day, _word("6"), _word("2"), type_=BigInteger()) * _word("2") - _word("1"), _word("2"))
    ).op("||")(_word("'-01'")),
    "year": lambda day: _piece(day, 1, 5).op("||")(_word("'01-01'")),
}


def grain(day: Sql, unit_: str, dialect: str) -> Sql:
    """The first day of the period a day lies in; weeks begin on Monday."""
    if dialect == SQLITE:
        return type_coerce(_TEXT_GRAINS[unit_](day), Text())
    if unit_ == "day":
        return day
    return cast(func.date_trunc(_word(f"'{unit_}'"), cast(day, TIMESTAMP())), PlainDate())


def ahead(day: Sql, by: tuple[int, str], dialect: str) -> Sql:
    """A day moved by so many units; where the month it comes to is too short, its last day."""
    count, unit_ = by
    if unit_ not in MONTHS and unit_ not in DAYS:
        return day
    months = count * MONTHS[unit_] if unit_ in MONTHS else 0
    if dialect != SQLITE:
        step = f"{months} months" if months else f"{count * DAYS[unit_]} days"
        return cast(day + _word(f"INTERVAL '{step}'"), PlainDate())
    if not months:
        return func.date(day, _word(f"'{count * DAYS[unit_]:+d} days'"), type_=Text())
    moved = func.date(day, _word(f"'{months:+d} months'"))
    last = func.date(day, _word("'start of month'"), _word(f"'{months + 1:+d} months'"), _word("'-1 day'"))
    return func.min(moved, last, type_=Text())


def since(day: Sql, start: Sql, unit_: str, dialect: str) -> Sql:
    """How many periods one period lies after another; both are first days."""
    if unit_ in MONTHS:
        months = _months(day, dialect) - _months(start, dialect)
        return months if unit_ == "month" else _divided(months, MONTHS[unit_], dialect)
    if dialect == SQLITE:
        days = cast(func.julianday(day), BigInteger()) - cast(func.julianday(start), BigInteger())
        return _divided(days, DAYS[unit_], dialect)
    return _divided(type_coerce(day - start, BigInteger()), DAYS[unit_], dialect)


def _divided(value: Sql, by: int, dialect: str) -> Sql:
    if by == 1:
        return value if dialect == SQLITE else cast(value, BigInteger())
    return type_coerce(value.op("/", precedence=8)(_word(str(by))), BigInteger())


def _months(day: Sql, dialect: str) -> Sql:
    if dialect == SQLITE:
        return cast(_piece(day, 1, 4), BigInteger()) * _word("12") + cast(_piece(day, 6, 2), BigInteger())
    return cast(extract("year", day) * _word("12") + extract("month", day), BigInteger())


def binned_type(kind: t.Type, bounds: tuple[Any, ...]) -> t.Type:
    """The type of a bin's lower bound: numbers with the places of the value or, where they have more, of the bounds."""
    if not isinstance(kind, t.Number):
        return kind
    places = [max(0, -int(bound.as_tuple().exponent)) for bound in bounds if hasattr(bound, "as_tuple")]
    return t.Number(max((kind.scale, *places)), kind.digits)


def bins(value: Sql, kind: t.Type, bounds: tuple[Any, ...], dialect: str) -> Sql:
    """The greatest lower bound not above a value, empty below the first."""
    into = binned_type(kind, bounds)
    if dialect == SQLITE and isinstance(kind, t.Number) and isinstance(into, t.Number) and into.scale > kind.scale:
        value = value * literal_column(str(10 ** (into.scale - kind.scale)))
    steps = [(value >= _bound(bound, into, dialect), _bound(bound, into, dialect)) for bound in sorted(bounds, reverse=True)]
    return case(*steps, else_=nothing(into, dialect))


def _bound(bound: Any, kind: t.Type, dialect: str) -> Sql:
    if not isinstance(kind, t.Number):
        return known(bound, kind, dialect)
    if dialect == SQLITE:
        return literal_column(str(scaled(kind.scale)(bound)), BigInteger())
    return known(scale_up(bound, unit(kind.scale)) if kind.scale else int(bound), kind, dialect)


def zero(kind: t.Type, dialect: str) -> Sql:
    """None of a number."""
    return known(numbers_zero(kind.scale), kind, dialect) if isinstance(kind, t.Number) else nothing(kind, dialect)


def unnested(column: Sql, dialect: str, name: str) -> Any:
    """The items of a list column, to be joined to its row: a table with the column `value`."""
    if dialect == SQLITE:
        return func.json_each(column).table_valued("value", name=name)
    return func.jsonb_array_elements_text(column).table_valued(table_column("value", Text())).render_derived(name=name)


def days(name: str, dialect: str) -> Any:
    """A SELECT of the days a parameter holds."""
    every: Any = bindparam(name, type_=Days())
    if dialect == SQLITE:
        return select(func.json_each(every).table_valued("value").c.value.label("value"))
    return select(func.unnest(every, type_=PlainDate()).label("value"))
