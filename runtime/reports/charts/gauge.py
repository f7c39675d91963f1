"""Chart: how far a number is on its way to a target."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from builder.problems import Problem
from runtime.reports import words
from runtime.reports.charts import drawing, funnel, options
from runtime.reports.charts.kind import Chart, Columns, Figure, figure_of
from runtime.reports.charts.number import kept_back, total
from runtime.reports.charts.options import MEASURE, Config, Named
from runtime.reports.shown import Shown

DONE = options.words("目标 {target}，完成 {rate}", "target {target}, {rate} done")
BELOW = 0.14  # room under the dial for the target in words
ROOM = Decimal("1.2")  # how far beyond the larger of number and target the dial goes
Level = tuple[str, ...]


class Gauge(Chart):
    """A dial with the target as a mark."""

    name = "gauge"
    label = options.words("仪表", "Gauge")
    help = options.words("看离目标还有多远，如本月销售目标", "How far a number is from its target")
    wants = options.words("一个指标、没有维度", "one number and no dimension")
    icon = "gauge"
    group = "number"
    config_schema = options.shape(
        ("value",),
        value=options.measure("数值", "Number"),
        target={"anyOf": [options.KEY, {"type": "number"}], "widget": "measure_or_number", "label": options.words("目标", "Target")},
        min=options.number("从", "From", more=True),
        max=options.number("到", "To", more=True),
    )
    example = {"value": "sales", "target": "target"}

    def encodes(self, config: Config) -> Iterable[Named]:
        """The number; the target where it is one too."""
        yield "value", config["value"], MEASURE
        if isinstance(config.get("target"), str):
            yield "target", config["target"], MEASURE

    def levels(self, config: Config) -> tuple[Level, ...]:
        """One number of everything."""
        return ((),)

    def wrong(self, config: Config) -> Iterable[Problem]:
        """A dial that ends before it begins."""
        if "max" in config and config["max"] <= config.get("min", 0):
            yield Problem("error", "gauge_range", "max")

    def rank(self, dimensions: Columns, measures: Columns) -> int:
        """For one number without anything else."""
        return 60 if len(measures) == 2 else 30

    def offer(self, dimensions: Columns, measures: Columns) -> Config | None:
        """The first number; a second one of its kind is the target."""
        if dimensions or not measures:
            return None
        alike = [one for one in measures[1:] if drawing.same_kind(one, measures[0])]
        return {"value": measures[0].key} | ({"target": alike[0].key} if alike else {})

    def figure(self, shown: Shown, config: Config) -> Figure:
        """One indicator with its target and in words how far it is."""
        row = total(shown)
        column, value = shown.column(config["value"]), row[shown.place(config["value"])]
        target = _target(shown, row, config)
        if value is None:
            few = kept_back(shown, config["value"])
            told = {"label": column.label, "value": few, "exact": few, "target": None, "done": None, "words": ""}
            return figure_of([], meta=told) if few else figure_of([])
        low, high = _ends(value, target, config)
        scale = words.scale(column, (value, target, high), shown.locale)
        mark = {"threshold": {"value": drawing.scaled(target, scale), "thickness": 0.8}} if target is not None else {}
        trace: dict[str, Any] = {
            "type": "indicator", "mode": "gauge+number", "value": drawing.scaled(value, scale),
            "number": {**_unit(scale.unit, words.sign_of(column)), "valueformat": ",.1f" if scale.divisor != 1 else ",~r"},
            "gauge": {"shape": "angular", "axis": {"range": [drawing.scaled(low, scale), drawing.scaled(high, scale)]}, **mark},
            "domain": {"x": [0.04, 0.96], "y": [BELOW if target is not None else 0, 0.94]},
            "customdata": [0 if len(shown.rows) == 1 else None],
        }
        told = _told(shown, config, value, target)
        return figure_of([trace], meta=told, annotations=[_below(told["words"])] if told["words"] else [])


def _unit(unit: str, sign: str) -> dict[str, str]:
    """What stands before and behind the number: ¥12.3K, 12.3 万元, 45.6%."""
    if sign and unit.startswith(sign):
        return {"prefix": sign, "suffix": unit.removeprefix(sign)}
    return {"suffix": unit if unit == drawing.PERCENT else f" {unit}" if unit else ""}


def _target(shown: Shown, row: Sequence[Any], config: Config) -> Decimal | None:
    given = config.get("target")
    if given is None:
        return None
    found = row[shown.place(given)] if isinstance(given, str) else given
    return None if found is None else Decimal(str(found))


def _ends(value: Any, target: Decimal | None, config: Config) -> tuple[Decimal, Decimal]:
    """Where the dial begins and ends: as said, else from nothing to somewhat beyond."""
    low = Decimal(str(config["min"])) if "min" in config else min(Decimal(0), Decimal(value))
    reach = max(Decimal(value), target or Decimal(0))
    usual = target if target is not None and 0 < Decimal(value) <= target else reach * ROOM
    high = Decimal(str(config["max"])) if "max" in config else usual
    return low, high if high > low else low + 1


def _told(shown: Shown, config: Config, value: Any, target: Decimal | None) -> dict[str, Any]:
    """The same without a dial, for a small box: number, target, how much of it is done (1 = all) and that in words."""
    column, locale = shown.column(config["value"]), shown.locale
    told: dict[str, Any] = {"label": column.label, "value": words.short(column, value, locale), "exact": words.text(column, value, locale)}
    if target is None:
        return {**told, "target": None, "done": None, "words": ""}
    short = words.short(column, target, locale)
    done = round(float(Decimal(value) / target), 4) if target else None
    said = DONE.get(locale, DONE[words.CHINESE]).format(target=short, rate=funnel.rate(value, target, locale))
    return {**told, "target": short, "done": done, "words": said}


def _below(told: str) -> dict[str, Any]:
    """A line below the dial."""
    return {"text": told, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0, "xanchor": "center", "yanchor": "bottom"}
