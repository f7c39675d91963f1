"""Can the numbers of a report be split like that: is the path there, may its values be cut so, do they make groups?

Takes: Asked and a report. Gives: Problems. Never: rows.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from builder.checks import asked as judged
from builder.checks import report_parts as parts
from builder.checks.asked import Asked
from builder.checks.knots import circles_of
from builder.checks.scope import FormScope
from builder.definitions.report import Derive, Dimension, Measure, Report
from builder.expressions import dates
from builder.expressions.types import Date, File, Instant, Json, Number, Ref, Text, Type
from builder.problems import Problem

WAYS = ("field", "expression", "derive")
CUTS = ("grain", "part", "bins")
NO_GROUPS = (File, Json)
MAX_GROUPED_TEXT = 500


def problems(asked: Asked, report: Report) -> Iterator[Problem]:
    """Each dimension, and circles among those counted from another."""
    for one in report.dimensions:
        place = f"dimensions/{one.key}"
        ways = [name for name in WAYS if getattr(one, name)]
        if len(ways) != 1:
            yield asked.problem("dimension_kind", place, dimension=one.label or one.key)
            continue
        found = list(_found(asked, one, place))
        yield from found
        type_ = None if found else parts.dimension_type(asked.types, report, one.key)
        if type_ is not None:
            yield from _cut(asked, one, type_, place)
        yield from _since(asked, report, one, place)
        yield from _joined(asked, report, one)
        if one.top and one.top.by not in asked.numbers:
            yield asked.problem("measure_missing", f"{place}/top/by", measure=one.top.by)
    edges = {one.key: [one.since] for one in report.dimensions if one.since}
    for circle in circles_of(edges):
        yield asked.problem("dimension_circle", f"dimensions/{circle[0]}/since")


def _found(asked: Asked, one: Dimension, place: str) -> Iterator[Problem]:
    """Whether what it is made of leads anywhere."""
    if one.field:
        yield from judged.path_problems(asked, asked.source, one.field, f"{place}/field")
    elif one.expression:
        scope = parts.record_scope(asked.types, asked.source, asked.parameters)
        yield from judged.expression_problems(asked, one.expression, scope, (f"{place}/expression", asked.source))
    elif one.derive:
        yield from _derived(asked, one.derive, f"{place}/derive")


def _derived(asked: Asked, derive: Derive, place: str) -> Iterator[Problem]:
    """One value for each record a path leads to."""
    scope = FormScope(asked.types, asked.source)
    per = scope.resolve(tuple(derive.per.split(".")))
    if per is None:
        yield from judged.path_problems(asked, asked.source, derive.per, f"{place}/per")
    elif not isinstance(per.type, Ref) or per.many:
        yield asked.problem("derive_per", f"{place}/per", field=per.label)
    if not derive.field:
        if derive.agg != "count":
            yield asked.problem("derive_needs_field", f"{place}/field")
        return
    found = list(judged.path_problems(asked, asked.source, derive.field, f"{place}/field", many=False))
    info = None if found else scope.resolve(tuple(derive.field.split(".")))
    yield from found
    if info and parts.aggregate_type(derive.agg, info.type) is None:
        yield asked.problem("derive_field", f"{place}/field", field=info.label)


def _joined(asked: Asked, report: Report, one: Dimension) -> Iterator[Problem]:
    """Numbers counted in one place that find whose value it is by different paths."""
    if one.derive is None:
        return
    per, first = tuple(one.derive.per.split(".")), dict[str, Measure]()
    for measure in (other for other in report.measures if other.agg):
        before = first.setdefault(measure.home or report.source, measure)
        here, there = (parts.home_of(asked.types, report.source, item).path(per) for item in (measure, before))
        if here != there:
            named = {"first": judged.measure_label(before), "second": judged.measure_label(measure)}
            yield asked.problem("derive_paths_differ", f"measures/{measure.key}/paths", dimension=one.label or one.key, **named)


def _cut(asked: Asked, one: Dimension, type_: Type, place: str) -> Iterator[Problem]:
    """Whether its values make groups, and may be cut like that."""
    label, item = one.label or one.key, parts.item_type(type_)
    cuts = [name for name in CUTS if getattr(one, name)]
    if isinstance(item, NO_GROUPS) or (isinstance(item, Text) and item.max_length > MAX_GROUPED_TEXT):
        yield asked.problem("dimension_no_groups", place, dimension=label)
    if len(cuts) > 1:
        yield asked.problem("dimension_cut_twice", f"{place}/{cuts[1]}", dimension=label)
    if (one.grain or one.part) and not isinstance(item, Date | Instant):
        yield asked.problem("dimension_no_date", f"{place}/{cuts[0]}", dimension=label)
    elif one.part == "hour" and not isinstance(item, Instant):
        yield asked.problem("dimension_no_time", f"{place}/part", dimension=label)
    if one.bins:
        yield from _bins(asked, one, item, f"{place}/bins")
    if one.fill and not one.grain:
        yield asked.problem("fill_needs_grain", f"{place}/fill", dimension=label)


def _bins(asked: Asked, one: Dimension, item: Type, place: str) -> Iterator[Problem]:
    """Bounds of the type of the values, each above the one before."""
    label = one.label or one.key
    if not isinstance(item, Number | Date | Instant):
        yield asked.problem("dimension_no_bins", place, dimension=label)
    elif not _alike(one.bins, item):
        yield asked.problem("dimension_bin_type", place, dimension=label)
    elif not _rising(one.bins):
        yield asked.problem("dimension_bins_order", place, dimension=label)


def _is_number(bound: Any) -> bool:
    return isinstance(bound, int | float) and not isinstance(bound, bool)


def _alike(bounds: Sequence[Any], item: Type) -> bool:
    """Numbers throughout; of dates also days throughout, for a bound in numbers is an age."""
    return all(map(_is_number, bounds)) or (not isinstance(item, Number) and all(map(dates.is_day, bounds)))


def _rising(bounds: Sequence[Any]) -> bool:
    return all(one < other for one, other in pairwise(bounds))


def _since(asked: Asked, report: Report, one: Dimension, place: str) -> Iterator[Problem]:
    """Counted in grains from another date."""
    if one.since is None:
        return
    other = parts.dimension_type(asked.types, report, one.since)
    if not one.grain:
        yield asked.problem("since_needs_grain", f"{place}/since", dimension=one.label or one.key)
    if one.since not in (item.key for item in report.dimensions):
        yield asked.problem("dimension_missing", f"{place}/since", dimension=one.since)
    elif other is not None and not isinstance(other, Date | Instant):
        yield asked.problem("since_needs_date", f"{place}/since", dimension=one.label or one.key)
