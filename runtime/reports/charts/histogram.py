"""Chart: how many lie in each range."""

from runtime.reports.charts import cells, drawing, options
from runtime.reports.charts.bar import trace
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown


class Histogram(Chart):
    """Bars without gaps over the ranges of a number, all of them in order."""

    name = "histogram"
    label = options.words("分布图", "Distribution")
    help = options.words("看集中在哪一段，如单笔金额的分布", "Where values lie, like the size of receipts")
    wants = options.words("一个分了段的维度和一个指标", "a dimension cut into ranges and a number")
    icon = "histogram"
    group = "compare"
    once = True
    config_schema = options.shape(
        ("x", "y"), x=options.dimension("分段", "Ranges"), y=options.measure("数值", "Number")
    )  # fmt: skip
    example = {"x": "ticket", "y": "orders"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice for ranges."""
        return 97

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """One dimension with ranges."""
        fits = len(dimensions) == 1 and dimensions[0].bins and measures
        return {"x": dimensions[0].key, "y": measures[0].key} if fits else None

    def figure(self, shown: Shown, config: Config) -> Figure:
        """One trace; a range without rows has no bar but its place."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["x"], [config["y"]])
        line = grid.lines[0]
        scale = drawing.scale_of([line], grid.locale)
        labelled = len(grid.labels) <= drawing.MOST_LABELLED
        bars = trace(grid, line, scale) | ({"text": drawing.labels_on(line, grid.locale), "textposition": "auto"} if labelled else {})
        axes = {"xaxis": drawing.group_axis(grid), "yaxis": drawing.number_axis([line], scale, grid.locale)}
        return figure_of([bars], bargap=0.03, showlegend=False, **axes)
