"""The whole of a stack: branches on top of one another, grouped, with what is computed from finished numbers.

Takes: a Stack. Gives: a table of finished groups. Never: a number aggregated twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select, type_coerce, union_all

from builder.expressions import types as t
from runtime.stack import Branch, Calendar, Computed, Stack, Window
from runtime.store.dialects import cuts
from runtime.store.expressions_sql import condition, inner
from runtime.store.stack_branches import ONE, ZERO, Beside, Cell, derived_rows, summable
from runtime.store.stack_making import Making
from runtime.store.stack_numbers import Kinds, kinds_of, quotient
from runtime.store.stack_source import Columns

Sql = ColumnElement[Any]
THERE = "p"  # whether anything stands behind a group, or it is only a day of a calendar


class Whole:
    """Writes one stack; `level` gives its groups by some of the axes."""

    def __init__(self, making: Making, stack: Stack) -> None:
        self.making = making
        self.stack = stack
        self.kinds = kinds_of(stack)
        self.axes = tuple(self.kinds.axes)
        self.finished = self.kinds.finished
        self._bases: dict[int, Any] = {}
        self._names = {**{key: f"a{place}" for place, key in enumerate(self.axes)}, **{key: f"m{n}" for n, key in enumerate(self.finished)}}

    def name(self, key: str) -> str:
        """The column of an axis or a number."""
        return self._names[key]

    def rest(self, key: str) -> str | None:
        """The column that tells whether a group of an axis is the rest; None where there is none."""
        found = self.beside.best.get(key)
        return f"f{self.axes.index(key)}" if found and found[1] else None

    @cached_property
    def beside(self) -> Beside:
        """What stands beside the branches, once for all levels."""
        derived = {one.key: (one, derived_rows(self.making, one, ("derived", one.key))) for one in self.stack.derived}
        best = {one.axis: (self._top(one.axis, one.n, one.by, derived), one.other) for one in self.stack.best}
        return Beside(derived, best)

    def _top(self, axis: str, n: int, by: str, derived: Mapping[str, Any]) -> Any:
        """A CTE of the best groups `v` of an axis."""
        alone = Whole(self.making, narrowed(self.stack, axis, by))
        alone.__dict__["beside"] = Beside(derived, {})
        found = alone.level((axis,))
        order = [found.c[alone.name(by)].desc().nulls_last(), alone.key(found, axis).asc().nulls_last()]
        return select(found.c.a0.label("v")).order_by(*order).limit(literal_column(str(n))).cte(self.making.fresh("top"))

    def cells(self, kept: Sequence[str]) -> list[Cell]:
        """The branches at a level."""
        return [Cell(self.making, self.kinds, self.beside, branch, ("branch", n), kept, self._base(n)) for n, branch in self._branches]

    @property
    def _branches(self) -> list[tuple[int, Branch]]:
        return list(enumerate(self.stack.branches))

    def _base(self, number: int) -> Any:
        """The groups of a branch by all its axes, read once for every level; None where there is one level, or they do not add up."""
        branch = self.stack.branches[number]
        if not self.stack.levels or not summable(branch):
            return None
        if number not in self._bases:
            cell = Cell(self.making, self.kinds, self.beside, branch, ("branch", number), self.axes)
            self._bases[number] = cell.statement().cte(self.making.fresh("z"))
        return self._bases[number]

    def level(self, kept: Sequence[str]) -> Any:
        """Every group by the kept axes with its numbers and what is computed from them."""
        found = Level(self, kept).grouped()
        for step in self.stack.steps:
            value = self._computed(step, found) if isinstance(step, Computed) else self._window(step, found)
            found = select(*found.c, value.label(self.name(step.key))).select_from(found).cte(self.making.fresh("s"))
        return found

    def numbers(self, rows: Any) -> Columns:
        """Finished numbers as the names of an expression."""
        return Columns(self.making, {key: rows.c[self.name(key)] for key in self.finished if self.name(key) in rows.c})

    def _computed(self, step: Computed, rows: Any) -> Sql:
        return cuts.told(inner(step.value.root, self.numbers(rows)), step.value.type, self.making.dialect)

    def _window(self, step: Window, rows: Any) -> Sql:
        of, kind = rows.c[self.name(step.of)], self.finished[step.of]
        within: Any = [rows.c[name] for key in step.within for name in (self.name(key), self.rest(key)) if name]
        if step.function == "rank":
            return func.rank().over(partition_by=within or None, order_by=of.desc().nulls_last())
        if step.function == "pct_total":
            scale = kind.scale if isinstance(kind, t.Number) else 0
            share: Sql = quotient((of, scale), (func.sum(of).over(partition_by=within or None), scale), self.making)
            return share
        along = [step.along] if step.along else [key for key in self.axes if key not in step.within]
        order = self.order(rows, [(key, False) for key in along])
        total = func.sum(of).over(partition_by=within or None, order_by=order or None)
        return type_coerce(total, cuts.plain(kind, self.making.dialect))

    def having(self, rows: Any) -> list[Sql]:
        """Conditions over finished numbers."""
        return [condition(item, self.numbers(rows)) for item in self.stack.having]

    def key(self, rows: Any, key: str) -> Sql:
        """A column to sort by."""
        found: Sql = rows.c[self.name(key)]
        return found

    def order(self, rows: Any, keys: Sequence[tuple[str, bool]]) -> list[Sql]:
        """An order by axes and numbers, empty ones last; the rest of an axis after its best, whatever its numbers."""
        rests, found = [key for key in self.axes if self.rest(key)], list[Sql]()
        for key, descending in keys:
            first = [key] if key in rests else [] if key in self.axes else list(rests)
            for one in first:
                rests.remove(one)
                found.append(rows.c[str(self.rest(one))].asc())
            column = self.key(rows, key)
            found.append((column.desc() if descending else column.asc()).nulls_last())
        return found

    def sorted(self, rows: Any, kept: Sequence[str]) -> list[Sql]:
        """What was asked for, then every axis."""
        asked = [(key, descending) for key, descending in self.stack.sort if key in kept or key not in self.axes]
        return self.order(rows, [*asked, *((key, False) for key in kept if key not in dict(asked))])


def narrowed(stack: Stack, axis: str, by: str) -> Stack:
    """The same by one axis, and nothing but what one number needs."""
    steps = {step.key: step for step in stack.steps}
    needed, waiting = set[str](), [by]
    while waiting:
        key = waiting.pop()
        needed.add(key)
        step = steps.get(key)
        names = () if step is None else step.value.names if isinstance(step, Computed) else (step.of,)
        waiting += [name for name in names if name not in needed]
    branches = [branch for branch in (_only(branch, axis, needed) for branch in stack.branches) if branch.aggregates]
    return replace(
        stack, axes=(axis,), numbers=tuple(key for key in stack.numbers if key in needed), branches=tuple(branches), best=(), calendars=(),
        steps=tuple(step for step in stack.steps if step.key in needed), having=(), sort=(), levels=(),
    )


def _only(branch: Branch, axis: str, needed: set[str]) -> Branch:
    aggregates = tuple(one for one in branch.aggregates if one.key in needed)
    return replace(branch, axes=tuple(one for one in branch.axes if one.key == axis), aggregates=aggregates)


@dataclass(frozen=True)
class Level:
    """The groups by some of the axes, before anything is computed from them."""

    whole: Whole
    kept: Sequence[str]

    @cached_property
    def cells(self) -> list[Cell]:
        """The branches."""
        return self.whole.cells(self.kept)

    @property
    def making(self) -> Making:
        """What the statement shares."""
        return self.whole.making

    @property
    def kinds(self) -> Kinds:
        """Types by key."""
        return self.whole.kinds

    @property
    def calendars(self) -> list[Any]:
        """Those of kept axes."""
        return [one for one in self.whole.stack.calendars if one.axis in self.kept]

    def groups(self) -> list[str]:
        """The columns a group is known by."""
        rests = [self.whole.rest(key) for key in self.kept]
        return [*(self.whole.name(key) for key in self.kept), *(rest for rest in rests if rest)]

    def every(self) -> list[str]:
        """All axes and rests, in the order of a branch's columns."""
        return [name for key in self.whole.axes for name in (self.whole.name(key), self.whole.rest(key)) if name]

    def measures(self) -> list[str]:
        """The columns of aggregates."""
        return [self.whole.name(key) for key in self.kinds.numbers]

    def grouped(self) -> Any:
        """Every group once, with all its numbers, those of homes that do not know an axis repeated along it."""
        found = self._known()
        sets = list(dict.fromkeys(cell.known for cell in self.cells if not cell.whole))
        for known in sets:
            found = self._spread(found, known)
        return self._filled(found)

    def _known(self) -> Any:
        """The groups of branches that know every axis, and of calendars; None where there is neither."""
        whole = [cell.statement() for cell in self.cells if cell.whole]
        if len(whole) == 1 and not self.calendars:
            table = whole[0].cte(self.making.fresh("b"))
            return select(*table.c, ONE.label(THERE)).cte(self.making.fresh("g"))
        parts = [self._with(statement.cte(self.making.fresh("b")), ONE) for statement in whole]
        if self.calendars:
            stack = union_all(*parts).cte(self.making.fresh("u")) if parts else None
            parts = [*([select(*stack.c)] if stack is not None else []), self._grid(stack)]
        if not parts:
            return None
        return self._once(union_all(*parts) if len(parts) > 1 else parts[0], self.groups())

    def _with(self, table: Any, there: Any) -> Any:
        return select(*(table.c[name] for name in (*self.every(), *self.measures())), there.label(THERE))

    def _once(self, rows: Any, by: Sequence[str]) -> Any:
        """One row for each group: of every number the only one that is there."""
        table = rows.cte(self.making.fresh("u"))
        kinds = self.kinds.numbers
        kept = [table.c[name] if name in by else self._nothing(name).label(name) for name in self.every()]
        numbers = [self._most(table.c[self.whole.name(key)], kinds[key]).label(self.whole.name(key)) for key in kinds]
        statement = select(*kept, *numbers, func.max(table.c[THERE]).label(THERE))
        return statement.group_by(*(table.c[name] for name in by)).cte(self.making.fresh("g"))

    def _most(self, column: Any, kind: t.Type) -> Any:
        return type_coerce(func.max(column), cuts.plain(kind, self.making.dialect))

    def _nothing(self, name: str) -> Any:
        if name.startswith("f"):
            return ZERO
        return cuts.nothing(self.kinds.axes[self.whole.axes[int(name[1:])]], self.making.dialect)

    def _grid(self, stack: Any) -> Any:
        """A row for every day of the calendars beside everything else there is."""
        filled = {self.whole.name(one.axis): cuts.days(self._days(one), self.making.dialect) for one in self.calendars}
        tables = {name: rows.cte(self.making.fresh("c")) for name, rows in filled.items()}
        others = [name for name in self.groups() if name not in tables]
        beside = self._others(stack, others) if others else None
        columns = [
            tables[name].c.value.label(name) if name in tables
            else (beside.c[name] if beside is not None and name in others else self._nothing(name)).label(name)
            for name in self.every()
        ]
        nothing = [cuts.nothing(kind, self.making.dialect).label(self.whole.name(key)) for key, kind in self.kinds.numbers.items()]
        there = ONE if all(one.zero for one in self.calendars) else ZERO
        statement = select(*columns, *nothing, there.label(THERE))
        return statement.select_from(*tables.values(), *([beside] if beside is not None else []))

    def _days(self, calendar: Calendar) -> str:
        """The parameter with the days of a calendar."""
        return f"days{self.whole.stack.calendars.index(calendar)}"

    def _others(self, stack: Any, names: Sequence[str]) -> Any:
        """What stands on the axes without a calendar."""
        parts = [] if stack is None else [select(*(stack.c[name] for name in names))]
        for cell in self.cells:
            if not cell.whole and any(self.whole.name(key) in names for key in cell.known):
                table = cell.statement().cte(self.making.fresh("b"))
                parts.append(select(*(table.c[name] for name in names)))
        every = union_all(*parts).cte(self.making.fresh("x"))
        return select(*every.c).distinct().cte(self.making.fresh("x"))

    def _spread(self, found: Any, known: tuple[str, ...]) -> Any:
        """Numbers of homes that do not know an axis stand beside every group they belong to; where there is none, alone."""
        own = [cell for cell in self.cells if cell.known == known and not cell.whole]
        names = [name for key in known for name in (self.whole.name(key), self.whole.rest(key)) if name]
        parts = [self._with(cell.statement().cte(self.making.fresh("b")), ONE) for cell in own]
        alone = self._once(union_all(*parts), names)
        if found is None:
            return alone
        rows = union_all(
            select(*self._columns(found), literal_column("0").label("src")), select(*self._columns(alone), literal_column("1").label("src"))
        ).cte(self.making.fresh("u"))
        keys = {one.key for cell in own for one in cell.branch.aggregates}
        by: Any = [rows.c[name] for name in names] or None
        columns = [self._beside(rows, key, by if key in keys else False) for key in self.kinds.numbers]
        first = func.min(rows.c.src).over(partition_by=by).label("first")
        kept = [rows.c[name] for name in (*self.every(), THERE, "src")]
        table = select(*kept, *columns, first).cte(self.making.fresh("w"))
        lonely = bool(known) and not any(one.axis not in known for one in self.calendars)
        shown = or_(table.c.src == 0, table.c.first == 1) if lonely else table.c.src == 0
        return select(*self._columns(table)).where(shown).cte(self.making.fresh("g"))

    def _columns(self, table: Any) -> list[Any]:
        return [table.c[name] for name in (*self.every(), *self.measures(), THERE)]

    def _beside(self, rows: Any, key: str, by: Any) -> Any:
        name = self.whole.name(key)
        if by is False:
            return rows.c[name]
        spread = func.max(rows.c[name]).over(partition_by=by)
        return type_coerce(spread, cuts.plain(self.kinds.numbers[key], self.making.dialect)).label(name)

    def _filled(self, table: Any) -> Any:
        """A sum or a count of nothing is zero, but not on days nothing is known of."""
        gaps = any(not one.zero for one in self.calendars)
        columns = []
        for key, kind in self.kinds.numbers.items():
            column = table.c[self.whole.name(key)]
            if key in self.kinds.zero:
                zero = cuts.zero(kind, self.making.dialect)
                full = case((and_(column.is_(None), table.c[THERE] == 1), zero), else_=column) if gaps else func.coalesce(column, zero)
                column = type_coerce(full, cuts.plain(kind, self.making.dialect))
            columns.append(column.label(self.whole.name(key)))
        return select(*(table.c[name] for name in self.every()), *columns).cte(self.making.fresh("g"))


__all__ = ["Whole", "narrowed"]
