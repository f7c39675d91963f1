"""What expressions of a report are compiled against: a home, what its paths reach, and only the rows a viewer may see.

Takes: the layout, guards, values that are the same for every row. Gives: columns, a FROM, conditions. Never: a form without a guard.

A relation is joined by LEFT JOIN with the guard of its form inside ON: a hidden parent is empty and the row stays. What a guard itself
reads is joined beside it unguarded: a rule holds by what is there, not by what its viewer may see of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, select

from builder.errors import BrokenDefinition
from builder.expressions.check import Typed
from builder.expressions.types import Ref
from runtime.stack import Guards
from runtime.store.dialects.conditions import Open
from runtime.store.expressions_sql import Source, condition
from runtime.store.layout import PARENT, Layout, TableKey, TableLayout
from runtime.store.write import UnitOfWork

Build = Callable[[Source], ColumnElement[Any]]
Hops = tuple[str, ...]


@dataclass
class Making:
    """One statement being written. `clock`: the names every guard may read; `lateable`, `late`: values bound with each run."""

    uow: UnitOfWork
    guards: Guards
    clock: Mapping[str, Any]
    lateable: dict[int, int] = field(default_factory=dict)
    late: dict[int, Open] = field(default_factory=dict)
    names: int = 0

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.uow.database.name

    @property
    def layout(self) -> Layout:
        """Where the fields of the revision lie."""
        return self.uow.revision.layout  # type: ignore[no-any-return]

    def guard(self, form: str) -> tuple[Typed, ...] | None:
        """The conditions rows of a form must meet; a form nobody has decided about is refused."""
        if form not in self.guards:
            raise BrokenDefinition("report_guard_missing", form=form)
        return self.guards[form]

    def fresh(self, word: str) -> str:
        """A name of its own inside the statement."""
        self.names += 1
        return f"{word}{self.names}"


@dataclass(frozen=True, slots=True)
class _Spot:
    table: Any
    layout: TableLayout
    form: str


class Home:
    """Rows of a form or of a subtable, with everything reached from them by relations, each once."""

    def __init__(self, making: Making, key: TableKey, root: Any = None) -> None:
        layout = making.layout.tables[key]
        self.making = making
        self.key = key
        self.root = layout.table.alias(making.fresh("t")) if root is None else root
        self.source: FromClause = self.root
        spot = _Spot(self.root, layout, key[0])
        self._spots: dict[tuple[Hops, bool], _Spot] = {((), False): spot, ((), True): spot}

    def tables(self) -> list[Any]:
        """The tables joined so far."""
        return list({id(spot.table): spot.table for spot in self._spots.values()}.values())

    def spot(self, hops: Hops, raw: bool) -> _Spot:
        """The table at the end of some hops; `raw`: whether or not the viewer may see its row."""
        known = self._spots.get((hops, raw))
        if known is None:
            known = self._spots[hops, raw] = self._owner(hops) if self._is_owner(hops) else self._beyond(hops, raw)
        return known

    def _is_owner(self, hops: Hops) -> bool:
        """Whether the hop leads from a row of a subtable to the record it belongs to."""
        form, subtable = self.key
        return bool(subtable) and hops == (form,) and form not in self.making.layout.tables[self.key].places

    def _owner(self, hops: Hops) -> _Spot:
        """The record a subtable's row belongs to; its guard is that of the home."""
        owner = self.making.layout.form(self.key[0])
        alias = owner.table.alias(self.making.fresh("t"))
        self.source = self.source.join(alias, self.root.c[PARENT] == alias.c.id)
        spot = _Spot(alias, owner, self.key[0])
        self._spots[hops, True] = self._spots[hops, False] = spot
        return spot

    def _beyond(self, hops: Hops, raw: bool) -> _Spot:
        before = self.spot(hops[:-1], raw)
        place = before.layout.places[hops[-1]]
        assert isinstance(place.type, Ref), f"{hops[-1]} is no relation"
        form = place.type.form
        guard = () if raw else self.making.guard(form)
        if not raw and guard == () and self.spot(hops[:-1], True) is before:
            return self.spot(hops, True)
        beyond = self.making.layout.form(form)
        alias = beyond.table.alias(self.making.fresh("t"))
        own = before.table.c[place.name] == alias.c.id
        met = self._met(hops, guard, _Spot(alias, beyond, form))
        self.source = self.source.outerjoin(alias, own if met is None else and_(own, met))
        return _Spot(alias, beyond, form)

    def _met(self, hops: Hops, guard: tuple[Typed, ...] | None, spot: _Spot) -> Any:
        """The guard over a table about to be joined; what it reaches itself is joined first."""
        if guard is None:
            return false()
        if not guard:
            return None
        near = all("." not in name for typed in guard for name in typed.names)
        source = RowSource(Home(self.making, (spot.form, ""), spot.table), (), True) if near else RowSource(self, hops, True)
        return and_(*(condition(typed, source) for typed in guard))


class RowSource:
    """A Source over a home. `prefix`: hops every path starts with; `raw`: as the system reads, for guards."""

    def __init__(self, home: Home, prefix: Hops = (), raw: bool = False, parameters: Mapping[str, Any] | None = None) -> None:
        self.home = home
        self.making = home.making
        self.dialect: str = home.making.dialect
        self.registry: Any = home.making.uow.database.registry
        self.lateable: Mapping[int, int] = home.making.lateable
        self.late: dict[int, Open] = home.making.late
        self.parameters: Mapping[str, Any] = {**home.making.clock, **(parameters or {})}
        self._prefix = prefix
        self._raw = raw

    def _spot(self, path: str) -> tuple[_Spot, str]:
        *hops, last = path.split(".")
        return self.home.spot((*self._prefix, *hops), self._raw), last

    def column(self, path: str) -> Any:
        """The column at the end of a path."""
        spot, last = self._spot(path)
        place = spot.layout.places.get(last)
        return spot.table.c[place.name if place else last]

    def day(self, path: str) -> Any:
        """The companion of an instant; None where it has none."""
        spot, last = self._spot(path)
        place = spot.layout.places.get(last)
        return spot.table.c[place.day] if place and place.day else None

    def exists(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Whether a row of a subtable meets a condition."""
        inner = self._lines(prefix)
        found = build(inner)
        return exists().select_from(inner.home.source).where(inner.belongs, found).correlate_except(*inner.home.tables())

    def scalar(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """An aggregate over the rows of a subtable."""
        inner = self._lines(prefix)
        found = build(inner)
        statement = select(found).select_from(inner.home.source).where(inner.belongs)
        return statement.correlate_except(*inner.home.tables()).scalar_subquery()

    def _lines(self, prefix: str) -> "_LineSource":
        hops = tuple(prefix.split("."))
        owner = self.home.spot((*self._prefix, *hops[:-1]), self._raw)
        rows = Home(self.making, (owner.form, hops[-1]))
        return _LineSource(self, prefix, rows, rows.root.c[PARENT] == owner.table.c.id)


class _LineSource(RowSource):
    """The same inside a subtable: its paths are columns of its rows, all others those of the record outside."""

    def __init__(self, outer: RowSource, prefix: str, rows: Home, belongs: Any) -> None:
        super().__init__(rows, (), outer._raw, outer.parameters)
        self.belongs = belongs
        self._outer = outer
        self._lines_at = prefix

    def column(self, path: str) -> Any:
        """The column of a field of the rows, of what they point at, or of the record outside."""
        inner = self._inner(path)
        return self._outer.column(path) if inner is None else super().column(inner)

    def day(self, path: str) -> Any:
        """The companion of an instant."""
        inner = self._inner(path)
        return self._outer.day(path) if inner is None else super().day(inner)

    def _inner(self, path: str) -> str | None:
        if path == self._lines_at:
            return "id"
        return path.removeprefix(f"{self._lines_at}.") if path.startswith(f"{self._lines_at}.") else None

    def exists(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Another subtable of the record outside."""
        return self._outer.exists(prefix, build)

    def scalar(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Another subtable of the record outside."""
        return self._outer.scalar(prefix, build)


def live(home: Home) -> list[Any]:
    """What every row of a home must be: not in the bin, and within what the viewer may see."""
    form, subtable = home.key
    hops: Hops = (form,) if subtable else ()
    spot = home.spot(hops, True)
    guard = home.making.guard(form)
    if guard is None:
        return [false()]
    source = RowSource(home, hops, True)
    return [spot.table.c.deleted_at.is_(None), *met(guard, source)]


def met(conditions: Iterable[Typed], source: RowSource) -> list[Any]:
    """All of the conditions over a source. Ask for `source.home.source` afterwards: it has grown by what they reach."""
    return [condition(item, source) for item in conditions]
