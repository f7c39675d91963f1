"""Chart: one number, with what it was before."""

from collections.abc import Sequence
from typing import Any

from runtime.reports import words
from runtime.reports.charts import cells, comparing, drawing, options
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.options import Config
from runtime.reports.shown import Shown

Level = tuple[str, ...]


class NumberCard(Chart):
    """The figure of the spark line; value, unit and comparisons in words stand in `layout.meta`."""

    name = "number"
    label = options.words("数字卡片", "Number")
    help = options.words("一个重要的数字，和之前比是多是少", "One important number, and how it stands to the one before")
    wants = options.words("一个指标，最多加一个时间维度", "a number, at most a dimension along time")
    icon = "number"
    group = "number"
    figured = False
    config_schema = options.shape(
        ("value",),
        value=options.measure("数值", "Number"),
        compare=options.measures("与什么比", "Compared with", 4),
        spark=options.dimension("小走势线", "Small line along"),
        alert=options.measure("大于 0 时提醒", "Warns where above 0", more=True),
    )
    example = {"value": "sales", "compare": ["sales_ly"], "spark": "month"}

    def levels(self, config: Config) -> tuple[Level, ...]:
        """The number itself stands in the grand total where the rows run along a line."""
        return ((),)

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice where nothing is split."""
        return 20 if dimensions else 100

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The first number; a line where there is time."""
        if not measures or len(dimensions) > 1 or len(times(dimensions)) < len(dimensions):
            return None
        return {"value": measures[0].key} | ({"spark": dimensions[0].key} if dimensions else {})

    def figure(self, shown: Shown, config: Config) -> Figure:
        """The spark line, and the card in words."""
        whole = total(shown)
        data = [] if nothing(shown) or not config.get("spark") else [_spark(shown, config)]
        return figure_of(data, meta=_card(shown, whole, config), showlegend=False)


def total(shown: Shown) -> Sequence[Any]:
    """The row of the whole: the grand total, else the only row, else nothing."""
    whole = shown.levels.get(()) or (shown.rows if len(shown.rows) == 1 else ())
    return whole[0] if whole else [None] * len(shown.columns)


def kept_back(shown: Shown, key: str) -> str:
    """What stands in the place of a number of the whole that is kept back; nothing where it is not."""
    hidden = shown.hidden.levels.get((), {}) if shown.levels.get(()) else shown.hidden.rows if len(shown.rows) == 1 else {}
    kept = hidden.get(0, {}).get(key)
    return "" if kept is None else words.kept_back(shown, few=kept)


def _card(shown: Shown, total: Sequence[Any], config: Config) -> dict[str, Any]:
    column, value = shown.column(config["value"]), total[shown.place(config["value"])]
    few = kept_back(shown, config["value"])
    return {
        "label": column.label,
        "value": few or words.short(column, value, shown.locale) or "–",
        "exact": few or words.text(column, value, shown.locale) or "–",
        "unit": str(column.format.get("unit", "")),
        "compare": [
            comparing.compared(value, total[shown.place(key)], column, shown.column(key), shown.locale)
            for key in (() if few else config.get("compare", ()))
        ],
        "alert": _alert(shown, total, config.get("alert")),
        "row": 0 if len(shown.rows) == 1 else None,
    }


def _alert(shown: Shown, total: Sequence[Any], key: str | None) -> dict[str, Any] | None:
    """What somebody has to look at: a number that should be nothing."""
    value = total[shown.place(key)] if key else None
    if key is None or value is None or value <= 0:
        return None
    column = shown.column(key)
    told = words.short(column, value, shown.locale)
    return {"key": key, "label": column.label, "value": told, "words": drawing.said(column.label, told, shown.locale)}


def _spark(shown: Shown, config: Config) -> dict[str, Any]:
    grid = cells.of(shown, config["spark"], [config["value"]])
    line = grid.lines[0]
    return {
        "type": "scatter", "mode": "lines", "name": line.name, "x": list(grid.labels),
        "y": drawing.heights(line, drawing.scale_of([line], grid.locale)), "connectgaps": False,
        "customdata": drawing.rows_of(line.points), "hovertext": drawing.tips(grid, line), "hovertemplate": drawing.TIP,
    }
