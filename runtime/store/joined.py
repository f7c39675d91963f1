"""Dotted paths as columns: joins from a form's table to what its relations point at.

Takes: the layout. Gives: columns and a FROM. Never: conditions.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from builder.expressions.types import Ref
from runtime.store.layout import PARENT, POSITION, Layout, TableKey, TableLayout

Spot = tuple[Any, TableLayout, str]  # (table or alias, its layout, its form)


class Joined:
    """A form's table (or, by key, a subtable's) with everything reached from it so far by relations, each joined once."""

    def __init__(self, layout: Layout, key: TableKey, root: Any = None) -> None:
        table = layout.tables[key]
        self.layout = layout
        self.root = table.table if root is None else root
        self.source: FromClause = self.root
        self._spots: dict[tuple[str, ...], Spot] = {(): (self.root, table, key[0])}

    def aliased(self) -> "Joined":
        """The same from an alias of the table, for a subquery over the table of the statement around it."""
        spot = self._spots[()]
        key = next(key for key, table in self.layout.tables.items() if table.no == spot[1].no)
        return Joined(self.layout, key, spot[1].table.alias())

    def column(self, path: str) -> "ColumnElement[Any]":
        """The column at the end of a path of to-one relations."""
        *hops, last = path.split(".")
        table, layout, _ = self._reach(tuple(hops))
        found: ColumnElement[Any] = _column(table, layout, last)
        return found

    def day(self, path: str) -> "ColumnElement[Any] | None":
        """The companion of an instant field: its local business date. None where there is none (system fields)."""
        *hops, last = path.split(".")
        table, layout, _ = self._reach(tuple(hops))
        place = layout.places.get(last)
        return table.c[place.day] if place and place.day else None

    def many(self, path: str) -> "tuple[Lines, str] | None":
        """Where a path crosses a subtable: its rows, joined to this row's owner, and the rest of the path. None where it does not."""
        segments = tuple(path.split("."))
        for position, segment in enumerate(segments):
            spot = self._reach(segments[:position])
            key = (spot[2], segment)
            if not spot[1].lines and key in self.layout.tables:
                return Lines(self.layout, key, spot[0].c.id), ".".join(segments[position + 1 :])
            if position + 1 < len(segments) and segment not in spot[1].places:
                return None
        return None

    def tables(self) -> list[Any]:
        """The tables and aliases joined so far."""
        return [spot[0] for spot in self._spots.values()]

    def _reach(self, hops: tuple[str, ...]) -> Spot:
        known = self._spots.get(hops)
        if known is None:
            table, layout, _ = self._reach(hops[:-1])
            target = layout.places[hops[-1]].type
            assert isinstance(target, Ref), f"{hops[-1]} is no relation"
            beyond = self.layout.form(target.form)
            alias = beyond.table.alias()
            self.source = self.source.outerjoin(alias, _column(table, layout, hops[-1]) == alias.c.id)
            known = self._spots[hops] = (alias, beyond, target.form)
        return known


class Lines(Joined):
    """The rows of a subtable that belong to `owner`, an id column of an outer query."""

    def __init__(self, layout: Layout, key: TableKey, owner: Any) -> None:
        super().__init__(layout, key, layout.tables[key].table.alias())
        self.belongs = self.root.c[PARENT] == owner
        self.order = (self.root.c[POSITION], self.root.c.id)


def _column(table: Any, layout: TableLayout, key: str) -> Any:
    place = layout.places.get(key)
    return table.c[place.name if place else key]
