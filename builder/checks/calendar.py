"""Can working time be counted: hours that are times, days that are days, and any work at all?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from builder.checks.scope import Types
from builder.expressions import dates
from builder.problems import Problem

PATH = "app/calendar"
MIDNIGHT = 24 * 60
WEEKDAYS = tuple(
    {"zh-CN": zh, "en": en} for zh, en in zip(
        "一二三四五六日", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True,
    )
)


def check(types: Types) -> Iterator[Problem]:
    """The app's calendar, where it has one."""
    calendar = types.app.info.calendar
    if calendar is None:
        return
    hours: Mapping[str, Any] = calendar.get("hours", {})
    for weekday, spans in hours.items():
        if not _in_order(spans):
            yield Problem("error", "calendar_hours", f"{PATH}/hours/{weekday}", {"weekday": WEEKDAYS[int(weekday) - 1]})
    if hours and not any(hours.values()):
        yield Problem("error", "calendar_never", f"{PATH}/hours")
    for name in ("holidays", "workdays"):
        for position, day in enumerate(calendar.get(name, ())):
            if not dates.is_day(day):
                yield Problem("error", "calendar_day", f"{PATH}/{name}/{position}", {"day": day})


def minutes(text: str) -> int | None:
    """`09:30` as minutes of the day, `24:00` at its end; None for anything else."""
    hour, colon, minute = text.partition(":")
    if colon and len(text) == 5 and text.isascii() and hour.isdigit() and minute.isdigit() and int(minute) < 60:
        found = int(hour) * 60 + int(minute)
        return found if found <= MIDNIGHT else None
    return None


def _in_order(spans: Sequence[Sequence[str]]) -> bool:
    """Each span begins before it ends, and after the one before."""
    edges = [minutes(edge) for span in spans for edge in span]
    known = [edge for edge in edges if edge is not None]
    rising = all(before < after if place % 2 == 0 else before <= after for place, (before, after) in enumerate(pairwise(known)))
    return len(known) == len(edges) and rising
