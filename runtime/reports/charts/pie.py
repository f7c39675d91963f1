"""Chart: parts of a whole."""

from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown

TIP = "%{hovertext}<br>%{percent}<extra></extra>"
MOST = 12  # parts; more are told better by bars


class Pie(Chart):
    """One slice for each group, the largest first, the rest last; nothing below zero has a slice."""

    name = "pie"
    label = options.words("饼图", "Pie")
    help = options.words("看各部分占多少，如业态占比", "Parts of a whole, like the share of each format")
    wants = options.words("一个不是时间的维度、一个不是比例的指标", "one dimension that is no time, and a number that is no share")
    icon = "pie-chart"
    group = "share"
    once = True
    config_schema = options.shape(
        ("label", "value"),
        label=options.dimension("按什么分块", "Slices"),
        value=options.measure("数值", "Number"),
        donut=options.switch("环形", "Ring"),
    )
    example = {"label": "format", "value": "sales", "donut": True}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """After bars."""
        return 60

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """One dimension that is no time, one number that can be a part."""
        if len(dimensions) != 1 or not measures or times(dimensions) or measures[0].format.get("kind") == "percent":
            return None
        return {"label": dimensions[0].key, "value": measures[0].key, "donut": True}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """Slices with name and share; the exact number in the tip."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config["label"], [config["value"]])
        line = grid.lines[0]
        scale = drawing.scale_of([line], grid.locale)
        kept = [place for place, value in enumerate(line.values()) if value is not None and value > 0]
        kept.sort(key=lambda place: (grid.groups[place][0], -line.points[place].value))  # type: ignore[union-attr]
        heights, rows, tips = drawing.heights(line, scale), drawing.rows_of(line.points), drawing.tips(grid, line)
        trace = {
            "type": "pie", "name": line.name, "sort": False, "direction": "clockwise", "hole": 0.55 if config.get("donut") else 0,
            "labels": [texts.wrapped(grid.labels[place]) for place in kept], "values": [heights[place] for place in kept],
            "customdata": [rows[place] for place in kept], "hovertext": [tips[place] for place in kept], "hovertemplate": TIP,
            "textinfo": "label+percent" if len(kept) <= MOST else "percent", "textposition": "auto", "automargin": True,
        }
        return figure_of([trace] if kept else [], showlegend=len(kept) > MOST)
