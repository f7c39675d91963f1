"""One branch of a stack: rows of one home, grouped by axes. Takes: a Branch. Gives: a SELECT. Never: the numbers of another home.

Columns of a branch: `a0 …` the axes of the stack in their order (empty where they are not kept, or not known here), `f…` whether the group
is the rest (axes with a top), `m0 …` the numbers of the stack; those of other branches are empty.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, and_, case, func, literal_column, or_, select, type_coerce

from builder.errors import BrokenDefinition
from builder.expressions import types as t
from builder.expressions.terms import Term, business_day
from runtime.stack import Aggregate, Axis, Branch, Cut, Derived
from runtime.store.dialects import cuts
from runtime.store.expressions_sql import inner
from runtime.store.layout import home_key
from runtime.store.stack_making import Making
from runtime.store.stack_numbers import Kinds, derived_type, gathered
from runtime.store.stack_ranges import implied
from runtime.store.stack_source import Home, RowSource, live, met

ONE: Any = literal_column("1", Integer())
ZERO: Any = literal_column("0", Integer())
ONE_GROUP: Any = literal_column("1")
SUMMABLE = frozenset(("count", "sum", "min", "max"))


@dataclass(frozen=True)
class Beside:
    """What stands beside the branches: values derived for entities, the best groups of axes, whether they have a rest."""

    derived: Mapping[str, tuple[Derived, Any]]
    best: Mapping[str, tuple[Any, bool]]


class Rowing:
    """The rows of one branch while its columns are written."""

    def __init__(self, making: Making, branch: Branch, place: Any, beside: Beside, *, many: bool) -> None:
        self.making = making
        self.branch = branch
        self.beside = beside
        self.home = Home(making, home_key(branch.home), many=many)
        values = making.place(branch.parameters, place)
        self.source = RowSource(self.home, values)
        self._split = RowSource(self.home, values, items=many)
        self.where = [*live(self.home), *met(branch.conditions, self.source)]
        self.where += implied(branch.conditions, branch.axes, self.source, self.day)
        self._joined: dict[str, Any] = {}

    def told(self, root: Term) -> Any:
        """A value of a row, of a plain type; of a list one of its items."""
        kind = root.type.of if isinstance(root.type, t.List) else root.type
        return cuts.told(inner(root, self._split), kind, self.making.dialect)

    def day(self, axis: Axis) -> Any:
        """The day an axis cuts."""
        return self._value(axis, day=True)

    def axis(self, axis: Axis) -> Any:
        """The group a row falls into."""
        cut = axis.cut or Cut()
        if cut.bins:
            return cuts.bins(self._value(axis), self._kind(axis), cut.bins, self.making.dialect)
        if cut.since:
            start = next(one for one in self.branch.axes if one.key == cut.since)
            unit = cut.grain or (start.cut.grain if start.cut else None) or "day"
            return cuts.since(self._period(axis, unit), self._period(start, unit), unit, self.making.dialect)
        if cut.grain is None:
            return self._value(axis)
        return self._period(axis, cut.grain) if cut.ahead is None else self._moved(axis, cut.grain, cut.ahead)

    def _moved(self, axis: Axis, unit: str, by: tuple[int, str]) -> Any:
        """The period a later day lies in: days are moved by days, periods by months or by as many days as they are long."""
        dialect = self.making.dialect
        by_days = by[1] in cuts.DAYS and self.unmoved(axis) is None
        start = self._value(axis, day=True) if by_days else self._period(axis, unit)
        return cuts.grain(cuts.ahead(start, by, dialect), unit, dialect)

    def unmoved(self, axis: Axis) -> Any:
        """What may be grouped by in place of a period that was moved: the period before it moved, which an index may be in the order of.
        None where two periods may come to lie on one, or nothing was moved."""
        cut = axis.cut
        if cut is None or cut.ahead is None or cut.grain is None or cut.since or axis.key in self.beside.best:
            return None
        count, unit = cut.ahead
        days = count * cuts.DAYS.get(unit, 0)
        whole = cut.grain == "day" or (cut.grain == "week" and days % 7 == 0)
        apart = whole if days else unit in cuts.MONTHS and cut.grain in cuts.MONTHS
        return self._period(axis, cut.grain) if apart else None

    def _period(self, axis: Axis, unit: str) -> Any:
        return cuts.grain(self._value(axis, day=True), unit, self.making.dialect)

    def _kind(self, axis: Axis) -> t.Type:
        if axis.derive is not None:
            return derived_type(self.beside.derived[axis.derive][0])
        assert axis.value is not None
        return axis.value.type

    def _value(self, axis: Axis, *, day: bool = False) -> Any:
        """The uncut value; `day`: of an instant its business day."""
        if axis.derive is not None:
            return self._derived(axis.derive).c["d" if day else "v"]
        assert axis.value is not None
        return self.told(business_day(axis.value.root) if day else axis.value.root)

    def _derived(self, key: str) -> Any:
        """The values of a Derived, joined by the name this home knows its entities by."""
        if key not in self._joined:
            derived, table = self.beside.derived[key]
            if self.branch.home not in derived.joins:
                raise BrokenDefinition("report_stack_incomplete", keys=key)
            alias = table.alias(self.making.fresh("d"))
            entity = self.told(derived.joins[self.branch.home].root)
            self.home.source = self.home.source.outerjoin(alias, entity == alias.c.p)
            self._joined[key] = alias
        return self._joined[key]

    def kept(self, axis: Axis) -> tuple[Any, Any]:
        """The group of a row and whether it is the rest, where only the best are kept."""
        value = self.axis(axis)
        best = self.beside.best.get(axis.key)
        if best is None:
            return value, None
        top, other = best
        hit = or_(
            value.in_(select(top.c.v).where(top.c.v.is_not(None))),
            and_(value.is_(None), select(top.c.v).where(top.c.v.is_(None)).exists()),
        )
        if not other:
            self.where.append(hit)
            return value, None
        return case((hit, value)), case((hit, ZERO), else_=ONE)

    def input(self, aggregate: Aggregate) -> Any:
        """What an aggregate gathers from a row; None: every row."""
        value = None if aggregate.value is None else self.told(aggregate.value.root)
        if not aggregate.where:
            return value
        return case((and_(*met(aggregate.where, self.source)), ONE if value is None else value))


@dataclass(frozen=True)
class Cell:
    """Where a branch is written: its place in the stack, which axes rows are kept apart by; `base`: its groups by all axes, where those
    are there already and can be added up."""

    making: Making
    kinds: Kinds
    beside: Beside
    branch: Branch
    place: Any
    kept: Collection[str]
    base: Any = None

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The kept axes this branch knows."""
        return tuple(axis.key for axis in self.branch.axes if axis.known and axis.key in self.kept)

    @property
    def whole(self) -> bool:
        """Whether it knows every kept axis."""
        return len(self.known) == len(self.kept)

    def statement(self) -> "Select[Any]":
        """The SELECT."""
        return self._counted() if self.base is None or not self._adds_up() else self._added()

    def _adds_up(self) -> bool:
        """Whether the numbers of larger groups follow from those of smaller ones: a row is in one of them only."""
        crossing = [axis.key for axis in self.branch.axes if _crosses(axis)]
        return summable(self.branch) and all(key in self.kept for key in crossing)

    def _added(self) -> "Select[Any]":
        """Groups of groups."""
        names = [name for name in self._all({}, {}) if name.startswith(("a", "f"))]
        places = [place for place, key in enumerate(self.kinds.axes) if key in self.known]
        groups = {name: self.base.c[name] for name in names if int(name[1:]) in places}
        numbers = {one.key: self._sum(one) for one in self.branch.aggregates}
        return select(*self._columns(groups, numbers)).select_from(self.base).group_by(*groups.values())

    def _sum(self, aggregate: Aggregate) -> Any:
        column = self.base.c[f"m{list(self.kinds.numbers).index(aggregate.key)}"]
        kind = self.kinds.numbers[aggregate.key]
        if aggregate.function in ("min", "max"):
            return type_coerce(getattr(func, aggregate.function)(column), cuts.plain(kind, self.making.dialect))
        return type_coerce(func.coalesce(func.sum(column), cuts.zero(kind, self.making.dialect)), cuts.plain(kind, self.making.dialect))

    def _counted(self) -> "Select[Any]":
        """Groups of rows."""
        axes = [axis for axis in self.branch.axes if axis.known and (axis.key in self.known or self._only_best(axis))]
        if self.branch.over and any(_crosses(axis) for axis in axes):
            return self._once(axes)
        rows = Rowing(self.making, self.branch, self.place, self.beside, many=False)
        groups = self._groups(rows, axes)
        numbers = {one.key: gathered(one, rows.input(one), self.making) for one in self.branch.aggregates}
        statement = select(*self._columns(groups, numbers)).select_from(rows.home.source).where(*rows.where)
        places = dict(zip(groups, self._positions(groups), strict=True))
        unmoved = {f"a{list(self.kinds.axes).index(axis.key)}": rows.unmoved(axis) for axis in axes}
        return statement.group_by(*(place if unmoved.get(name) is None else unmoved[name] for name, place in places.items()))

    def _only_best(self, axis: Axis) -> bool:
        """Whether everything but the best groups of an axis is left out, of totals too."""
        best = self.beside.best.get(axis.key)
        return best is not None and not best[1]

    def _once(self, axes: list[Axis]) -> "Select[Any]":
        """Where an axis crosses to many rows: each (axes, row) once."""
        rows = Rowing(self.making, self.branch, self.place, self.beside, many=True)
        groups = self._groups(rows, axes)
        inputs = {one.key: rows.input(one) for one in self.branch.aggregates}
        named = [value.label(f"i{place}") for place, value in enumerate(inputs.values()) if value is not None]
        told = [value.label(name) for name, value in groups.items()]
        distinct = select(*told, rows.home.root.c.id.label("row"), *named).select_from(rows.home.source).where(*rows.where).distinct()
        table = distinct.cte(self.making.fresh("o"))
        columns = {name: table.c[name] for name in groups}
        numbers = {
            one.key: gathered(one, None if inputs[one.key] is None else table.c[f"i{place}"], self.making)
            for place, one in enumerate(self.branch.aggregates)
        }
        return select(*self._columns(columns, numbers)).select_from(table).group_by(*self._positions(columns))

    def _groups(self, rows: Rowing, axes: list[Axis]) -> dict[str, Any]:
        """`a…` and `f…` columns of the axes that are kept and known; the others only narrow the rows."""
        found: dict[str, Any] = {}
        for axis in axes:
            place = list(self.kinds.axes).index(axis.key)
            value, rest = rows.kept(axis)
            if axis.key not in self.known:
                continue
            found[f"a{place}"] = value
            if rest is not None:
                found[f"f{place}"] = rest
        return found

    def _columns(self, groups: Mapping[str, Any], numbers: Mapping[str, Any]) -> list[Any]:
        return [value.label(name) for name, value in self._all(groups, numbers).items()]

    def _all(self, groups: Mapping[str, Any], numbers: Mapping[str, Any]) -> dict[str, Any]:
        dialect, found = self.making.dialect, dict[str, Any]()
        for place, (key, kind) in enumerate(self.kinds.axes.items()):
            found[f"a{place}"] = groups.get(f"a{place}", cuts.nothing(kind, dialect))
            if key in self.beside.best and self.beside.best[key][1]:
                found[f"f{place}"] = groups.get(f"f{place}", ZERO)
        for place, (key, kind) in enumerate(self.kinds.numbers.items()):
            found[f"m{place}"] = numbers.get(key, cuts.nothing(kind, dialect))
        return found

    def _positions(self, groups: Mapping[str, Any]) -> list[Any]:
        names = list(self._all(groups, {}))
        return [literal_column(str(names.index(name) + 1)) for name in groups]


def summable(branch: Branch) -> bool:
    """Whether all its numbers can be made of those of parts."""
    return all(one.function in SUMMABLE for one in branch.aggregates)


def _crosses(axis: Axis) -> bool:
    """Whether a row has several groups of an axis."""
    return axis.value is not None and (bool(axis.value.root.prefix) or isinstance(axis.value.type, t.List))


def derived_rows(making: Making, derived: Derived, place: Any) -> Any:
    """A CTE of (`p` the entity, `v` its value, `d` its value as a day)."""
    branch = Branch(derived.home, (), (derived.aggregate,), derived.conditions, derived.parameters)
    rows = Rowing(making, branch, place, Beside({}, {}), many=False)
    entity = rows.told(derived.per.root)
    value = gathered(derived.aggregate, rows.input(derived.aggregate), making)
    columns = [entity.label("p"), value.label("v"), _as_day(rows, derived, value).label("d")]
    found = select(*columns).select_from(rows.home.source).where(*rows.where, entity.is_not(None)).group_by(ONE_GROUP)
    if not derived.parts:
        return found.cte(making.fresh("derived"))
    each = found.cte(making.fresh("e"))
    order = [each.c.v.asc().nulls_first(), each.c.p]
    part = func.ntile(literal_column(str(derived.parts))).over(order_by=order)
    parts = select(each.c.p, type_coerce(part, BigInteger()).label("v")).cte(making.fresh("n"))
    # grouped once more, though every entity is there once: only so does SQLite expect many and look them up by an index of its own
    return select(parts.c.p, func.max(parts.c.v).label("v")).group_by(parts.c.p).cte(making.fresh("derived"))


def _as_day(rows: Rowing, derived: Derived, value: Any) -> Any:
    """The first or last moment as its business day."""
    aggregate = derived.aggregate
    if aggregate.value is None or not isinstance(aggregate.value.type, t.Instant) or aggregate.function not in ("min", "max"):
        return value
    day = rows.told(business_day(aggregate.value.root))
    if aggregate.where:
        day = case((and_(*met(aggregate.where, rows.source)), day))
    return type_coerce(getattr(func, aggregate.function)(day), cuts.plain(t.Date(), rows.making.dialect))


__all__ = ["Beside", "Cell", "derived_rows", "summable"]
