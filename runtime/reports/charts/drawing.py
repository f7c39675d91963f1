"""From lines of points to parts of a figure: numbers in their unit, axes, tips, direct labels.

Takes: Grid, Line, Column. Gives: plain dictionaries. Never: a colour, a font, a rounded tip.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from runtime.reports import words
from runtime.reports.charts import texts, ticking
from runtime.reports.charts.cells import Grid, Line, Point
from runtime.reports.shown import Column
from runtime.reports.words import Scale

TIP = "%{hovertext}<extra></extra>"
PERCENT = "%"
MOST_LABELLED = 12  # groups up to which bars carry their number
MOST_LYING = 60  # a longer list scrolls, and the axis with it
RIGHT = {"overlaying": "y", "side": "right", "showgrid": False, "tickmode": "auto"}  # of an axis of its own; else it copies odd ticks
Part = dict[str, Any]


def scale_of(lines: Sequence[Line], locale: str) -> Scale:
    """One scale for the lines of an axis, in the format of the first."""
    return words.scale(lines[0].column, (value for line in lines for value in line.values()), locale)


def scaled(value: Any, scale: Scale) -> float | None:
    """A number in the unit of its axis; empty stays a gap."""
    return None if value is None else float(Decimal(value) / scale.divisor)


def heights(line: Line, scale: Scale) -> list[float | None]:
    """The numbers of a line in the unit of its axis."""
    return [scaled(value, scale) for value in line.values()]


def rows_of(points: Iterable[Point | None]) -> list[int | None]:
    """The row behind each point, for clicks."""
    return [point.row if point else None for point in points]


def tips(grid: Grid, line: Line) -> list[str]:
    """For each point: its group, what the number is, the exact number."""
    return [tip(label, line, value, grid.locale) for label, value in zip(grid.labels, line.values(), strict=True)]


def tip(label: str, line: Line, value: Any, locale: str) -> str:
    """「11 月 / 销售额：¥1,234.50」."""
    return f"{label}<br>{said(line.name, exact(line.column, value, locale), locale)}"


def said(name: str, told: str, locale: str) -> str:
    """A name and its value."""
    return f"{name}：{told}" if locale == words.CHINESE else f"{name}: {told}"


def fact(column: Column, value: Any, locale: str) -> str:
    """「销售额：¥1,234.50」: the whole number under its name."""
    return said(texts.plain(column.label), exact(column, value, locale), locale)


def exact(column: Column, value: Any, locale: str) -> str:
    """The whole number in words; a dash where there is none."""
    return texts.plain(words.text(column, value, locale)) or "–"


def labels_on(line: Line, locale: str) -> list[str]:
    """Short numbers to stand at the points themselves."""
    return [words.short(line.column, value, locale) for value in line.values()]


def titled(name: str, unit: str, locale: str) -> str:
    """The title of an axis with its unit: 销售额（万元）; per cent stands at the numbers."""
    if not unit or unit == PERCENT:
        return name
    return f"{name}（{unit}）" if locale == words.CHINESE else f"{name} ({unit})"


def number_axis(lines: Sequence[Line], scale: Scale, locale: str, **more: Any) -> Part:
    """The axis of numbers: named after the number where it is one, its unit where they are several."""
    names = list(dict.fromkeys(texts.plain(line.column.label) for line in lines))
    title = titled(names[0], scale.unit, locale) if len(names) == 1 else (scale.unit if scale.unit != PERCENT else "")
    axis: Part = {"title": {"text": title}, "separatethousands": True, "exponentformat": "none", "automargin": True, "rangemode": "tozero"}
    return axis | ({"ticksuffix": PERCENT} if scale.unit == PERCENT else {}) | more


def group_axis(grid: Grid, *, lying: bool = False, **more: Any) -> Part:
    """The axis of groups, each once and in order. Upright: few enough labels that none must be slanted; lying: every one."""
    axis: Part = {"type": "category", "categoryorder": "array", "categoryarray": list(grid.labels), "automargin": True}
    ticks = ticking.lying(grid.labels) if lying else ticking.upright(grid)
    return axis | ticks | {"title": {"text": texts.plain(grid.column.label) if ticking.needs_title(grid.column) else ""}} | more


def same_kind(one: Column, other: Column) -> bool:
    """Whether two numbers may share an axis."""
    return all(one.format.get(name) == other.format.get(name) for name in ("kind", "unit"))


def split(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines like the first one, and those that need an axis of their own."""
    alike = [line for line in lines if same_kind(line.column, lines[0].column)]
    return alike, [line for line in lines if not same_kind(line.column, lines[0].column)]


def shades(column: Column, scale: Scale, locale: str) -> Part:
    """The axis of shades; the browser knows which."""
    bar: Part = {"title": {"text": titled(texts.wrapped(texts.plain(column.label)), scale.unit, locale)}, "separatethousands": True}
    return {"colorbar": bar | ({"ticksuffix": PERCENT} if scale.unit == PERCENT else {})}
