"""When periodic work is due. Takes: a pattern, the planned time, the clock. Gives: instants. Never: the clock itself.

The next time follows from the planned one, never from the time the work was really done: nothing drifts. A tick is a job under
`sched:<id>:<planned time>`, so nobody has to lead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from typing import Literal

from runtime.values import instant_text, zone

Misfire = Literal["run_once", "run_all", "skip"]
GRACE = timedelta(minutes=5)
MOST = 1_000  # how many missed times `run_all` makes up for at once


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every hour (at the minutes of `at`), every day, on a weekday (1 Monday … 7 Sunday) or a day of the month (31 = the last where it is
    shorter), at a local time of `zone`."""

    every: Literal["hour", "day", "week", "month"]
    at: str = "00:00"
    weekday: int = 1
    day: int = 1
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Due:
    """For which planned times the work is done now, and when it is planned next."""

    runs: tuple[datetime, ...]
    next: datetime


def upcoming(pattern: Pattern, after: datetime) -> Iterator[datetime]:
    """The planned times after an instant, without end."""
    return _hours(pattern, after) if pattern.every == "hour" else _days(pattern, after)


def _hours(pattern: Pattern, after: datetime) -> Iterator[datetime]:
    moment = after.astimezone(UTC).replace(minute=time.fromisoformat(pattern.at).minute, second=0, microsecond=0)
    while True:
        if moment > after:
            yield moment
        moment += timedelta(hours=1)


def _days(pattern: Pattern, after: datetime) -> Iterator[datetime]:
    where, at = zone(pattern.zone), time.fromisoformat(pattern.at)
    day = after.astimezone(where).date()
    while True:
        moment = wall(datetime.combine(day, at), where)
        if _fits(pattern, day) and moment > after:
            yield moment
        day += timedelta(days=1)


def _fits(pattern: Pattern, day: date) -> bool:
    """Whether the pattern names this day."""
    last = (day + timedelta(days=1)).day == 1
    fits = {"day": True, "week": day.isoweekday() == pattern.weekday, "month": day.day == pattern.day or (last and day.day < pattern.day)}
    return fits[pattern.every]


def wall(local: datetime, where: tzinfo) -> datetime:
    """A local time as an instant: the earlier of two, and where the clock jumps over it, as much later as it jumps."""
    return local.replace(tzinfo=where, fold=0).astimezone(UTC)


def next_times(pattern: Pattern, planned: datetime, now: datetime, misfire: Misfire = "run_once") -> Due:
    """What a tick planned for `planned` has to do at `now`, which may be much later: once for all that was missed, once for each planned
    time, or nothing where it is too late."""
    return Due(_runs(pattern, planned, now, misfire), next(upcoming(pattern, max(now, planned))))


def _runs(pattern: Pattern, planned: datetime, now: datetime, misfire: Misfire) -> tuple[datetime, ...]:
    if misfire == "run_once" or (misfire == "skip" and now - planned < GRACE):
        return (planned,)
    since = planned if misfire == "run_all" else now - GRACE
    missed = tuple(takewhile(lambda moment: moment <= now, islice(upcoming(pattern, since), MOST)))
    return (planned, *missed) if misfire == "run_all" else missed[-1:]


def tick_key(schedule: str, planned: datetime) -> str:
    """The key of the job for one planned time."""
    return f"sched:{schedule}:{instant_text(planned)}"
