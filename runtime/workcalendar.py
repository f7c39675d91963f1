"""Lengths of time and the hours people work. Takes: texts like PT4H, an app's calendar. Gives: instants. Never: the clock."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any

_DURATION = re.compile(r"(-)?P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?\Z")
FARTHEST = 3_700  # days searched for working time before giving up
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole days and an exact rest; a working day is a day of the calendar, an hour an hour somebody works."""

    days: int = 0
    rest: timedelta = timedelta()

    @property
    def length(self) -> float:
        """In seconds, a day as 24 hours: to compare with others."""
        return self.days * 86_400 + self.rest.total_seconds()


def duration(text: str) -> Duration:
    """P1D, PT4H, PT90M, P1DT2H, -P1D; raises ValueError("duration")."""
    found = _DURATION.match(text)
    if not found or text.lstrip("-") in ("P", "PT") or text.endswith("T"):
        raise ValueError("duration")
    sign = -1 if found[1] else 1
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:])
    return Duration(sign * days, sign * timedelta(hours=hours, minutes=minutes))


@dataclass(frozen=True)
class Calendar:
    """When people work: hours by weekday (1 = Monday), days off, and days worked although their weekday is off."""

    zone: tzinfo
    hours: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def spans(self, day: date) -> tuple[Span, ...]:
        """The hours worked on a day. A shifted working day has the hours of the first weekday that has any."""
        if day in self.workdays:
            return self.hours.get(day.isoweekday()) or next((spans for _, spans in sorted(self.hours.items()) if spans), ())
        return () if day in self.holidays else self.hours.get(day.isoweekday(), ())


def calendar_of(raw: Mapping[str, Any] | None, zone: tzinfo) -> Calendar | None:
    """The calendar of an app's document; None = people work always."""
    if not raw or not raw.get("hours"):
        return None
    hours = {int(day): tuple((_clock(start), _clock(end)) for start, end in spans) for day, spans in raw["hours"].items()}
    return Calendar(zone, hours, _days(raw.get("holidays", ())), _days(raw.get("workdays", ())))


def _days(texts: Sequence[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))


@cache
def _clock(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)


def after(start: datetime, length: Duration, zone: tzinfo, calendar: Calendar | None = None) -> datetime:
    """The instant a length of time later: days keep the clock time of the zone, with a calendar only working time counts."""
    if calendar is None:
        moved = (start.astimezone(zone).replace(tzinfo=None) + timedelta(days=length.days)).replace(tzinfo=zone)
        return moved.astimezone(UTC) + length.rest
    return add_working(start, length, calendar)


def add_working(start: datetime, length: Duration, calendar: Calendar) -> datetime:
    """The same in working time: first whole working days, then hours. Friday 17:00 + 4 hours is Monday 12:00 where work is from 9 to 18."""
    here = _forward(start, calendar)
    if length.days > 0:
        here = _forward(_days_later(here, length.days, calendar), calendar)
    left = length.rest
    for begin, end in _working(here, calendar):
        begin = max(begin, here)
        if begin + left <= end:
            return begin + left
        left -= end - begin
    return here + left  # a calendar without a single working hour: time simply passes


def _forward(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself where somebody works then, else the next at which somebody does."""
    begin, _ = next(_working(moment, calendar), (moment, moment))
    return max(begin, moment)


def _days_later(moment: datetime, days: int, calendar: Calendar) -> datetime:
    """The same clock time so many working days on."""
    local, left = moment.astimezone(calendar.zone), days
    for step in range(1, FARTHEST):
        day = local.date() + timedelta(days=step)
        left -= bool(calendar.spans(day))
        if left == 0:
            return datetime.combine(day, local.timetz().replace(tzinfo=None), calendar.zone).astimezone(UTC)
    return moment + timedelta(days=days)


def _working(moment: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The spans of working time that end after a moment, in UTC."""
    first = moment.astimezone(calendar.zone).date() - timedelta(days=1)
    for step in range(FARTHEST):
        day = first + timedelta(days=step)
        for begin, end in calendar.spans(day):
            until = _at(day, end, calendar.zone)
            if until > moment:
                yield _at(day, begin, calendar.zone), until


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    if clock == time.max:
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return datetime.combine(day, clock, zone).astimezone(UTC)
