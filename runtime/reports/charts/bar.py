"""Chart: bars, upright or lying, side by side, on top of one another, or as shares of a whole."""

from typing import Any

from runtime.reports.charts import cells, drawing, options
from runtime.reports.charts.cells import Grid, Line
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown
from runtime.reports.words import Scale


class Bar(Chart):
    """One bar for each group and number; series beside or on top of each other."""

    name = "bar"
    label = options.words("柱状图", "Bars")
    help = options.words("比较各组的大小，如各门店的销售额", "Compares groups, like sales by store")
    wants = options.words("一两个维度、至少一个指标", "one or two dimensions and a number")
    icon = "bar-chart"
    group = "compare"
    once = True
    config_schema = options.shape(
        ("x", "y"),
        x=options.dimension("横轴", "Groups"),
        y=options.measures("数值", "Numbers"),
        series=options.dimension("按什么分色", "Series"),
        stack=options.switch("堆叠", "Stacked"),
        share=options.switch("看占比", "As shares", more=True),
        horizontal=options.switch("横向", "Lying"),
    )
    example = {"x": "store", "y": ["sales"], "series": "format", "stack": True}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice for groups without time."""
        return 90 if len(dimensions) == 1 and not times(dimensions) else 70

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The first dimension along the axis, a second one as series; names of records lie."""
        if not dimensions or not measures or len(dimensions) > 2:
            return None
        along = [*times(dimensions), *(one for one in dimensions if not one.grain)]
        config: dict[str, Any] = {"x": along[0].key, "y": [one.key for one in measures if drawing.same_kind(one, measures[0])][:4]}
        if len(along) == 2:
            return {"x": along[0].key, "y": [measures[0].key], "series": along[1].key, "stack": True}
        return config | ({"horizontal": True} if along[0].form else {})

    def figure(self, shown: Shown, config: Config) -> Figure:
        """A trace for each line of points."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["x"], config["y"], config.get("series"))
        scale = drawing.scale_of(grid.lines, grid.locale)
        stacked = bool(config.get("stack") or config.get("share"))
        most = drawing.MOST_LYING if config.get("horizontal") else drawing.MOST_LABELLED
        alone = len(grid.lines) == 1 and len(grid.labels) <= most
        data = [trace(grid, line, scale, lying=bool(config.get("horizontal"))) for line in grid.lines]
        if alone:
            beside = "outside" if config.get("horizontal") else "auto"
            data[0] |= {"text": drawing.labels_on(grid.lines[0], grid.locale), "textposition": beside, "cliponaxis": False}
        return figure_of(data, barmode="stack" if stacked else "group", showlegend=len(grid.lines) > 1, **_axes(grid, scale, config))


def trace(grid: Grid, line: Line, scale: Scale, *, lying: bool = False) -> dict[str, Any]:
    """The bars of one line of points."""
    groups, numbers = list(grid.labels), drawing.heights(line, scale)
    return {
        "type": "bar", "name": line.name, "orientation": "h" if lying else "v",
        "x": numbers if lying else groups, "y": groups if lying else numbers,
        "customdata": drawing.rows_of(line.points), "hovertext": drawing.tips(grid, line), "hovertemplate": drawing.TIP,
    }


def _axes(grid: Grid, scale: Scale, config: Config) -> dict[str, Any]:
    numbers = drawing.number_axis(grid.lines, scale, grid.locale)
    if config.get("share"):
        numbers |= {"title": {"text": ""}, "ticksuffix": drawing.PERCENT}
    norm = {"barnorm": "percent"} if config.get("share") else {}
    if config.get("horizontal"):
        return {"xaxis": numbers, "yaxis": drawing.group_axis(grid, lying=True, autorange="reversed"), **norm}
    return {"xaxis": drawing.group_axis(grid), "yaxis": numbers, **norm}
