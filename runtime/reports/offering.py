"""Which charts suit what somebody put together, before a single row is read.

Takes: a report's definition and the chart kinds. Gives: configurations, the best first. Never: rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from builder.checks import report_parts as parts
from builder.definitions.report import Dimension, Measure, Report
from builder.expressions.types import Date, Instant, Number, Ref, Text, Type
from builder.kinds import Catalog, ChartType
from runtime.reports import columns
from runtime.reports.columns import COUNTS, Frame
from runtime.reports.shown import DIMENSION, MEASURE, Column


@dataclass(frozen=True, slots=True)
class Offer:
    """A chart type with a sensible configuration; None where it does not suit."""

    kind: ChartType
    config: dict[str, Any] | None


def offers(frame: Frame, catalog: Catalog, report: Report) -> list[Offer]:
    """Every chart type: those that suit first, the best of them first."""
    split, numbers = dimensions_of(frame, report), measures_of(frame, report)
    made = [(kind, kind.offer(split, numbers)) for kind in catalog.charts]
    suiting = sorted((one for one in made if one[1] is not None), key=lambda one: -one[0].rank(split, numbers))
    others = [one for one in made if one[1] is None]
    return [Offer(kind, None if config is None else dict(config)) for kind, config in (*suiting, *others)]


def dimensions_of(frame: Frame, report: Report) -> list[Column]:
    """The dimensions as columns; a funnel has its steps."""
    if report.funnel:
        return [Column(parts.STEP, parts.STEP, DIMENSION, Text())]
    return [_dimension(frame, report, one) for one in report.dimensions]


def _dimension(frame: Frame, report: Report, one: Dimension) -> Column:
    type_ = parts.dimension_type(frame.types, report, one.key) or Text()
    item = parts.item_type(type_)
    known = Column(one.key, columns.dimension_label(frame, report, one), DIMENSION, item, grain=one.grain, part=one.part, bins=one.bins)
    if one.part or one.since:
        return replace(known, type=Number(0))
    if isinstance(item, Date | Instant) and not one.bins:  # a date is cut by day where nothing else is said
        return replace(known, type=Date(), grain=one.grain or "day")
    return replace(known, form=item.form) if isinstance(item, Ref) else known


def measures_of(frame: Frame, report: Report) -> list[Column]:
    """The measures as columns; a funnel counts its entities."""
    if report.funnel:
        return [Column(parts.ENTITIES, parts.ENTITIES, MEASURE, Number(0), format={"kind": "integer"})]
    types = parts.number_types(frame.types, report)
    return [_measure(frame, report, one, types.get(one.key) or Number(0)) for one in report.measures]


def _measure(frame: Frame, report: Report, one: Measure, type_: Type) -> Column:
    format_ = {**dict(_usual(frame, report, one)), **one.format}
    return Column(one.key, columns.measure_label(frame, report, one), MEASURE, type_, format=format_)


def _usual(frame: Frame, report: Report, one: Measure) -> Iterator[tuple[str, Any]]:
    """How a number looks that says nothing of its look: counts are whole, others as their field."""
    look = frame.look(one.home or report.source, one.field) if one.field else {}
    if one.agg in COUNTS or one.window == "rank":
        yield "kind", "integer"
    elif one.window == "pct_total":
        yield "kind", "percent"
    elif look.get("look") in columns.LOOKS:
        yield "kind", look["look"]
