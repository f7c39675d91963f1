"""Rows of a report laid out for drawing: groups along an axis, one line of points for each number or series.

Takes: Shown and the keys a chart names. Gives: Grid. Never: adds up, or looks behind a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from runtime.reports import words
from runtime.reports.charts import texts
from runtime.reports.shown import Column, Shown

Value = Any
Group = tuple[bool, Value]  # whether it is "the rest", the value
# parts that are shown in full; others from the first to the last there is
WHOLE: Mapping[str, tuple[int, int]] = {"weekday": (1, 7), "quarter": (1, 4), "month": (1, 12)}
MOST_PERIODS = 400


@dataclass(frozen=True, slots=True)
class Point:
    """A number and the row it stands in."""

    value: Value
    row: int


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one column (of one series), one for each group of the axis; None where there is none."""

    name: str
    column: Column
    points: Sequence[Point | None]
    series: Group | None = None

    def values(self) -> Iterable[Value]:
        """Its numbers."""
        return (point.value if point else None for point in self.points)


@dataclass(frozen=True, slots=True)
class Grid:
    """`labels`: the words of the groups, each once; `lines`: what is drawn over them; `column`: what the groups are."""

    labels: Sequence[str]
    lines: Sequence[Line]
    column: Column
    locale: str
    groups: Sequence[Group]


def of(shown: Shown, axis: str, numbers: Sequence[str], series: str | None = None) -> Grid:
    """The numbers over the groups of `axis`; with `series`, one line for each of its groups and number."""
    groups = groups_of(shown, axis)
    labels = _told(shown.column(axis), groups, shown.locale)
    along = _Along([group_at(shown, row, axis) for row in range(len(shown.rows))], groups)
    if series is None:
        lines = [_line(shown, along, key, range(len(shown.rows))) for key in numbers]
        return Grid(labels, lines, shown.column(axis), shown.locale, groups)
    lines = []
    rows = _rows_by(shown, series)
    kinds = _present(shown, series)
    for kind, name in zip(kinds, _told(shown.column(series), kinds, shown.locale), strict=True):
        for key in numbers:
            one = _line(shown, along, key, rows[kind])
            full = name if len(numbers) == 1 else f"{name} · {one.name}"
            lines.append(Line(full, one.column, one.points, kind))
    return Grid(labels, lines, shown.column(axis), shown.locale, groups)


@dataclass(frozen=True, slots=True)
class _Along:
    """An axis: the group of each row, and all groups in order."""

    of_row: Sequence[Group]
    groups: Sequence[Group]


def _rows_by(shown: Shown, key: str) -> dict[Group, list[int]]:
    found: dict[Group, list[int]] = {}
    for row in range(len(shown.rows)):
        found.setdefault(group_at(shown, row, key), []).append(row)
    return found


def _line(shown: Shown, along: _Along, key: str, rows: Iterable[int]) -> Line:
    place = shown.place(key)
    found: dict[Group, Point] = {}
    for row in rows:
        found.setdefault(along.of_row[row], Point(shown.rows[row][place], row))
    return Line(texts.plain(shown.columns[place].label), shown.columns[place], [found.get(group) for group in along.groups])


def group_at(shown: Shown, row: int, key: str) -> Group:
    """The group of a dimension a row belongs to."""
    if key in shown.others.get(row, ()):
        return True, None
    return False, shown.rows[row][shown.place(key)]


def groups_of(shown: Shown, key: str) -> list[Group]:
    """The groups of an axis: periods, parts of a day, ranges rising and without holes, others as the report has them; the rest last."""
    column, there = shown.column(key), _present(shown, key)
    values = [value for rest, value in there if not rest and value is not None]
    whole = _whole(column, values)
    if not whole or not set(values) <= set(whole):
        return there
    return [*((False, value) for value in whole), *(group for group in there if group[0] or group[1] is None)]


def _present(shown: Shown, key: str) -> list[Group]:
    there = dict.fromkeys(group_at(shown, row, key) for row in range(len(shown.rows)))
    return sorted(there, key=lambda group: group[0])


def _whole(column: Column, values: Sequence[Value]) -> list[Value]:
    """All values between the first and the last, where it is known what comes next."""
    if not values:
        return []
    if column.bins:
        return list(column.bins)
    numbers = all(isinstance(value, int) for value in values)
    if (column.part or column.grain) and numbers:
        low, high = WHOLE.get(column.part or "") or (min(values), max(values))
        return list(range(low, high + 1)) if high - low < MOST_PERIODS else []
    if column.grain and all(isinstance(value, date) for value in values):
        return _periods(column.grain, min(values), max(values))
    return []


def _periods(grain: str, first: date, last: date) -> list[date]:
    found = [first]
    while found[-1] < last and len(found) <= MOST_PERIODS:
        found.append(_after(grain, found[-1]))
    return found if len(found) <= MOST_PERIODS else []


def _after(grain: str, day: date) -> date:
    """The first day of the next period."""
    if grain in ("day", "week"):
        return day + timedelta(days=1 if grain == "day" else 7)
    month = day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[grain]
    return date(day.year + month // 12, month % 12 + 1, 1)


def _told(column: Column, groups: Sequence[Group], locale: str) -> list[str]:
    """The words of groups, made different where two are called the same."""
    days = [value for rest, value in groups if not rest]
    year = next((value.year for value in days if isinstance(value, date)), 0)
    shorter = words.within_year(column.grain, days, year, locale) if year else {}
    found = [words.others(locale) if rest else shorter.get(value) or words.text(column, value, locale) for rest, value in groups]
    return texts.different([texts.plain(one) for one in found])
