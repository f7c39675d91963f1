"""Days and moments as expressions use them. Takes: dates, UTC instants, (zone, day start). Gives: the same, None beyond the calendar."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

DATE_UNITS = ("year", "month", "week", "day")
INSTANT_UNITS = (*DATE_UNITS, "hour", "minute")
FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9998, 12, 31)  # of periods: both ends and their neighbours are moments everywhere
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)  # so that any zone's wall clock exists
_EXACT = {"week": timedelta(weeks=1), "day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?")
Zone = tuple[tzinfo, int]


def read(text: str) -> tuple[str, date | datetime] | None:
    """("date", date), ("instant", UTC datetime) or ("local", naive datetime) of an ISO text; None where it is neither."""
    if not _ISO.fullmatch(text):
        return None
    try:
        if len(text) == 10:
            return "date", date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if moment.tzinfo is None:
        return "local", moment
    try:
        return "instant", moment.astimezone(UTC)
    except OverflowError:
        return None


def is_day(value: object) -> bool:
    """Whether a value is the ISO text of a day, `2026-11-22`, and nothing else Python would take for one."""
    found = read(value) if isinstance(value, str) else None
    return found is not None and found[0] == "date"


def business_day(moment: datetime, zone: Zone) -> date | None:
    """The local date a moment counts for: the day starts at the zone's day start."""
    try:
        return (moment.astimezone(zone[0]) - timedelta(hours=zone[1])).date()
    except OverflowError:
        return None


def hour(moment: datetime, zone: Zone) -> int | None:
    """The local hour."""
    try:
        return moment.astimezone(zone[0]).hour
    except OverflowError:
        return None


def local(wall: datetime, zone: Zone) -> datetime | None:
    """A wall-clock time as an instant: of two the earlier; None where there is no such time."""
    try:
        moment = wall.replace(tzinfo=zone[0], fold=0).astimezone(UTC)
        return moment if moment.astimezone(zone[0]).replace(tzinfo=None) == wall else None
    except OverflowError:
        return None


def add_to_date(day: date, count: int, unit: str) -> date | None:
    """The day `count` units later; a month's last day where the target month is shorter."""
    try:
        if unit in _EXACT:
            return day + _EXACT[unit] * count
        return _add_months(day, count * (12 if unit == "year" else 1))
    except (OverflowError, ValueError):
        return None


def add_to_instant(moment: datetime, count: int, unit: str, zone: Zone) -> datetime | None:
    """The moment `count` units later: months and years on the local clock, all else exact lengths of time."""
    try:
        moved = moment + _EXACT[unit] * count if unit in _EXACT else _shift_months(moment, count * (12 if unit == "year" else 1), zone)
    except (OverflowError, ValueError):
        return None
    return moved if _FIRST <= moved < _LAST else None


def _shift_months(moment: datetime, months: int, zone: Zone) -> datetime:
    wall = moment.astimezone(zone[0]).replace(tzinfo=None)
    moved = datetime.combine(_add_months(wall.date(), months), wall.time())
    return moved.replace(tzinfo=zone[0], fold=0).astimezone(UTC)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _days(start: date, end: date) -> int:
    return end.toordinal() - start.toordinal()


def _months(start: date, end: date) -> int:
    """Whole months from start to end, towards zero."""
    if end < start:
        return -_months(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _towards_zero(value: int, size: int) -> int:
    return value // size if value >= 0 else -(-value // size)


def _milliseconds(start: datetime, end: datetime) -> int:
    return (end - start) // timedelta(milliseconds=1)


DIFFERENCES: dict[str, Callable[[date, date], int]] = {
    "year": lambda start, end: _towards_zero(_months(start, end), 12),
    "month": _months,
    "week": lambda start, end: _towards_zero(_days(start, end), 7),
    "day": _days,
}
INSTANT_DIFFERENCES: dict[str, Callable[[datetime, datetime], int]] = {
    "hour": lambda start, end: _towards_zero(_milliseconds(start, end), 3_600_000),
    "minute": lambda start, end: _towards_zero(_milliseconds(start, end), 60_000),
}
