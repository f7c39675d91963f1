"""Chart: a number for every pair, as a shade."""

from collections.abc import Sequence
from typing import Any

from runtime.reports import words
from runtime.reports.charts import cells, drawing, options, texts
from runtime.reports.charts.cells import Grid, Group, Point
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing
from runtime.reports.charts.options import Config
from runtime.reports.shown import Column, Shown

MOST_NUMBERS = 120  # cells up to which each carries its number


class Heatmap(Chart):
    """Two dimensions crossed; weekdays and hours are there in full, a pair without rows is a gap."""

    name = "heatmap"
    label = options.words("热力图", "Heat map")
    help = options.words("两个维度交叉看冷热，如星期 × 小时的客流", "Two dimensions crossed, like busy hours by weekday")
    wants = options.words("两个维度和一个指标", "two dimensions and a number")
    icon = "heat-map"
    group = "compare"
    once = True
    config_schema = options.shape(
        ("x", "y", "value"),
        x=options.dimension("横轴", "Across"),
        y=options.dimension("纵轴", "Down"),
        value=options.measure("数值", "Number"),
    )
    example = {"x": "hour", "y": "weekday", "value": "orders"}

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice for weekdays and hours, ranges and steps in time."""
        parted = sum(bool(one.part or one.bins) for one in dimensions)
        return 98 if parted == len(dimensions) else 55

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The later dimension across, hours always so."""
        if len(dimensions) != 2 or not measures:
            return None
        first, second = sorted(dimensions, key=lambda one: one.part == "hour")
        return {"x": second.key, "y": first.key, "value": measures[0].key}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """One trace; the first group stands at the top."""
        if nothing(shown):
            return figure_of([])
        across, down = (cells.of(shown, config[name], [config["value"]]) for name in ("x", "y"))
        column, found = shown.column(config["value"]), _points(shown, config)
        scale = words.scale(column, (point.value for point in found.values()), shown.locale)
        rows = [[found.get((x, y)) for x in across.groups] for y in down.groups]
        trace: dict[str, Any] = {
            "type": "heatmap", "name": texts.plain(column.label), "x": list(across.labels), "y": list(down.labels),
            "z": [[drawing.scaled(point.value, scale) if point else None for point in row] for row in rows],
            "customdata": [drawing.rows_of(row) for row in rows], "coloraxis": "coloraxis", "hoverongaps": False, "xgap": 1, "ygap": 1,
            "hovertext": [_tips(label, across, row, column) for label, row in zip(down.labels, rows, strict=True)],
            "hovertemplate": drawing.TIP,
        }
        if len(across.labels) * len(down.labels) <= MOST_NUMBERS:
            told = [[words.short(column, point.value, shown.locale) if point else "" for point in row] for row in rows]
            trace |= {"text": told, "texttemplate": "%{text}"}
        axes = {"xaxis": drawing.group_axis(across), "yaxis": drawing.group_axis(down, lying=True, autorange="reversed")}
        return figure_of([trace], coloraxis=drawing.shades(column, scale, shown.locale), **axes)


def _points(shown: Shown, config: Config) -> dict[tuple[Group, Group], Point]:
    """The number of each pair and the row it stands in."""
    place = shown.place(config["value"])
    found: dict[tuple[Group, Group], Point] = {}
    for row, values in enumerate(shown.rows):
        pair = (cells.group_at(shown, row, config["x"]), cells.group_at(shown, row, config["y"]))
        found.setdefault(pair, Point(values[place], row))
    return found


def _tips(label: str, across: Grid, row: Sequence[Point | None], column: Column) -> list[str]:
    """「周六 · 15:00 / 笔数：128」."""
    return [
        f"{label} · {other}<br>{drawing.fact(column, point.value if point else None, across.locale)}"
        for other, point in zip(across.labels, row, strict=True)
    ]
