"""Does every number of a report or a segment add up: is its home there, its field of the right type, what it is made of known?

Takes: Asked and measures. Gives: Problems. Never: the rows.
"""

from collections.abc import Iterator, Sequence

from builder.checks import asked as judged
from builder.checks import report_parts as parts
from builder.checks.asked import Asked
from builder.checks.homes import HomeScope
from builder.checks.knots import circles_of
from builder.checks.places import columns_of
from builder.checks.scope import FormScope
from builder.definitions import App, Label
from builder.definitions.report import Measure
from builder.expressions.types import Number
from builder.problems import Problem

WAYS = ("agg", "expr", "window")


def problems(asked: Asked, measures: Sequence[Measure], dimensions: Sequence[str] = ()) -> Iterator[Problem]:
    """Each measure, and circles among them."""
    for one in measures:
        place = f"measures/{one.key}"
        ways = [name for name in WAYS if getattr(one, name)]
        if len(ways) != 1:
            yield asked.problem("measure_kind", place, measure=judged.measure_label(one))
            continue
        if one.offset and not one.agg:
            yield asked.problem("offset_of_made", f"{place}/offset", measure=judged.measure_label(one))
        yield from {"agg": _aggregated, "expr": _computed, "window": _windowed}[ways[0]](asked, one, place, dimensions)
    yield from _circles(asked, measures)


def home_label(app: App, table: str) -> Label:
    """What people call a home: a form, or a subtable of one."""
    owner, _, subtable = table.partition(".")
    form = app.forms.get(owner)
    if form is None:
        return table
    return form.by_key[subtable].label if subtable and subtable in form.by_key else form.label


def _aggregated(asked: Asked, one: Measure, place: str, dimensions: Sequence[str]) -> Iterator[Problem]:
    home = one.home or asked.source
    if not columns_of(asked.types.app, home):
        if one.home:  # the source itself is judged elsewhere
            yield asked.problem("measure_home_missing", f"{place}/home", measure=judged.measure_label(one))
        return
    if one.field:
        yield from _field(asked, one, home, place)
    elif one.agg != "count":
        yield asked.problem("measure_needs_field", f"{place}/field", measure=judged.measure_label(one))
    yield from judged.condition_problems(asked, home, one.where, f"{place}/where")
    yield from _paths(asked, one, home, place)


def _field(asked: Asked, one: Measure, home: str, place: str) -> Iterator[Problem]:
    found = list(judged.path_problems(asked, home, str(one.field), f"{place}/field"))
    info = HomeScope(asked.types, home).resolve(tuple(str(one.field).split("."))) if not found else None
    yield from found
    if info is None:
        return
    if info.many:
        yield asked.problem("measure_many", f"{place}/field", measure=judged.measure_label(one), field=info.label)
    elif parts.aggregate_type(str(one.agg), info.type) is None:
        code = "measure_not_a_number" if one.agg in ("sum", "avg") else "measure_no_order"
        yield asked.problem(code, f"{place}/field", measure=judged.measure_label(one), field=info.label)


def _paths(asked: Asked, one: Measure, home: str, place: str) -> Iterator[Problem]:
    """How paths of the source are found at another home: both ends are there and mean the same."""
    for source, target in one.paths.items():
        here = FormScope(asked.types, asked.source).resolve(tuple(source.split(".")))
        there = HomeScope(asked.types, home).resolve(tuple(target.split(".")))
        if here is None:
            yield from judged.path_problems(asked, asked.source, source, f"{place}/paths/{source}")
        if there is None:
            yield from judged.path_problems(asked, home, target, f"{place}/paths/{source}")
        if here and there and not parts.comparable(here.type, there.type):
            yield asked.problem("measure_paths_differ", f"{place}/paths/{source}", measure=judged.measure_label(one), field=here.label)


def _computed(asked: Asked, one: Measure, place: str, dimensions: Sequence[str]) -> Iterator[Problem]:
    known = {key: type_ for key, type_ in asked.numbers.items() if key != one.key}
    unknown = parts.made_of(one) - known.keys()
    broken = [key for key in parts.made_of(one) & known.keys() if known[key] is None]
    if broken and not unknown:
        return  # what it is made of is judged where that stands
    scope = parts.NumberScope(known, asked.labels)
    yield from judged.expression_problems(asked, str(one.expr), scope, (f"{place}/expr", ""), Number())


def _windowed(asked: Asked, one: Measure, place: str, dimensions: Sequence[str]) -> Iterator[Problem]:
    label, of = judged.measure_label(one), one.of or ""
    if of not in asked.numbers or of == one.key:
        yield asked.problem("measure_missing", f"{place}/of", measure=of)
    elif not isinstance(asked.numbers[of], Number | None):
        yield asked.problem("measure_not_a_number", f"{place}/of", measure=label, field=asked.labels[of])
    if one.window == "running" and not one.along:
        yield asked.problem("window_needs_along", f"{place}/along", measure=label)
    for name, key in (*(("within", key) for key in one.within), *((("along", one.along),) if one.along else ())):
        if key not in dimensions:
            yield asked.problem("dimension_missing", f"{place}/{name}", dimension=key)


def _circles(asked: Asked, measures: Sequence[Measure]) -> Iterator[Problem]:
    own = {one.key: one for one in measures if not one.agg}
    edges = {key: [name for name in parts.made_of(one) if name in own] for key, one in own.items()}
    for circle in circles_of(edges):
        labels = [judged.measure_label(own[key]) for key in circle]
        yield asked.problem("measure_circle", f"measures/{circle[0]}", measures=labels)
