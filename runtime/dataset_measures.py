"""The numbers of a report: aggregates by home and period, and what is made of them.

Takes: measures, a Frame. Gives: Aggregate, Computed, Window, in the order they need each other. Never: rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from builder.checks.homes import Home
from builder.checks.report_parts import QUOTIENT, NumberScope, aggregate_type, made_of
from builder.definitions.report import Measure
from builder.errors import BrokenDefinition
from builder.expressions import grammar
from builder.expressions.check import Typed, check
from builder.expressions.types import Boolean, Number, Type
from runtime.dataset_asked import Frame
from runtime.dataset_axes import path_node
from runtime.dataset_periods import Offset
from runtime.stack import Aggregate, Computed, Window

WINDOWS: Mapping[str, Type] = {"pct_total": Number(QUOTIENT), "rank": Number(0)}
Group = tuple[str, Offset | None, tuple[tuple[str, str], ...]]  # home, period, paths


def group_of(measure: Measure, source: str) -> Group:
    """Which branch a measure is counted in: the same home, period and paths share one."""
    return measure.home or source, measure.offset, tuple(sorted(measure.paths.items()))


def groups(measures: Iterable[Measure], source: str) -> dict[Group, list[Measure]]:
    """The measures that are counted themselves, by branch, in their order."""
    found: dict[Group, list[Measure]] = {}
    for one in measures:
        if one.agg:
            found.setdefault(group_of(one, source), []).append(one)
    return found


def aggregate(frame: Frame, home: Home, measure: Measure) -> Aggregate:
    """A measure over the rows of its home."""
    value = frame.own(home.key, path_node(measure.field)) if measure.field else None
    where = tuple(frame.own(home.key, node, Boolean()) for node in frame.parts(measure.where))
    return Aggregate(measure.key, str(measure.agg), value, where)


def type_of(made: Aggregate) -> Type:
    """What an aggregate gives, as expressions over numbers see it."""
    return aggregate_type(made.function, made.value.type if made.value else None) or Number()


def steps(measures: Sequence[Measure], aggregates: Iterable[Aggregate]) -> tuple[tuple[Computed | Window, ...], NumberScope]:
    """Numbers made of others, each after what it is made of, and all numbers as names; BrokenDefinition where they go in a circle."""
    types: dict[str, Type] = {one.key: type_of(one) for one in aggregates}
    waiting = [one for one in measures if not one.agg]
    found: list[Computed | Window] = []
    while waiting:
        ready = [one for one in waiting if made_of(one) <= types.keys()]
        if not ready:
            raise BrokenDefinition("report_measure_circle", measure=waiting[0].key)
        for one in ready:
            step, type_ = _step(one, types)
            found.append(step)
            types[one.key] = type_
        waiting = [one for one in waiting if one.key not in types]
    return tuple(found), NumberScope(types, {})


def _step(measure: Measure, types: Mapping[str, Type]) -> tuple[Computed | Window, Type]:
    if measure.expr:
        typed = check(grammar.parse(measure.expr), NumberScope(types, {}), text=measure.expr)
        return Computed(measure.key, typed), typed.type
    of = str(measure.of)
    window = Window(measure.key, str(measure.window), of, measure.within, measure.along)
    return window, WINDOWS.get(window.function, types[of])


def having(texts: Iterable[str], scope: NumberScope) -> tuple[Typed, ...]:
    """Conditions on the numbers of a group."""
    return tuple(check(grammar.parse(text), scope, Boolean(), text=text) for text in texts)


def held(measures: Iterable[Measure]) -> Iterator[str]:
    """Keys of the numbers that are counted themselves."""
    return (one.key for one in measures if one.agg)

