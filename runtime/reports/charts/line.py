"""Chart: lines, mostly along time."""

from typing import Any

from runtime.reports.charts import cells, drawing, options
from runtime.reports.charts.cells import Grid, Line
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown
from runtime.reports.words import Scale

FEW = 40  # points up to which each is marked


class LineChart(Chart):
    """How numbers move; a number of another kind gets an axis of its own on the right."""

    name = "line"
    label = options.words("折线图", "Lines")
    help = options.words("看走势，如每月销售额", "Shows how numbers move, like sales by month")
    wants = options.words("一个时间维度（最多再加一个维度）、至少一个指标", "a dimension along time, at most one more, and a number")
    icon = "line-chart"
    group = "time"
    once = True
    config_schema = options.shape(
        ("x", "y"),
        x=options.dimension("横轴", "Along"),
        y=options.measures("数值", "Numbers"),
        series=options.dimension("按什么分色", "Series"),
        smooth=options.switch("平滑", "Smooth", more=True),
    )
    example = {"x": "month", "y": ["sales"], "series": "format"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice along time."""
        return 95 if times(dimensions) else 30

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """Along time, a second dimension as series."""
        ordered = [*times(dimensions), *(one for one in dimensions if not one.grain and one.part)]
        if not measures or not ordered or len(dimensions) > 2:
            return None
        others = [one for one in dimensions if one is not ordered[0]]
        if others:
            return {"x": ordered[0].key, "y": [measures[0].key], "series": others[0].key}
        return {"x": ordered[0].key, "y": [one.key for one in measures][:6]}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """A trace for each line; where there is no number the line breaks."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["x"], config["y"], config.get("series"))
        shape = "spline" if config.get("smooth") else "linear"
        data, axes = two_sided(grid, grid.lines)
        for trace in data:
            trace["line"] = {"shape": shape}
        return figure_of(data, xaxis=drawing.group_axis(grid), showlegend=len(data) > 1, **axes)


def two_sided(grid: Grid, lines: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Traces and axes: numbers like the first on the left, others on the right."""
    left, right = drawing.split(lines)
    scale = drawing.scale_of(left, grid.locale)
    data = [trace(grid, line, scale) for line in left]
    axes = {"yaxis": drawing.number_axis(left, scale, grid.locale)}
    if right:
        other = drawing.scale_of(right, grid.locale)
        data += [{**trace(grid, line, other), "yaxis": "y2"} for line in right]
        axes["yaxis2"] = drawing.number_axis(right, other, grid.locale, **drawing.RIGHT)
    return data, axes


def trace(grid: Grid, line: Line, scale: Scale) -> dict[str, Any]:
    """One line; few points are marked, a single one always."""
    return {
        "type": "scatter", "mode": "lines+markers" if len(grid.labels) <= FEW else "lines", "name": line.name, "connectgaps": False,
        "x": list(grid.labels), "y": drawing.heights(line, scale),
        "customdata": drawing.rows_of(line.points), "hovertext": drawing.tips(grid, line), "hovertemplate": drawing.TIP,
    }
