"""Chart: how many are left after each step."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from builder.checks.report_parts import ENTITIES, STEP
from runtime.reports import words
from runtime.reports.charts import cells, comparing, drawing, options, texts
from runtime.reports.charts.cells import Grid, Line
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of, nothing, times
from runtime.reports.charts.options import Config, Named
from runtime.reports.shown import Shown

FROM_BEFORE = options.words("较上一步 {rate}", "{rate} of the step before")
FROM_FIRST = options.words("较第一步 {rate}", "{rate} of the first step")


class Funnel(Chart):
    """Steps in the order of the report, with the rate from step to step; of a funnel report without any choice."""

    name = "funnel"
    label = options.words("漏斗图", "Funnel")
    help = options.words("看每一步还剩多少，如发券 → 核销 → 复购", "How many are left after each step, like coupons sent, then used")
    wants = options.words("一个表示步骤的维度和一个指标", "a dimension of steps and a number")
    icon = "funnel-plot"
    group = "share"
    config_schema = options.shape(label=options.dimension("步骤", "Steps"), value=options.measure("数值", "Number"))
    example = {"label": "step", "value": "entities"}

    def encodes(self, config: Config) -> Iterable[Named]:
        """What it names, else the step and count of a funnel report."""
        return (("label", config.get("label", STEP), options.DIMENSION), ("value", config.get("value", ENTITIES), options.MEASURE))

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """The first choice for steps, else among the last."""
        return 100 if dimensions and dimensions[0].key == STEP else 15

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """One dimension that is no time."""
        if len(dimensions) != 1 or not measures or times(dimensions):
            return None
        if (dimensions[0].key, measures[0].key) == (STEP, ENTITIES):
            return {}
        return {"label": dimensions[0].key, "value": measures[0].key}

    def figure(self, shown: Shown, config: Config) -> Figure:
        """One bar for each step, with number and rates."""
        if nothing(shown):
            return figure_of([])
        grid = cells.of(shown, config.get("label", STEP), [config.get("value", ENTITIES)])
        line = grid.lines[0]
        steps = list(grid.labels)
        trace = {
            "type": "funnel", "name": line.name, "y": steps, "x": drawing.heights(line, drawing.scale_of([line], grid.locale)),
            "text": list(_texts(grid, line)), "textinfo": "text", "textposition": "auto", "customdata": drawing.rows_of(line.points),
            "hovertext": list(_tips(grid, line)), "hovertemplate": drawing.TIP,
        }
        axis = {"type": "category", "categoryorder": "array", "categoryarray": steps, "automargin": True, "tickmode": "array",
                "tickvals": steps, "ticktext": [texts.wrapped(step) for step in steps], "autorange": "reversed"}
        return figure_of([trace], yaxis=axis, xaxis={"visible": False, "rangemode": "tozero"}, showlegend=False)


def rate(value: Any, whole: Any, locale: str) -> str:
    """How much of the whole a number is; a dash of nothing."""
    if value is None or not whole:
        return "–"
    return words.text(comparing.SHARE, Decimal(value) / Decimal(whole), locale)


def _said(form: Any, told: str, locale: str) -> str:
    return str(form.get(locale, form[words.CHINESE])).format(rate=told)


def _texts(grid: Grid, line: Line) -> Iterable[str]:
    """The number, below it what part of the step before that is; on two lines, for narrow bars."""
    values: Sequence[Any] = list(line.values())
    for place, (value, short) in enumerate(zip(values, drawing.labels_on(line, grid.locale), strict=True)):
        before = _said(FROM_BEFORE, rate(value, values[place - 1], grid.locale), grid.locale) if place else ""
        yield "<br>".join(part for part in (short or "–", before) if part)


def _tips(grid: Grid, line: Line) -> Iterable[str]:
    values: Sequence[Any] = list(line.values())
    for place, tip in enumerate(drawing.tips(grid, line)):
        rates = [(FROM_BEFORE, values[place - 1]), (FROM_FIRST, values[0])] if place else []
        yield "<br>".join((tip, *(_said(form, rate(values[place], whole, grid.locale), grid.locale) for form, whole in rates)))
