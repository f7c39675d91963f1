"""Chart: bars and lines over the same groups, each with an axis of its own."""

from typing import Any

from runtime.reports.charts import cells, drawing, options
from runtime.reports.charts.bar import trace as bar
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing
from runtime.reports.charts.line import trace as line
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown


class Combo(Chart):
    """Amounts as bars on the left, a ratio or another unit as a line on the right."""

    name = "combo"
    label = options.words("柱线组合", "Bars and lines")
    help = options.words("柱子看数量，线看比例，如销售额与客单价", "Bars for amounts, a line for a ratio, like sales and average ticket")
    wants = options.words("一个维度、至少两个指标", "one dimension and two numbers")
    icon = "combo-chart"
    group = "time"
    once = True
    config_schema = options.shape(
        ("x", "y", "line"),
        x=options.dimension("横轴", "Groups"),
        y=options.measures("柱子", "Bars", 4),
        line=options.measures("折线", "Lines", 4),
        stack=options.switch("柱子堆叠", "Stacked bars", more=True),
    )
    example = {"x": "month", "y": ["sales"], "line": ["aov"]}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice for numbers of two kinds."""
        return 96 if any(not drawing.same_kind(one, measures[0]) for one in measures) else 40

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """Numbers like the first as bars, the others as lines."""
        if len(dimensions) != 1 or len(measures) < 2:
            return None
        alike = [one.key for one in measures if drawing.same_kind(one, measures[0])]
        others = [one.key for one in measures if one.key not in alike]
        bars, lines = (alike, others) if others else (alike[:1], alike[1:])
        return {"x": dimensions[0].key, "y": bars[:4], "line": lines[:4]}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """Bars first, so that lines lie above them; one axis where all are of a kind."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["x"], [*config["y"], *config["line"]])
        bars, lines = grid.lines[: len(config["y"])], grid.lines[len(config["y"]) :]
        alike = all(drawing.same_kind(one.column, bars[0].column) for one in lines)
        left = drawing.scale_of([*bars, *lines] if alike else bars, grid.locale)
        right = left if alike else drawing.scale_of(lines, grid.locale)
        side: dict[str, Any] = {} if alike else {"yaxis": "y2"}
        data = [bar(grid, one, left) for one in bars] + [{**line(grid, one, right), **side} for one in lines]
        axes = {"yaxis": drawing.number_axis(grid.lines if alike else bars, left, grid.locale)}
        if not alike:
            axes["yaxis2"] = drawing.number_axis(lines, right, grid.locale, **drawing.RIGHT)
        return figure_of(data, barmode="stack" if config.get("stack") else "group", xaxis=drawing.group_axis(grid), showlegend=True, **axes)
