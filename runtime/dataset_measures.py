"""The numbers of a report: aggregates by home and period, and what is made of them.

Takes: measures, a Frame. Gives: Aggregate, Computed, Window, in the order they need each other. Never: rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.definitions.report import Measure
from builder.errors import BrokenDefinition
from builder.expressions import grammar
from builder.expressions.check import PathInfo, Typed, check
from builder.expressions.rewriting import every
from builder.expressions.types import Boolean, Number, Type
from runtime.dataset_asked import Frame
from runtime.dataset_axes import path_node
from runtime.dataset_homes import Home
from runtime.dataset_periods import Offset
from runtime.stack import Aggregate, Computed, Window

COUNTS = ("count", "count_distinct")
COUNTED, SUMMED, DIVIDED = 12, 18, 24  # digits
PLACES = 6  # of a quotient
WINDOWS: Mapping[str, Type] = {"pct_total": Number(PLACES, 12), "rank": Number(0, COUNTED)}


@dataclass(frozen=True)
class MeasureScope:
    """The numbers of a report as names."""

    types: Mapping[str, Type]

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        """The type of a number."""
        found = self.types.get(path[0]) if len(path) == 1 else None
        return PathInfo(found) if found is not None else None

    def children(self, path: tuple[str, ...]) -> list[tuple[str, PathInfo]]:
        """All of them."""
        return [] if path else [(key, PathInfo(found)) for key, found in self.types.items()]

    def segment(self, key: str) -> tuple[str, str] | None:
        """Numbers are in no segment."""
        return None


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


def type_of(aggregate_: Aggregate) -> Type:
    """What an aggregate gives, as expressions over numbers see it."""
    kind = aggregate_.value.type if aggregate_.value else Number()
    if aggregate_.function in COUNTS or aggregate_.value is None:
        return Number(0, COUNTED)
    if not isinstance(kind, Number) or aggregate_.function in ("min", "max"):
        return kind
    return Number(PLACES, DIVIDED) if aggregate_.function == "avg" else Number(kind.scale, SUMMED)


def steps(measures: Sequence[Measure], aggregates: Iterable[Aggregate]) -> tuple[tuple[Computed | Window, ...], MeasureScope]:
    """Numbers made of others, each after what it is made of, and all numbers as names; BrokenDefinition where they go in a circle."""
    types: dict[str, Type] = {one.key: type_of(one) for one in aggregates}
    waiting = [one for one in measures if not one.agg]
    found: list[Computed | Window] = []
    while waiting:
        ready = [one for one in waiting if needs(one) <= types.keys()]
        if not ready:
            raise BrokenDefinition("report_measure_circle", measure=waiting[0].key)
        for one in ready:
            step, type_ = _step(one, types)
            found.append(step)
            types[one.key] = type_
        waiting = [one for one in waiting if one.key not in types]
    return tuple(found), MeasureScope(types)


def needs(measure: Measure) -> frozenset[str]:
    """The other numbers a number is made of."""
    return grammar.names_used(grammar.parse(measure.expr)) if measure.expr else frozenset((str(measure.of),))


def _step(measure: Measure, types: Mapping[str, Type]) -> tuple[Computed | Window, Type]:
    if measure.expr:
        typed = check(grammar.parse(measure.expr), MeasureScope(types), text=measure.expr)
        return Computed(measure.key, typed), typed.type
    of = str(measure.of)
    window = Window(measure.key, str(measure.window), of, measure.within, measure.along)
    return window, WINDOWS.get(window.function, types[of])


def having(texts: Iterable[str], scope: MeasureScope) -> tuple[Typed, ...]:
    """Conditions on the numbers of a group."""
    return tuple(check(grammar.parse(text), scope, Boolean(), text=text) for text in texts)


def held(measures: Iterable[Measure]) -> Iterator[str]:
    """Keys of the numbers that are counted themselves."""
    return (one.key for one in measures if one.agg)


def all_of(nodes: Sequence[grammar.Node]) -> grammar.Node:
    """The condition that several hold."""
    return every(nodes)
