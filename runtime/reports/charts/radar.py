"""Chart: several numbers around a circle."""

from typing import Any

from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.cells import Grid, Line
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown
from runtime.reports.words import Scale


class Radar(Chart):
    """Profiles to compare: each line is closed and filled; numbers of different kinds are each shown against their own largest."""

    name = "radar"
    label = options.words("雷达图", "Radar")
    help = options.words("比较几个对象在各方面的强弱，如各等级的品类偏好", "Compares profiles, like what each tier buys")
    wants = options.words("一两个不是时间的维度、至少一个指标", "one or two dimensions that are no time, and a number")
    icon = "radar-chart"
    group = "compare"
    once = True
    config_schema = options.shape(
        ("axis", "y"),
        axis=options.dimension("各个方向", "Directions"),
        y=options.measures("数值", "Numbers", 6),
        series=options.dimension("按什么分色", "Series"),
    )
    example = {"axis": "category", "y": ["sales"], "series": "tier"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """For those who ask for it."""
        return 25

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The first dimension around, a second one as series."""
        if not 1 <= len(dimensions) <= 2 or not measures or times(dimensions):
            return None
        if len(dimensions) == 2:
            return {"axis": dimensions[0].key, "y": [measures[0].key], "series": dimensions[1].key}
        return {"axis": dimensions[0].key, "y": [one.key for one in measures][:6]}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """A closed trace for each line."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["axis"], config["y"], config.get("series"))
        alike = all(drawing.same_kind(line.column, grid.lines[0].column) for line in grid.lines)
        scale = drawing.scale_of(grid.lines, grid.locale)
        data = [_trace(grid, line, drawing.heights(line, scale) if alike else _of_largest(line)) for line in grid.lines]
        around = {"type": "category", "categoryorder": "array", "categoryarray": _around(grid), "rotation": 90, "direction": "clockwise"}
        return figure_of(data, polar={"radialaxis": _radial(alike, scale), "angularaxis": around}, showlegend=len(data) > 1)


def _around(grid: Grid) -> list[str]:
    return [texts.wrapped(label, 12) for label in grid.labels]


def _radial(alike: bool, scale: Scale) -> dict[str, Any]:
    plain = {"rangemode": "tozero", "separatethousands": True, "exponentformat": "none", "showticklabels": alike}
    axis: dict[str, Any] = {**plain, "angle": 90, "tickangle": 90, "nticks": 5}
    if scale.unit and alike:
        axis["ticksuffix"] = scale.unit if scale.unit == drawing.PERCENT else f" {scale.unit}"
    return axis


def _of_largest(line: Line) -> list[float | None]:
    """The numbers as parts of the largest of them."""
    values = list(line.values())
    largest = max((abs(value) for value in values if value is not None), default=0)
    return [None if value is None else float(value / largest) if largest else 0.0 for value in values]


def _trace(grid: Grid, line: Line, heights: list[float | None]) -> dict[str, Any]:
    """The first point once more at the end; what is empty counts as nothing, or the line would not close."""
    whole = [0.0 if height is None else height for height in heights]
    return {
        "type": "scatterpolar", "name": line.name, "mode": "lines+markers", "fill": "toself",
        "r": [*whole, *whole[:1]], "theta": (around := _around(grid)) + around[:1],
        "customdata": (rows := drawing.rows_of(line.points)) + rows[:1],
        "hovertext": (tips := drawing.tips(grid, line)) + tips[:1], "hovertemplate": drawing.TIP,
    }
