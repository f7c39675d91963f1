"""Where each field of a revision lies: the physical layout.

Takes: the layout stored with a revision. Gives: SQLAlchemy tables by form. Never: definitions.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table

from builder.expressions import types as t
from runtime.store.dialects.columns import Day, Id, Moment, column_type

PARENT = "_parent"
POSITION = "_position"
DAY = "@day"
MONTH_DAY = "@month_day"
GRAINS: Mapping[str, str] = {"day": "", "week": "@week", "month": "@month", "quarter": "@quarter", "year": "@year"}  # periods of a day
TYPES: Mapping[str, type] = {
    kind.__name__.lower(): kind
    for kind in (t.Boolean, t.Text, t.Number, t.Date, t.Time, t.Instant, t.Duration, t.Choice, t.Ref, t.File, t.Json, t.List)
}


def type_json(kind: t.Type) -> dict[str, Any]:
    """A type as JSON, for the catalogue. The options of a choice are not part of where it lies."""
    name = type(kind).__name__.lower()
    if isinstance(kind, t.List):
        return {"type": name, "of": type_json(kind.of)}
    return {"type": name} if isinstance(kind, t.Choice) else {"type": name, **asdict(kind)}


def type_of(raw: Mapping[str, Any]) -> t.Type:
    """The type behind `type_json`."""
    more = {name: type_of(value) if name == "of" else value for name, value in raw.items() if name != "type"}
    return TYPES[raw["type"]](**more)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Place:
    """The column of one field: `name` in the table, its generation (1, 2 … one per conversion) and type."""

    field: str
    name: str
    generation: int
    type: t.Type

    @property
    def day(self) -> str | None:
        """The companion with the local business date, which every instant has."""
        return f"{self.name}__d" if isinstance(self.type, t.Instant) else None


@dataclass(frozen=True)
class TableLayout:
    """One table: `f<no>` and the places of its fields; `lines` = it holds rows of a subtable."""

    no: int
    places: Mapping[str, Place]
    lines: bool = False
    uniques: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # index name → columns
    checks: Mapping[str, str] = field(default_factory=dict)  # constraint name → field, "" where it speaks of several

    @cached_property
    def table(self) -> Table:
        """The SQLAlchemy table: system columns, then the current column of each field."""
        system = _line_columns() if self.lines else _record_columns()
        return Table(f"f{self.no}", MetaData(), *system, *(column for place in self.places.values() for column in place_columns(place)))

    def column(self, key: str) -> "Column[Any]":
        """The column of a field or a system field; `paid_at@day` is the companion of an instant, `@month_day` is read from the column."""
        key = bare_field(key)
        if key.endswith(DAY):
            return self.table.c[str(self.places[key.removesuffix(DAY)].day)]
        place = self.places.get(key)
        return self.table.c[place.name if place else key]


def bare_field(key: str) -> str:
    """A field of an index without what is read from it."""
    for suffix in (MONTH_DAY, *filter(None, GRAINS.values())):
        key = key.removesuffix(suffix)
    return key


def place_columns(place: Place) -> "list[Column[Any]]":
    """The column of a field and its companion."""
    columns: list[Column[Any]] = [Column(place.name, column_type(place.type))]
    return [*columns, Column(place.day, Day())] if place.day else columns


def _record_columns() -> "list[Column[Any]]":
    return [
        Column("id", Id(), primary_key=True, autoincrement=False),
        Column("version", Integer(), nullable=False),
        Column("created_at", Moment(), nullable=False),
        Column("created_by", Id()),
        Column("updated_at", Moment(), nullable=False),
        Column("updated_by", Id()),
        Column("deleted_at", Moment()),
    ]


def _line_columns() -> "list[Column[Any]]":
    return [
        Column("id", Id(), primary_key=True, autoincrement=False),
        Column(PARENT, Id(), nullable=False),
        Column(POSITION, Integer(), nullable=False),
    ]


SYSTEM_FIELDS = ("id", "version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at")
TableKey = tuple[str, str]  # (form, subtable field or "")


def home_key(home: str) -> TableKey:
    """`sale.lines` → (sale, lines)."""
    form, _, subtable = home.partition(".")
    return form, subtable


@dataclass(frozen=True)
class Layout:
    """All tables of an app at one revision, by (form, "") for records and (form, field) for the rows of a subtable."""

    tables: Mapping[TableKey, TableLayout]

    def form(self, form: str) -> TableLayout:
        """The table of a form's records."""
        return self.tables[form, ""]

    def lines(self, form: str) -> dict[str, TableLayout]:
        """The tables of a form's subtables, by field."""
        return {subtable: table for (owner, subtable), table in self.tables.items() if owner == form and subtable}


def dump_layout(layout: Layout) -> list[Any]:
    """As JSON, to be stored with the revision."""
    return [
        [form, subtable, table.no, _dump_places(table), dict(table.uniques), dict(table.checks)]
        for (form, subtable), table in layout.tables.items()
    ]


def _dump_places(table: TableLayout) -> list[Any]:
    return [[place.field, place.name, place.generation, type_json(place.type)] for place in table.places.values()]


def _load_places(raw: list[Any]) -> dict[str, Place]:
    return {field: Place(field, name, generation, type_of(kind)) for field, name, generation, kind in raw}


def load_layout(raw: list[Any] | None) -> Layout:
    """From JSON."""
    return Layout({
        (form, subtable): TableLayout(
            no, _load_places(places), bool(subtable), {name: tuple(columns) for name, columns in uniques.items()}, checks,
        )
        for form, subtable, no, places, uniques, checks in raw or ()
    })
