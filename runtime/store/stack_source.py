"""What expressions of a report are compiled against: a home, what its paths reach, and only the rows a viewer may see.

Takes: the layout, guards, values that are the same for every row. Gives: columns, a FROM, conditions. Never: a form without a guard.

A relation is joined by LEFT JOIN with the guard of its form inside ON: a hidden parent is empty and the row stays. What a guard itself
reads is joined beside it unguarded: a rule holds by what is there, not by what its viewer may see of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, select, true

from builder.errors import BrokenDefinition
from builder.expressions.check import Typed
from builder.expressions.types import List, Ref
from runtime.store.dialects.conditions import Open
from runtime.store.dialects.cuts import unnested
from runtime.store.expressions_sql import Source, condition
from runtime.store.layout import PARENT, TableKey, TableLayout
from runtime.store.stack_making import Making, Place

Build = Callable[[Source], ColumnElement[Any]]
Hops = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A table in the FROM. `open`: what a viewer sees of it is what there is."""

    table: Any
    layout: TableLayout
    form: str
    open: bool = True


class Home:
    """Rows of a form or of a subtable, with everything reached from them by relations, each once. `many`: rows of subtables may be joined,
    so that a row comes once for each of them."""

    def __init__(self, making: Making, key: TableKey, root: Any = None, *, many: bool = False) -> None:
        layout = making.layout.tables[key]
        self.making = making
        self.key = key
        self.many = many
        self.root = layout.table.alias(making.fresh("t")) if root is None else root
        self.source: FromClause = self.root
        spot = _Spot(self.root, layout, key[0])
        self._spots: dict[tuple[Hops, bool], _Spot] = {((), False): spot, ((), True): spot}
        self._items: dict[tuple[Hops, str], Any] = {}

    def tables(self) -> list[Any]:
        """The tables joined so far."""
        return list({id(spot.table): spot.table for spot in self._spots.values()}.values())

    def spot(self, hops: Hops, raw: bool) -> _Spot:
        """The table at the end of some hops; `raw`: whether or not the viewer may see its row."""
        known = self._spots.get((hops, raw))
        if known is None:
            known = self._spots[hops, raw] = self._next(hops, raw)
            if known.open:
                self._spots[hops, not raw] = known
        return known

    def _next(self, hops: Hops, raw: bool) -> _Spot:
        if self.key[1] and hops == (self.key[0],) and self.key[0] not in self.making.layout.tables[self.key].places:
            return self._owner()
        before = self.spot(hops[:-1], raw)
        if hops[-1] not in before.layout.places and (before.form, hops[-1]) in self.making.layout.tables:
            return self._rows(before, hops[-1])
        return self._beyond(before, hops, raw)

    def _owner(self) -> _Spot:
        """The record a subtable's row belongs to; its guard is that of the home."""
        owner = self.making.layout.form(self.key[0])
        alias = owner.table.alias(self.making.fresh("t"))
        self.source = self.source.join(alias, self.root.c[PARENT] == alias.c.id)
        return _Spot(alias, owner, self.key[0])

    def _rows(self, before: _Spot, subtable: str) -> _Spot:
        """Every row of a subtable, beside the record."""
        if not self.many:
            raise BrokenDefinition("report_to_many", field=subtable)
        rows = self.making.layout.tables[before.form, subtable]
        alias = rows.table.alias(self.making.fresh("t"))
        self.source = self.source.outerjoin(alias, before.table.c.id == alias.c[PARENT])
        return _Spot(alias, rows, before.form, before.open)

    def _beyond(self, before: _Spot, hops: Hops, raw: bool) -> _Spot:
        place = before.layout.places[hops[-1]]
        assert isinstance(place.type, Ref), f"{hops[-1]} is no relation"
        form = place.type.form
        guard = () if raw else self.making.guard(form)
        beyond = self.making.layout.form(form)
        is_open = before.open and self.making.guards.get(form) == ()
        spot = _Spot(beyond.table.alias(self.making.fresh("t")), beyond, form, is_open)
        own = before.table.c[place.name] == spot.table.c.id
        met_ = self._met(hops, guard, spot)
        self.source = self.source.outerjoin(spot.table, own if met_ is None else and_(own, met_))
        return spot

    def _met(self, hops: Hops, guard: tuple[Typed, ...] | None, spot: _Spot) -> Any:
        """The guard over a table about to be joined; what it reaches itself is joined first."""
        if guard is None:
            return false()
        if not guard:
            return None
        near = all("." not in name for typed in guard for name in typed.names)
        home, at = (Home(self.making, (spot.form, ""), spot.table), ()) if near else (self, hops)
        return and_(*met(guard, RowSource(home, self.making.guarding, at, raw=True)))

    def items(self, hops: Hops, place: Any, column: Any) -> Any:
        """The items of a list column, one beside the record for each."""
        key = (hops, place.name)
        if key not in self._items:
            items = unnested(column, self.making.dialect, self.making.fresh("i"))
            self.source = self.source.outerjoin(items, true())
            self._items[key] = items.c.value
        return self._items[key]


class RowSource:
    """A Source over a home. `prefix`: hops every path starts with; `raw`: as the system reads, for guards; `items`: a list is each of its
    items, beside the record."""

    def __init__(self, home: Home, place: Place, prefix: Hops = (), *, raw: bool = False, items: bool = False) -> None:
        self.home = home
        self.place = place
        self.raw = raw
        self._items = items
        self.dialect: str = home.making.dialect
        self.registry: Any = home.making.registry
        self.parameters: Mapping[str, Any] = place.parameters
        self.lateable: Mapping[int, int] = place.lateable
        self.late: dict[int, Open] = home.making.late
        self._prefix = prefix

    def column(self, path: str) -> Any:
        """The column at the end of a path."""
        *hops, last = path.split(".")
        spot = self.home.spot((*self._prefix, *hops), self.raw)
        place = spot.layout.places.get(last)
        column = spot.table.c[place.name if place else last]
        if place and self._items and isinstance(place.type, List):
            return self.home.items(tuple(hops), place, column)
        return column

    def day(self, path: str) -> Any:
        """The companion of an instant; None where it has none."""
        *hops, last = path.split(".")
        spot = self.home.spot((*self._prefix, *hops), self.raw)
        place = spot.layout.places.get(last)
        return spot.table.c[place.day] if place and place.day else None

    def segment(self, name: str) -> Any:
        """A SELECT of the ids of a segment's members."""
        return self.home.making.segment(name, self.parameters)

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
        owner = self.home.spot((*self._prefix, *hops[:-1]), self.raw)
        rows = Home(self.home.making, (owner.form, hops[-1]))
        return _LineSource(self, prefix, rows, rows.root.c[PARENT] == owner.table.c.id)


class _LineSource(RowSource):
    """The same inside a subtable: its paths are columns of its rows, all others those of the record outside."""

    def __init__(self, outer: RowSource, prefix: str, rows: Home, belongs: Any) -> None:
        super().__init__(rows, outer.place, raw=outer.raw)
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


class Columns:
    """A Source over the columns of a subquery, by name."""

    def __init__(self, making: Making, columns: Mapping[str, Any]) -> None:
        self.dialect: str = making.dialect
        self.registry: Any = making.registry
        self.parameters: Mapping[str, Any] = making.guarding.parameters
        self.lateable: Mapping[int, int] = {}
        self.late: dict[int, Open] = {}
        self._columns = columns

    def column(self, path: str) -> Any:
        """The column of a name."""
        return self._columns[path]

    def day(self, path: str) -> Any:
        """Finished values have no companions."""
        return None

    def segment(self, name: str) -> Any:
        """Finished values belong to no segment."""
        raise BrokenDefinition("report_segment_of_numbers", name=name)

    def exists(self, prefix: str, build: Build) -> ColumnElement[Any]:
        """Finished values have no rows."""
        raise BrokenDefinition("report_to_many", field=prefix)

    scalar = exists


def live(home: Home) -> list[Any]:
    """What every row of a home must be: not in the bin, and within what the viewer may see."""
    form, subtable = home.key
    hops: Hops = (form,) if subtable else ()
    spot = home.spot(hops, True)
    guard = home.making.guard(form)
    if guard is None:
        return [false()]
    return [spot.table.c.deleted_at.is_(None), *met(guard, RowSource(home, home.making.guarding, hops, raw=True))]


def met(conditions: Iterable[Typed], source: RowSource) -> list[Any]:
    """All of the conditions over a source. Ask for `source.home.source` afterwards: it has grown by what they reach."""
    return [condition(item, source) for item in conditions]
