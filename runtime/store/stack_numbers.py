"""What axes and aggregates are: their types, how rows are gathered. Takes: parts of a stack. Gives: types, SQL. Never: joins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal_column, type_coerce

from builder.errors import BrokenDefinition
from builder.expressions import types as t
from builder.expressions.terms import Term
from runtime.stack import Aggregate, Axis, Computed, Cut, Derived, Stack, Window
from runtime.store.dialects import cuts
from runtime.store.expressions_sql import inner
from runtime.store.stack_making import Making
from runtime.store.stack_source import Columns

ROWS = t.Number(0, 18)
PLACES = 6  # of a quotient
SHARE = t.Number(PLACES, 36)
SUMS = ("sum", "count", "count_distinct")  # of nothing they are zero
COUNTS = ("count", "count_distinct")


@dataclass(frozen=True)
class Kinds:
    """What a stack gives: types of its axes, aggregates and steps, by key. `zero`: the numbers that are zero where nothing is."""

    axes: Mapping[str, t.Type]
    numbers: Mapping[str, t.Type]
    steps: Mapping[str, t.Type]
    zero: frozenset[str]

    @property
    def finished(self) -> dict[str, t.Type]:
        """Aggregates and steps."""
        return {**self.numbers, **self.steps}


def kinds_of(stack: Stack) -> Kinds:
    """The types of everything a stack gives."""
    derived = {one.key: one for one in stack.derived}
    known = ((axis.key, axis_type(axis, derived)) for branch in stack.branches for axis in branch.axes)
    axes: dict[str, t.Type] = {}
    for key, kind in known:
        if kind is not None:
            axes.setdefault(key, kind)
    aggregates = {one.key: one for branch in stack.branches for one in branch.aggregates}
    missing = [key for key in stack.numbers if key not in aggregates] + [key for key in stack.axes if key not in axes]
    if missing:
        raise BrokenDefinition("report_stack_incomplete", keys=", ".join(missing))
    numbers = {key: number_type(aggregates[key]) for key in stack.numbers}
    steps: dict[str, t.Type] = {}
    for step in stack.steps:
        steps[step.key] = step.value.type if isinstance(step, Computed) else _window_type(step, {**numbers, **steps})
    zero = frozenset(key for key in numbers if aggregates[key].function in SUMS)
    return Kinds({key: axes[key] for key in stack.axes}, numbers, steps, zero)


def _window_type(step: Window, known: Mapping[str, t.Type]) -> t.Type:
    return {"rank": ROWS, "pct_total": SHARE}.get(step.function, known[step.of])


def axis_type(axis: Axis, derived: Mapping[str, Derived]) -> t.Type | None:
    """What the groups of an axis are; None where its branch does not know it."""
    if axis.derive is not None:
        return cut_type(derived_type(derived[axis.derive]), axis.cut)
    return None if axis.value is None else cut_type(axis.value.type, axis.cut)


def derived_type(derived: Derived) -> t.Type:
    """What a derived value is."""
    return ROWS if derived.parts else number_type(derived.aggregate)


def cut_type(kind: t.Type, cut: Cut | None) -> t.Type:
    """What the groups of a cut value are; of a list's items, one of them."""
    if isinstance(kind, t.List):
        return kind.of
    if cut is None:
        return kind
    if cut.since:
        return ROWS
    if cut.bins:
        return cuts.binned_type(kind, cut.bins)
    return t.Date() if cut.grain else kind


def number_type(aggregate: Aggregate) -> t.Type:
    """What an aggregate gives."""
    if aggregate.function in COUNTS or aggregate.value is None:
        return ROWS
    kind = aggregate.value.type
    if not isinstance(kind, t.Number) or aggregate.function in ("min", "max"):
        return kind
    return SHARE if aggregate.function == "avg" else t.Number(kind.scale, 36)


def gathered(aggregate: Aggregate, value: Any, making: Making) -> Any:
    """An aggregate of a column (None: of rows)."""
    name = aggregate.function
    if name == "count":
        return func.count(literal_column("*") if value is None else value)
    if name == "count_distinct":
        return func.count(value.distinct())
    if name == "avg":
        summed = aggregate.value.type if aggregate.value else ROWS
        scale = summed.scale if isinstance(summed, t.Number) else 0
        return quotient((func.sum(value), scale), (func.count(value), 0), making)
    kind = number_type(aggregate)
    found = getattr(func, name)(value)
    return type_coerce(func.coalesce(found, cuts.zero(kind, making.dialect)) if name == "sum" else found, cuts.plain(kind, making.dialect))


def quotient(left: tuple[Any, int], right: tuple[Any, int], making: Making) -> Any:
    """A quotient of two columns with their scales, as the language divides."""
    sides = {"left": left, "right": right}
    names = tuple(Term("name", t.Number(side[1], 18), value=name, bound=10**18 - 1) for name, side in sides.items())
    root = Term("div", SHARE, names, bound=10**30)
    return inner(root, Columns(making, {name: side[0] for name, side in sides.items()}))
