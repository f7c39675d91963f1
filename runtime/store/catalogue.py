"""The layout catalogue: which tables, columns and indexes were ever made, and what a new revision needs on top. Never: DDL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from builder.expressions.types import Instant, Number, Text, Type
from runtime.store.layout import Layout, Place, TableKey, TableLayout, type_json, type_of
from runtime.store.tables import layout_column, layout_index, layout_table
from runtime.store.wanted import Columns

PREPARING = "preparing"
READY = "ready"


@dataclass(frozen=True, slots=True)
class Conversion:
    """A field whose values move from one column into another."""

    table: TableKey
    old: Place
    new: Place


@dataclass(frozen=True)
class Expansion:
    """What publishing adds: the new layout, its new tables and columns, and the conversions between columns."""

    layout: Layout
    tables: tuple[TableLayout, ...]
    columns: tuple[tuple[TableLayout, Place], ...]
    conversions: tuple[Conversion, ...]


def same_column(old: Type, new: Type) -> bool:
    """Whether values of the new type can live where those of the old type lie, with nothing lost."""
    if isinstance(old, Text) and isinstance(new, Text):
        return new.max_length == 0 or (old.max_length != 0 and new.max_length >= old.max_length)
    if isinstance(old, Number) and isinstance(new, Number):
        return old.scale == new.scale
    return type_json(old) == type_json(new)


def expand(connection: Connection, app: str, old: Layout, wanted: Columns, *, new_days: bool) -> Expansion:
    """Allocates what the wanted columns need beyond the old layout. `new_days`: zone or day start moved, so every instant moves as well."""
    tables: dict[TableKey, TableLayout] = dict(old.tables)
    made: list[TableLayout] = []
    columns: list[tuple[TableLayout, Place]] = []
    conversions: list[Conversion] = []
    for key, fields in wanted.items():
        before = old.tables.get(key)
        number = before.no if before else _table_no(connection, app, key)
        places: dict[str, Place] = dict(before.places) if before else {}
        for field, kind in fields.items():
            known = places.get(field)
            if known and same_column(known.type, kind) and not (new_days and isinstance(kind, Instant)):
                places[field] = Place(field, known.name, known.generation, kind)
                continue
            places[field] = _place(connection, number, field, kind)
            if known:
                conversions.append(Conversion(key, known, places[field]))
        tables[key] = TableLayout(number, places, bool(key[1]))
        there = {place.name for place in before.places.values()} if before else set()
        fresh = [place for place in places.values() if place.name not in there]
        made += [] if before else [tables[key]]
        columns += [(tables[key], place) for place in fresh]
    return Expansion(Layout(tables), tuple(made), tuple(columns), tuple(conversions))


def _table_no(connection: Connection, app: str, key: TableKey) -> int:
    c = layout_table.c
    mine = select(c.no).where(c.app == app, c.form == key[0], func.coalesce(c.subtable, "") == key[1])
    known: int | None = connection.execute(mine).scalar()
    if known is not None:
        return known
    number: int = connection.execute(select(func.coalesce(func.max(c.no), 0) + 1)).scalar_one()
    connection.execute(insert(layout_table).values(no=number, app=app, form=key[0], subtable=key[1]))
    return number


def _place(connection: Connection, table_no: int, field: str, kind: Type) -> Place:
    """A fresh column; one that an unfinished publication of the same type left behind is taken up again."""
    c = layout_column.c
    query = select(layout_column).where(c.table_no == table_no, c.field == field).order_by(c.generation.desc()).limit(1)
    last = connection.execute(query).one_or_none()
    if last is not None and last.state == PREPARING and same_column(type_of(last.type), kind):
        return Place(field, last.name, last.generation, kind)
    generation = last.generation + 1 if last else 1
    name = field if generation == 1 else f"{field}__{generation}"
    row = {"table_no": table_no, "name": name, "field": field, "generation": generation, "type": type_json(kind), "state": PREPARING}
    connection.execute(insert(layout_column).values(row))
    return Place(field, name, generation, kind)


def settle(connection: Connection, expansion: Expansion) -> None:
    """Marks the columns of an expansion as in use: no later publication takes them over."""
    for table, place in expansion.columns:
        c = layout_column.c
        connection.execute(update(layout_column).where(c.table_no == table.no, c.name == place.name).values(state=READY))


def index_no(connection: Connection, table_no: int, kind: str, signature: str) -> tuple[int, bool]:
    """(number, ready) of an index or constraint with this signature, allocated where it is new."""
    c = layout_index.c
    found = connection.execute(select(c.no, c.state).where(c.table_no == table_no, c.kind == kind, c.signature == signature)).one_or_none()
    if found is not None:
        return found.no, found.state == READY
    number: int = connection.execute(select(func.coalesce(func.max(c.no), 0) + 1)).scalar_one()
    row: Mapping[str, Any] = {"no": number, "table_no": table_no, "kind": kind, "signature": signature, "state": PREPARING}
    connection.execute(insert(layout_index).values(row))
    return number, False


def index_state(connection: Connection, number: int, state: str) -> None:
    """Notes whether an index stands."""
    connection.execute(update(layout_index).where(layout_index.c.no == number).values(state=state))
