"""Chart: two numbers against each other, one point for each group."""

from collections.abc import Sequence
from typing import Any

from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.cells import Grid, Line
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing
from runtime.reports.charts.options import Config
from runtime.reports.shown import DIMENSION, Shown

MOST_NAMED = 30  # points up to which each carries its name
LARGEST = 40  # size of the largest bubble in pixels


class Scatter(Chart):
    """Who stands out: each point is a group, a third number its size."""

    name = "scatter"
    label = options.words("散点图", "Points")
    help = options.words("看两个数字的关系，如面积与销售额", "How two numbers go together, like area and sales")
    wants = options.words("一个维度、至少两个指标", "one dimension and two numbers")
    icon = "dot-chart"
    group = "compare"
    config_schema = options.shape(
        ("x", "y"),
        x=options.measure("横轴", "Across"),
        y=options.measure("纵轴", "Up"),
        label=options.dimension("每个点是什么", "Each point is"),
        size=options.measure("大小", "Size"),
    )
    example = {"x": "area", "y": "sales", "label": "store", "size": "orders"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """For numbers of two kinds."""
        return 45

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The first two numbers, a third as size."""
        if len(dimensions) != 1 or len(measures) < 2:
            return None
        size = {"size": measures[2].key} if len(measures) > 2 else {}
        return {"x": measures[0].key, "y": measures[1].key, "label": dimensions[0].key, **size}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """One trace of points."""
        if nothing(shown):
            return figure_of([])
        sized = [config["size"]] if config.get("size") else []
        across = config.get("label") or next((one.key for one in shown.columns if one.role == DIMENSION), None)
        if across is None:
            return figure_of([])
        grid = cells.of(shown, across, [config["x"], config["y"], *sized])
        x, y, *rest = grid.lines
        kept = [place for place in range(len(grid.labels)) if _value(x, place) is not None and _value(y, place) is not None]
        scales = [drawing.scale_of([line], grid.locale) for line in (x, y)]
        trace: dict[str, Any] = {
            "type": "scatter", "mode": "markers", "name": texts.plain(grid.column.label),
            "x": [drawing.scaled(_value(x, place), scales[0]) for place in kept],
            "y": [drawing.scaled(_value(y, place), scales[1]) for place in kept],
            "customdata": [drawing.rows_of(x.points)[place] for place in kept],
            "hovertext": [_tip(grid, place) for place in kept], "hovertemplate": drawing.TIP,
        }
        if rest:
            trace["marker"] = bubbles([_value(rest[0], place) for place in kept])
        if len(kept) <= MOST_NAMED:
            trace |= {"mode": "markers+text", "text": [grid.labels[place] for place in kept], "textposition": "top center"}
        axes = {"xaxis": drawing.number_axis([x], scales[0], grid.locale), "yaxis": drawing.number_axis([y], scales[1], grid.locale)}
        return figure_of([trace], showlegend=False, **axes)


def _value(line: Line, place: int) -> Any:
    point = line.points[place]
    return point.value if point else None


def _tip(grid: Grid, place: int) -> str:
    """Every number of a point."""
    told = (drawing.fact(line.column, _value(line, place), grid.locale) for line in grid.lines)
    return "<br>".join((grid.labels[place], *told))


def bubbles(values: Sequence[Any]) -> dict[str, Any]:
    """Areas in proportion to numbers; nothing below zero has any."""
    sizes = [float(max(value or 0, 0)) for value in values]
    largest = max(sizes, default=0.0)
    return {"size": sizes, "sizemode": "area", "sizeref": 2 * largest / LARGEST**2 if largest else 1, "sizemin": 4}
