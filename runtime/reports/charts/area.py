"""Chart: lines with what lies below them, on top of one another where there are several."""

from runtime.reports.charts import cells, drawing, options
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.line import trace
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown


class Area(Chart):
    """How numbers move and add up."""

    name = "area"
    label = options.words("面积图", "Areas")
    help = options.words("看走势和累加，如各业态每月销售额", "How numbers move and add up, like sales of each format by month")
    wants = options.words("一个时间维度（最多再加一个维度）、至少一个指标", "a dimension along time, at most one more, and a number")
    icon = "area-chart"
    group = "time"
    once = True
    config_schema = options.shape(
        ("x", "y"),
        x=options.dimension("横轴", "Along"),
        y=options.measures("数值", "Numbers"),
        series=options.dimension("按什么分色", "Series"),
        stack=options.switch("堆叠", "Stacked", default=True),
        share=options.switch("看占比", "As shares", more=True),
    )
    example = {"x": "month", "y": ["sales"], "series": "format"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """After lines."""
        return 65 if times(dimensions) else 20

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """Along time, a second dimension as series; numbers of one kind."""
        if not measures or not times(dimensions) or len(dimensions) > 2:
            return None
        x = times(dimensions)[0]
        others = [one for one in dimensions if one is not x]
        alike = [one.key for one in measures if drawing.same_kind(one, measures[0])]
        return {"x": x.key, "y": [measures[0].key], "series": others[0].key} if others else {"x": x.key, "y": alike[:1]}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """A filled trace for each line."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["x"], config["y"], config.get("series"))
        scale = drawing.scale_of(grid.lines, grid.locale)
        stacked, share = config.get("stack", True) and len(grid.lines) > 1, bool(config.get("share"))
        below = {"stackgroup": "all", **({"groupnorm": "percent"} if share else {})} if stacked or share else {"fill": "tozeroy"}
        data = [{**trace(grid, line, scale), **below} for line in grid.lines]
        axis = drawing.number_axis(grid.lines, scale, grid.locale)
        if share:
            axis |= {"title": {"text": ""}, "ticksuffix": drawing.PERCENT}
        return figure_of(data, xaxis=drawing.group_axis(grid), yaxis=axis, showlegend=len(data) > 1)
