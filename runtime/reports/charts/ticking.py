"""What stands under an axis: short words on two lines, so that none has to be slanted.

Takes: the groups of an axis. Gives: ticks. Never: the words of tips, which are whole.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from builder.expressions.types import Number
from runtime.reports import words
from runtime.reports.charts import texts
from runtime.reports.charts.cells import Grid, Group
from runtime.reports.shown import Column

Ticks = dict[str, Any]
MOST_DATES = 24  # labels along time; the browser leaves out more where it is narrow
MOST_NAMES = 16  # names that may stand side by side, wrapped
ACROSS = 120  # characters side by side under a chart as wide as a page
NARROW, WIDE, LYING = 6, 16, 26


def _weekday(day: date, locale: str) -> str:
    chosen: Sequence[str] = words.WEEKDAYS.get(locale, words.WEEKDAYS[words.CHINESE])
    return chosen[day.weekday()]


SHORT: Mapping[str, Callable[[date, str], str]] = {  # without the year, which stands below
    "week": words.SHORTER["week"],
    "month": lambda day, locale: words.PARTS["month"](day.month, locale),
    "quarter": lambda day, locale: words.PARTS["quarter"]((day.month + 2) // 3, locale),
}


def upright(grid: Grid) -> Ticks:
    """Under an upright axis: every so many dates, names wrapped; many names are left to plotly."""
    if grid.column.grain and all(isinstance(value, date) for rest, value in grid.groups if not rest and value is not None):
        return _dates(grid)
    if len(grid.labels) > MOST_NAMES:
        return {}
    wide = max(NARROW, min(WIDE, ACROSS // max(len(grid.labels), 1)))
    return _array(grid.labels, [texts.wrapped(label, wide) for label in grid.labels])


def lying(labels: Sequence[str]) -> Ticks:
    """Beside a lying axis: every name, wrapped."""
    return _array(labels, [texts.wrapped(label, LYING, 2) for label in labels])


def _array(labels: Sequence[str], told: Sequence[str]) -> Ticks:
    return {"tickmode": "array", "tickvals": list(labels), "ticktext": list(told), "tickangle": 0}


def _dates(grid: Grid) -> Ticks:
    """Every so many of the dates; the year stands below the first one and where it turns."""
    step = -(-len(grid.labels) // MOST_DATES)
    places = range(0, len(grid.labels), step)
    told, years = [], [_own_year(grid.groups[place]) for place in places]
    for position, place in enumerate(places):
        turns = position == 0 or years[position] != years[position - 1]
        told.append(_told(grid, place, turns))
    return _array([grid.labels[place] for place in places], told)


def _own_year(group: Group) -> int | None:
    return group[1].year if isinstance(group[1], date) else None


def _told(grid: Grid, place: int, turns: bool) -> str:
    rest, day = grid.groups[place]
    if rest or not isinstance(day, date):
        return texts.wrapped(grid.labels[place], WIDE)
    if grid.column.grain == "day":
        first = f"{day:%m-%d}" if grid.locale == words.CHINESE else f"{words.MONTHS[day.month - 1]} {day.day}"
        return f"{first}<br>{_weekday(day, grid.locale)}"
    short = SHORT.get(str(grid.column.grain))
    if short is None:
        return grid.labels[place]
    return f"{short(day, grid.locale)}<br>{words.PERIODS['year'](day, grid.locale)}" if turns else short(day, grid.locale)


def needs_title(column: Column) -> bool:
    """Whether people would ask what stands along the axis: ranges and bare numbers; dates and names tell it themselves."""
    return bool(column.bins) or (isinstance(column.type, Number) and not column.grain and not column.part)
