"""The whole of a stack: branches on top of one another, grouped, with what is computed from finished numbers, in order.

Takes: a Stack. Gives: one SELECT. Never: a number aggregated twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal_column, select, type_coerce, union_all

from builder.errors import BrokenDefinition
from builder.expressions import types as t
from runtime.stack import Computed, Stack, Window
from runtime.store.dialects import cuts
from runtime.store.dialects.evaluate import Result
from runtime.store.expressions_sql import condition, inner
from runtime.store.stack_branches import ROWS, Columns, axis_type, number_type, quotient, select_branch
from runtime.store.stack_source import Making

SUMS = ("sum", "count", "count_distinct")  # of nothing they are zero
SHARE = t.Number(6, 36)


@dataclass(frozen=True)
class Kinds:
    """What a stack gives: types of its axes, aggregates and steps, by key."""

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
    axes: dict[str, t.Type] = {}
    for branch in stack.branches:
        for axis in branch.axes:
            found = axis_type(axis)
            if found is not None:
                axes.setdefault(axis.key, found)
    aggregates = {one.key: one for branch in stack.branches for one in branch.aggregates}
    missing = [key for key in stack.numbers if key not in aggregates] + [key for key in stack.axes if key not in axes]
    if missing:
        raise BrokenDefinition("report_stack_incomplete", keys=", ".join(missing))
    numbers = {key: number_type(aggregates[key]) for key in stack.numbers}
    steps: dict[str, t.Type] = {}
    for step in stack.steps:
        steps[step.key] = step.value.type if isinstance(step, Computed) else _window_type(step, {**numbers, **steps})
    return Kinds(axes, numbers, steps, frozenset(key for key in numbers if aggregates[key].function in SUMS))


def _window_type(step: Window, known: Mapping[str, t.Type]) -> t.Type:
    return {"rank": ROWS, "pct_total": SHARE}.get(step.function, known[step.of])


class Whole:
    """Writes the statement of one stack."""

    def __init__(self, making: Making, stack: Stack) -> None:
        self.making = making
        self.stack = stack
        self.kinds = kinds_of(stack)
        self.dialect = making.dialect

    def statement(self) -> "Select[Any]":
        """Axes, numbers, steps in this order; rows in the order asked for, one more than the limit."""
        finished = self.finished()
        kinds = {**{key: self.kinds.axes[key] for key in self.stack.axes}, **self.kinds.finished}
        columns = [type_coerce(finished.c[self.name(key)], Result(kind)).label(self.name(key)) for key, kind in kinds.items()]
        statement = select(*columns).select_from(finished)
        if self.stack.having:
            source = self._over(finished)
            statement = statement.where(*(condition(item, source) for item in self.stack.having))
        return statement.order_by(*self.order(finished)).limit(literal_column(str(self.stack.limit + 1)))

    def name(self, key: str) -> str:
        """The column of an axis or a number."""
        if key in self.stack.axes:
            return f"a{self.stack.axes.index(key)}"
        return f"m{list(self.kinds.finished).index(key)}"

    def finished(self) -> Any:
        """Every group with its numbers and what is computed from them."""
        found = self.grouped()
        for step in self.stack.steps:
            value = self._computed(step, found) if isinstance(step, Computed) else self._window(step, found)
            found = select(*found.c, value.label(self.name(step.key))).select_from(found).subquery(self.making.fresh("s"))
        return found

    def grouped(self) -> Any:
        """The stack grouped by its axes."""
        numbers = list(self.kinds.numbers.items())
        branches = [select_branch(self.making, branch, numbers) for branch in self.stack.branches]
        if len(branches) == 1:
            return self._single(branches[0])
        stack = union_all(*branches).subquery(self.making.fresh("u"))
        axes = [stack.c[f"a{place}"] for place in range(len(self.stack.axes))]
        columns = [self._filled(key, kind, func.max(stack.c[self.name(key)])).label(self.name(key)) for key, kind in numbers]
        return select(*axes, *columns).group_by(*axes).subquery(self.making.fresh("g"))

    def _single(self, branch: "Select[Any]") -> Any:
        rows = branch.subquery(self.making.fresh("b"))
        axes = [rows.c[f"a{place}"] for place in range(len(self.stack.axes))]
        numbers = [
            self._filled(key, kind, rows.c[self.name(key)]).label(self.name(key)) for key, kind in self.kinds.numbers.items()
        ]
        return select(*axes, *numbers).subquery(self.making.fresh("g"))

    def _filled(self, key: str, kind: t.Type, value: Any) -> Any:
        """A sum or a count of nothing is zero."""
        plain = cuts.plain(kind, self.dialect)
        return func.coalesce(value, cuts.zero(kind, self.dialect), type_=plain) if key in self.kinds.zero else type_coerce(value, plain)

    def _over(self, rows: Any) -> Columns:
        return Columns(self.making, {key: rows.c[self.name(key)] for key in self.kinds.finished if self.name(key) in rows.c})

    def _computed(self, step: Computed, rows: Any) -> Any:
        return cuts.told(inner(step.value.root, self._over(rows)), step.value.type, self.dialect)

    def _window(self, step: Window, rows: Any) -> Any:
        of = rows.c[self.name(step.of)]
        parts = [rows.c[self.name(key)] for key in step.within]
        if step.function == "rank":
            return func.rank().over(partition_by=parts or None, order_by=of.desc().nulls_last())
        if step.function == "pct_total":
            kind = self.kinds.finished[step.of]
            scale = kind.scale if isinstance(kind, t.Number) else 0
            total = func.sum(of).over(partition_by=parts or None)
            return quotient((of, scale), (total, scale), self.making)
        along = rows.c[self.name(step.along)] if step.along else None
        order = [self._key(step.along, along)] if step.along and along is not None else [rows.c[self.name(key)] for key in self.stack.axes]
        plain = cuts.plain(self.kinds.finished[step.of], self.dialect)
        return type_coerce(func.sum(of).over(partition_by=parts or None, order_by=order), plain)

    def _key(self, key: str | None, column: Any) -> Any:
        return column.asc().nulls_last()

    def order(self, rows: Any) -> list[Any]:
        """What was asked for, then every axis, empty ones last."""
        asked = [key for key, _ in self.stack.sort]
        keys = [*self.stack.sort, *((axis, False) for axis in self.stack.axes if axis not in asked)]
        columns = [(rows.c[self.name(key)], descending) for key, descending in keys]
        return [(column.desc() if descending else column.asc()).nulls_last() for column, descending in columns]


__all__ = ["Kinds", "Whole", "kinds_of"]
