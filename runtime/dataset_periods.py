"""Periods of reports: relative dates as days, moved by whole units, cut into groups.

Takes: JSON of a period, the day it is. Gives: half-open [from, to). Never: the database's idea of today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from builder.expressions import dates
from builder.kinds import BadValue
from runtime.values import business_date

Offset = tuple[int, str]  # how many units
Period = tuple[date, date | datetime]  # from a day up to but without another, or up to a moment
DAYS = ("day", "week", "weekend")
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
MOST = 5_000  # groups of a calendar


@dataclass(frozen=True, slots=True)
class Day:
    """When it is, where, and at which hour a business day begins."""

    now: datetime
    zone: tzinfo
    day_start: int = 0

    @property
    def today(self) -> date:
        """The business day it is."""
        return business_date(self.now, self.zone, self.day_start)

    def begin(self, day: date) -> datetime:
        """The first moment of a business day."""
        wall = datetime(day.year, day.month, day.day, self.day_start, tzinfo=self.zone)
        return wall.astimezone(UTC)


def resolved(raw: Any, day: Day) -> Period:
    """A period as JSON sends it: two ISO days `[from, to)`, or `{"rel", "unit", "n"?, "to"?}`; BadValue where it is none."""
    if isinstance(raw, Mapping):
        return relative(raw, day)
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        raise BadValue("period_unknown")
    start, end = (_day(item) for item in raw)
    if start > end:
        raise BadValue("period_backwards")
    return start, end


def _day(raw: Any) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    found = dates.read(raw) if isinstance(raw, str) else None
    if found is None or found[0] != "date" or not dates.FIRST_DAY <= found[1] <= dates.LAST_DAY:
        raise BadValue("period_unknown")
    return found[1]


def relative(raw: Mapping[str, Any], day: Day) -> Period:
    """`this` unit, the one before or after it, or n of them; up to its end, today's or now."""
    unit, n = str(raw.get("unit")), raw.get("n")
    if str(raw.get("rel")) not in RELATIVE or unit not in (*DAYS, *MONTHS):
        raise BadValue("period_unknown")
    if n is not None and (isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= 1_000):
        raise BadValue("period_unknown")
    start, end = RELATIVE[str(raw["rel"])](day.today, unit, n)
    if raw.get("to") == "now" and start <= day.today < end:
        return start, day.now
    return start, min(end, day.today + timedelta(days=1)) if raw.get("to") in ("today", "now") and start <= day.today else end


def _this(today: date, unit: str, _: int | None) -> tuple[date, date]:
    return begin(today, unit), end(today, unit)


def _last(today: date, unit: str, n: int | None) -> tuple[date, date]:
    """Without n the whole unit before this one; with n the last so many up to and with today."""
    if n is None:
        return _past(today, unit, 1)
    tomorrow = today + timedelta(days=1)
    return (tomorrow - timedelta(days=n), tomorrow) if unit == "day" else (moved(begin(today, unit), (1 - n, unit)), tomorrow)


def _past(today: date, unit: str, n: int | None) -> tuple[date, date]:
    """The n whole units before this one."""
    start = moved(begin(today, unit), (-(n or 1), unit))
    return start, end(moved(begin(today, unit), (-1, unit)), unit)


def _next(today: date, unit: str, n: int | None) -> tuple[date, date]:
    """The n whole units after this one."""
    start = moved(begin(today, unit), (1, unit))
    return start, end(moved(begin(today, unit), (n or 1, unit)), unit)


RELATIVE = {"this": _this, "last": _last, "past": _past, "next": _next}


def begin(day: date, unit: str) -> date:
    """The first day of the unit a day lies in; of a weekend, its Saturday (on other days: the coming one's)."""
    if unit in MONTHS:
        first = (day.month - 1) // MONTHS[unit] * MONTHS[unit] + 1
        return date(day.year, first, 1)
    monday = day - timedelta(days=day.weekday())
    return {"day": day, "week": monday, "weekend": monday + timedelta(days=5)}[unit]


def end(day: date, unit: str) -> date:
    """The day after the last of the unit a day lies in."""
    return begin(day, unit) + timedelta(days=2) if unit == "weekend" else moved(begin(day, unit), (1, unit))


def moved(day: date, by: Offset) -> date:
    """The day so many units later, a month's last day where the target month is shorter; kept inside the calendar."""
    n, unit = by
    months = MONTHS.get(unit)
    found = dates.add_to_date(day, n * months, "month") if months else dates.add_to_date(day, n, "week" if unit == "weekend" else unit)
    return max(dates.FIRST_DAY, min(dates.LAST_DAY, found)) if found else dates.LAST_DAY if n > 0 else dates.FIRST_DAY


def before(period: Period, by: Offset, day: Day) -> Period:
    """The same period so many units earlier. An end that has no counterpart in a shorter month is the end of that month."""
    start, stop = period
    back = (-by[0], by[1])
    if isinstance(stop, datetime):
        return moved(start, back), moment_before(stop, by, day)
    until = moved(stop, back)
    clamped = by[1] in MONTHS and until.day != stop.day
    return moved(start, back), until + timedelta(days=1) if clamped else until


def moment_before(moment: datetime, by: Offset, day: Day) -> datetime:
    """A moment so many units earlier, months and years on the local clock."""
    n, unit = by
    months = MONTHS.get(unit)
    step = (-n * months, "month") if months else (-n, unit)
    return dates.add_to_instant(moment, *step, (day.zone, day.day_start)) or moment


def moments(period: Period, day: Day) -> tuple[datetime, datetime]:
    """A period as moments."""
    start, stop = period
    return day.begin(start), stop if isinstance(stop, datetime) else day.begin(stop)


def days(period: Period, day: Day) -> tuple[date, date]:
    """A period as whole days: one that ends during a day ends after it."""
    start, stop = period
    if isinstance(stop, datetime):
        return start, business_date(stop, day.zone, day.day_start) + timedelta(days=1)
    return start, stop


def calendar(period: tuple[date, date], grain: str) -> tuple[date, ...]:
    """The first days of all the groups a period touches; empty where there would be too many."""
    found: list[date] = []
    for one in _groups(period, grain):
        if len(found) == MOST:
            return ()
        found.append(one)
    return tuple(found)


def _groups(period: tuple[date, date], grain: str) -> Iterator[date]:
    start, stop = period
    at = begin(start, grain) if start < stop else stop
    while at < stop:
        yield at
        at = moved(at, (1, grain))
