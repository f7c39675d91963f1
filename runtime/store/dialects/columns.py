"""Column types: how each value type lies in SQLite and PostgreSQL.

Takes: types of builder.expressions. Gives: SQLAlchemy types. Never: field types.

Above these types a value is what FieldType describes (ids are 13 characters, instants aware UTC, numbers exact); below, what the
database keeps.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Numeric, Text, func, select
from sqlalchemy import Date as PlainDate
from sqlalchemy import Time as PlainTime
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from builder.expressions import types as t
from runtime.ids import decode, encode
from runtime.values import cut, instant_text

Processor = Callable[[Any], Any]

__all__ = [
    "BigInteger", "Boolean", "Day", "Days", "Exact", "Id", "Ids", "Integer", "LargeBinary", "Moment", "Structure", "Word", "among", "bare",
    "column_type", "kept", "scaled",
]


def unless_empty(convert: Processor, value: Any) -> Any:
    """What a processor of these types does, an empty value left alone; whoever looks for empty values himself may call `convert`."""
    return None if value is None else convert(value)


def bare(processor: Processor | None) -> Processor | None:
    """The conversion itself, to be called for filled values only."""
    return processor.args[0] if isinstance(processor, partial) and processor.func is unless_empty else processor


def _maybe(convert: Processor) -> Processor:
    return partial(unless_empty, convert)


class Id(TypeDecorator[str]):
    """A 63-bit integer below, 13 characters above."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Integer() if dialect.name == "sqlite" else BigInteger()

    def bind_processor(self, dialect: Dialect) -> Processor:
        return _maybe(decode)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        return _maybe(encode)

    def literal_processor(self, dialect: Dialect) -> Processor:
        return lambda value: str(decode(value))


class Ids(TypeDecorator[list[str]]):
    """Many ids as one parameter; `among` compares with it."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(BigInteger()) if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor:
        if dialect.name == "postgresql":
            return lambda value: [decode(item) for item in value]
        return lambda value: f"[{','.join([str(decode(item)) for item in value])}]"


class Days(TypeDecorator[list[date]]):
    """Many calendar days as one parameter."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(PlainDate()) if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        return None if dialect.name == "postgresql" else (lambda value: orjson.dumps([day.isoformat() for day in value]).decode())


def among(column: Any, ids: Any, dialect: str) -> Any:
    """Whether an id column is one of the ids of a parameter of type `Ids`: one statement, however many there are."""
    if dialect == "postgresql":
        return column == func.any(ids)
    return column.in_(select(func.json_each(ids).table_valued("value").c.value))


class Word(TypeDecorator[str]):
    """Text, ordered by code point. Empty text is no text."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor:
        return lambda value: value or None

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        return None

    def literal_processor(self, dialect: Dialect) -> Processor:
        return lambda value: "'" + value.replace("'", "''") + "'"


class Exact(TypeDecorator[Any]):
    """An exact number with `scale` places: INTEGER × 10^scale on SQLite, NUMERIC(18, scale) on PostgreSQL; an int for scale 0."""

    impl = Numeric
    cache_ok = True

    def __init__(self, scale: int = 0) -> None:
        super().__init__()
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return BigInteger() if dialect.name == "sqlite" else Numeric(18, self.scale)

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        return _maybe(scaled(self.scale)) if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        if self.scale == 0:
            return _maybe(int) if dialect.name == "postgresql" else None
        scale = self.scale
        if dialect.name == "sqlite":
            return _maybe(lambda value: Decimal(value).scaleb(-scale))
        place = Decimal(1).scaleb(-scale)
        return _maybe(lambda value: value.quantize(place))

    def literal_processor(self, dialect: Dialect) -> Processor:
        convert = scaled(self.scale) if dialect.name == "sqlite" else (lambda value: value)
        return lambda value: format(convert(value), "f" if isinstance(convert(value), Decimal) else "d")


def scaled(scale: int) -> Callable[[Any], int]:
    """What turns an exact number into minor units; a number with more places is a bug of the caller and raises ValueError."""
    if scale == 0:
        return int
    factor = 10**scale

    def convert(value: Any) -> int:
        product = value * factor
        number = int(product)
        if number != product:
            raise ValueError("number_scale")
        return number

    return convert


class Moment(TypeDecorator[datetime]):
    """An instant cut to milliseconds: text ending in Z on SQLite, timestamptz(3) on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return TIMESTAMP(timezone=True, precision=3) if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        if dialect.name == "sqlite":
            return _maybe(instant_text)
        return _maybe(lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000))

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        if dialect.name == "sqlite":
            return _maybe(datetime.fromisoformat)
        return _maybe(lambda value: value.astimezone(UTC))

    def literal_processor(self, dialect: Dialect) -> Processor:
        return lambda value: f"'{instant_text(value)}'"


class Day(TypeDecorator[date]):
    """A calendar day: `YYYY-MM-DD` on SQLite, date on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return PlainDate() if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        return _maybe(date.isoformat) if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        return _maybe(date.fromisoformat) if dialect.name == "sqlite" else None

    def literal_processor(self, dialect: Dialect) -> Processor:
        return lambda value: f"'{value.isoformat()}'"


class Clock(TypeDecorator[time]):
    """A time of day."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return PlainTime() if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        return _maybe(time.isoformat) if dialect.name == "sqlite" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        return _maybe(time.fromisoformat) if dialect.name == "sqlite" else None


class Structure(TypeDecorator[Any]):
    """JSON: lists of choices, files, opaque values. An empty list or object is empty."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return JSONB() if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Processor:
        return lambda value: orjson.dumps(value).decode() if value else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:
        return _maybe(orjson.loads) if dialect.name == "sqlite" else None


def kept(kind: t.Type, value: Any) -> Any:
    """A value as reading it back would give it: empty texts and lists are nothing, instants end at the millisecond."""
    if isinstance(value, datetime):
        return cut(value)
    return value or None if isinstance(value, str | list | dict) else value


COLUMNS: Mapping[type, Callable[[Any], TypeEngine[Any]]] = {
    t.Boolean: lambda kind: Boolean(),
    t.Text: lambda kind: Word(),
    t.Number: lambda kind: Exact(kind.scale),
    t.Date: lambda kind: Day(),
    t.Time: lambda kind: Clock(),
    t.Instant: lambda kind: Moment(),
    t.Duration: lambda kind: BigInteger(),
    t.Choice: lambda kind: Word(),
    t.Ref: lambda kind: Id(),
    t.File: lambda kind: Structure(),
    t.Json: lambda kind: Structure(),
    t.List: lambda kind: Structure(),
}


def column_type(kind: t.Type) -> TypeEngine[Any]:
    """The column type of a value type."""
    return COLUMNS[type(kind)](kind)
