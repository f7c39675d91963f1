"""The two sorts of triggers a rule may have besides buttons: a change of a record, and the clock.

Takes: configurations. Gives: what the engine asks every kind. Never: the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, ClassVar

from builder.kinds import TriggerType
from runtime.query import Days
from runtime.values import local_to_utc

Config = Mapping[str, Any]
Phrase = tuple[str, Mapping[str, Any]]  # a message code and what fills its places; `field` is filled with the field's label
NINE = "09:00"


class Spoken(TriggerType):
    """A trigger that says in a few words what sets it off, and in what sort of sentence."""

    sentence: ClassVar[str] = "rule_sentence"

    def phrase(self, config: Config) -> Phrase:
        """The words for this configuration."""
        return f"rule_event_{self.name}", config


class ChangeTrigger(Spoken):
    """Set off by a change of one record, heard inside its transaction."""

    def rearm(self, config: Config) -> str | None:
        """The condition that must have held since the last time; None: it is always ready."""
        return None

    def backlog(self, config: Config) -> str | None:
        """What marks records that would have set it off, had it been switched on before; None: that cannot be said afterwards."""
        return None


class EndTrigger(Spoken):
    """Set off by the end of an instance of a workflow."""

    def ends(self, config: Config, ended: Mapping[str, Any]) -> bool:
        """Whether this end is meant: {"workflow", "instance", "form", "record", "state", "result"}."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time (start, end] a tick looks at, in the zone of the app."""

    start: datetime
    end: datetime
    zone: tzinfo

    def days(self, at: str) -> tuple[date, date] | None:
        """First and last local day whose moment `at` lies in the window; None where no day's does."""
        first = planned_day(self.start, at, self.zone) + timedelta(days=1)
        last = planned_day(self.end, at, self.zone)
        return (first, last) if first <= last else None


class TimeTrigger(Spoken):
    """Found by the clock: one search for all records that are due in a window."""

    timed = True

    def next(self, config: Config, after: datetime, zone: tzinfo) -> datetime:
        """The first planned moment later than `after`."""
        return next_moment(after, str(config.get("at", NINE)), zone)

    def search(self, config: Config, window: Window) -> Days | None:
        """The records that are due by the moments planned in the window; None where there is none."""
        raise NotImplementedError

    def backlog_search(self, config: Config, window: Window) -> Days | None:
        """The records that are due already, had the rule been there from the beginning."""
        raise NotImplementedError

    def basis(self, config: Config, value: date | datetime, window: Window) -> str | None:
        """What a firing belongs to: the same record fires once for it; None: it is not due after all."""
        raise NotImplementedError

    def day(self, config: Config, value: date | datetime | None, window: Window) -> date:
        """The day a firing counts for, where it may be only one a year, month or day; not the day on which it is made up for."""
        days = window.days(str(config.get("at", NINE)))
        return days[1] if days else window.end.astimezone(window.zone).date()

    def planned(self, config: Config, window: Window) -> str | None:
        """The last planned moment of the window, as a key; None where it has none."""
        days = window.days(str(config.get("at", NINE)))
        return days[1].isoformat() if days else None

    def missed(self, config: Config, window: Window) -> int:
        """Planned moments nobody will make up for, where it is about no record."""
        return 0

    def each(self, config: Config, window: Window) -> list[Days]:
        """Searches that together find every record as often as it was due in the window."""
        found = self.search(config, window)
        return [found] if found else []

    def oldest(self, config: Config, window: Window) -> datetime:
        """Moments planned before are too late to be made up for."""
        return window.end - timedelta(days=int(config.get("catch_up", 7)))


def local_day(value: date | datetime, zone: tzinfo) -> date:
    """The day of a date or of an instant."""
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def clock_time(at: str) -> time:
    """`09:00` as a time of day."""
    return time.fromisoformat(at)


def moment_of(day: date, at: str, zone: tzinfo) -> datetime:
    """The instant of a wall-clock time on a day; one that does not exist there is the next that does."""
    local = datetime.combine(day, clock_time(at))
    for minutes in (0, 30, 60, 90, 120):
        try:
            return local_to_utc(local + timedelta(minutes=minutes), zone)
        except ValueError:
            continue
    raise ValueError("local_time")


def planned_day(moment: datetime, at: str, zone: tzinfo) -> date:
    """The last local day whose moment `at` is not later than `moment`."""
    day = moment.astimezone(zone).date()
    return day if moment_of(day, at, zone) <= moment else day - timedelta(days=1)


def next_moment(after: datetime, at: str, zone: tzinfo) -> datetime:
    """The next time the clock shows `at`."""
    return moment_of(planned_day(after, at, zone) + timedelta(days=1), at, zone)
