"""One branch of a stack: rows of one home, grouped by the axes. Takes: a Branch. Gives: a SELECT. Never: the numbers of another home.

Columns of a branch: `a0 …` the axes of the stack in their order, then one for each number of the stack; those of other branches are empty.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, case, func, literal_column, select, type_coerce

from builder.expressions import types as t
from builder.expressions.terms import Term, business_day
from runtime.stack import Aggregate, Axis, Branch, Cut
from runtime.store.dialects import cuts
from runtime.store.expressions_sql import inner
from runtime.store.layout import TableKey
from runtime.store.stack_source import Home, Making, RowSource, live, met

ROWS = t.Number(0, 18)
PLACES = 6  # of a quotient
COUNTS = ("count", "count_distinct")


def home_key(home: str) -> TableKey:
    """`sale.lines` → (sale, lines)."""
    form, _, subtable = home.partition(".")
    return form, subtable


def axis_type(axis: Axis) -> t.Type | None:
    """What the groups of an axis are; None where this branch does not know it."""
    if axis.value is None:
        return None
    return cut_type(axis.value.type, axis.cut)


def cut_type(kind: t.Type, cut: Cut | None) -> t.Type:
    """What the groups of a cut value are."""
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
    return t.Number(PLACES, 36) if aggregate.function == "avg" else t.Number(kind.scale, 36)


class Rowing:
    """The rows of one branch while its columns are written."""

    def __init__(self, making: Making, branch: Branch) -> None:
        self.making = making
        self.branch = branch
        self.home = Home(making, home_key(branch.home))
        self.source = RowSource(self.home, parameters=branch.parameters)
        self.where = [*live(self.home), *met(branch.conditions, self.source)]

    def axis(self, axis: Axis) -> Any:
        """The group a row falls into."""
        assert axis.value is not None
        root = axis.value.root
        if axis.cut is None:
            return self._told(self.source, root)
        return self._cut(root, axis.cut)

    def _cut(self, root: Term, cut: Cut) -> Any:
        dialect = self.making.dialect
        if cut.bins:
            return cuts.bins(inner(root, self.source), root.type, cut.bins, dialect)
        if cut.grain is None:
            return self._told(self.source, root)
        found = cuts.grain(self._told(self.source, business_day(root)), cut.grain, dialect)
        if cut.since:
            return cuts.since(found, self._start(cut), cut.grain, dialect)
        return cuts.grain(cuts.ahead(found, cut.ahead, dialect), cut.grain, dialect) if cut.ahead else found

    def _start(self, cut: Cut) -> Any:
        """The period of the axis a distance is counted from."""
        start = next(axis for axis in self.branch.axes if axis.key == cut.since)
        assert start.value is not None
        return cuts.grain(self._told(self.source, business_day(start.value.root)), str(cut.grain), self.making.dialect)

    def _told(self, source: RowSource, root: Term) -> Any:
        return cuts.told(inner(root, source), root.type, source.dialect)

    def gathered(self, aggregate: Aggregate) -> Any:
        """An aggregate over the rows that meet its own conditions."""
        value = self.input(aggregate)
        return gather(aggregate, literal_column("*") if value is None else value, self.making)

    def input(self, aggregate: Aggregate) -> Any:
        """What an aggregate gathers from a row; None: every row."""
        value = None if aggregate.value is None else self._told(self.source, aggregate.value.root)
        if not aggregate.where:
            return value
        holds = met(aggregate.where, self.source)
        return case((_all(holds), literal_column("1", BigInteger()) if value is None else value))


def _all(conditions: Sequence[Any]) -> Any:
    first, *others = conditions
    for other in others:
        first = first & other
    return first


def gather(aggregate: Aggregate, value: Any, making: Making) -> Any:
    """An aggregate of a column."""
    name = aggregate.function
    if name == "count":
        return func.count(value)
    if name == "count_distinct":
        return func.count(value.distinct())
    if name == "avg":
        return average(func.sum(value), func.count(value), aggregate, making)
    kind = number_type(aggregate)
    return type_coerce(getattr(func, name)(value), cuts.plain(kind, making.dialect))


def average(total: Any, count: Any, aggregate: Aggregate, making: Making) -> Any:
    """SUM / COUNT by the division of the language."""
    assert aggregate.value is not None
    kind = aggregate.value.type
    scale = kind.scale if isinstance(kind, t.Number) else 0
    return quotient((total, scale), (count, 0), making)


def quotient(left: tuple[Any, int], right: tuple[Any, int], making: Making) -> Any:
    """A quotient of two columns with their scales, as the language divides."""
    sides = {"left": left, "right": right}
    columns = {name: side[0] for name, side in sides.items()}
    names = tuple(Term("name", t.Number(side[1], 18), value=name, bound=10**18 - 1) for name, side in sides.items())
    root = Term("div", t.Number(PLACES, 36), names, bound=10**30)
    return inner(root, Columns(making, columns))


class Columns(RowSource):
    """A Source over the columns of a subquery, by name."""

    def __init__(self, making: Making, columns: Any, parameters: Any = None) -> None:
        self.making = making
        self.dialect = making.dialect
        self.registry = making.uow.database.registry
        self.lateable = making.lateable
        self.late = making.late
        self.parameters = {**making.clock, **(parameters or {})}
        self._columns = columns

    def column(self, path: str) -> Any:
        """The column of a name."""
        return self._columns[path]

    def day(self, path: str) -> Any:
        """Finished values have no companions."""
        return None


def select_branch(making: Making, branch: Branch, numbers: Sequence[tuple[str, t.Type]]) -> "Select[Any]":
    """The SELECT of a branch; `numbers`: every number of the stack with its type."""
    rows = Rowing(making, branch)
    axes = [rows.axis(axis).label(f"a{place}") for place, axis in enumerate(branch.axes)]
    own = {aggregate.key: rows.gathered(aggregate) for aggregate in branch.aggregates}
    columns = [
        (own[key] if key in own else cuts.nothing(kind, making.dialect)).label(f"m{place}") for place, (key, kind) in enumerate(numbers)
    ]
    statement = select(*axes, *columns).select_from(rows.home.source).where(*rows.where)
    return statement.group_by(*(literal_column(str(place + 1)) for place in range(len(axes))))


__all__ = ["ROWS", "Columns", "Rowing", "axis_type", "cut_type", "number_type", "quotient", "select_branch"]
