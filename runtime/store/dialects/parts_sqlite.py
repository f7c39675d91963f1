"""Parts of dates and moments in SQLite itself, ten times faster than asking Python for each row. Takes: SQL, a zone. Gives: SQL.

Never: an hour of a zone at a time when its clocks were still being changed; that is left to whoever knows the zone.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, case, cast, func, literal_column

Sql = ColumnElement[Any]
EARLIEST, LATEST = 1970, 2200
STEP = timedelta(days=20)  # no zone has changed its clocks and changed them back within so few days since


def _piece(text: Sql, first: int, length: int) -> Sql:
    return cast(func.substr(text, literal_column(str(first)), literal_column(str(length)), type_=Text()), BigInteger())


def _number(value: int) -> Sql:
    return literal_column(str(value), BigInteger())


def _rest(value: Sql, by: int) -> Sql:
    return value.op("%", precedence=8)(_number(by))


def _weekday(day: Sql) -> Sql:
    """Monday 1 … Sunday 7."""
    sunday_first = cast(func.strftime(literal_column("'%w'"), day, type_=Text()), BigInteger())
    return _rest(sunday_first + _number(6), 7) + _number(1)


DATE_PARTS: Mapping[str, Callable[[Sql], Sql]] = {
    "year": lambda day: _piece(day, 1, 4),
    "month": lambda day: _piece(day, 6, 2),
    "day": lambda day: _piece(day, 9, 2),
    "weekday": _weekday,
}


@lru_cache(maxsize=100)
def steady(zone: tzinfo) -> tuple[str, int] | None:
    """(from when on a zone's clocks stay, as text; minutes they are ahead of UTC); None where they never will."""
    moment, last = datetime(LATEST, 1, 1, tzinfo=UTC), datetime(EARLIEST, 1, 1, tzinfo=UTC)
    offset = moment.astimezone(zone).utcoffset()
    while moment > last and moment.astimezone(zone).utcoffset() == offset:
        moment -= STEP
    if offset is None or offset.total_seconds() % 60 or moment.year > LATEST - 150:
        return None
    return (moment + 2 * STEP).strftime("%Y-%m-%d"), int(offset.total_seconds() // 60)


def hour(moment: Sql, zone: tzinfo, otherwise: Sql) -> Sql:
    """The local hour of a moment written as UTC; `otherwise` where the zone's clocks were being changed."""
    known = steady(zone)
    if known is None:
        return otherwise
    minutes = _piece(moment, 12, 2) * _number(60) + _piece(moment, 15, 2) + _number(known[1] + 1440)
    local = _rest(minutes.op("/", precedence=8)(_number(60)), 24)
    within = (moment >= literal_column(f"'{known[0]}'", Text())) & (moment < literal_column(f"'{LATEST - 1}'", Text()))
    return case((within, local), else_=otherwise)
