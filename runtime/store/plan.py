"""What the store compiles once per form and revision: statements and the order of their values.

Takes: a Context. Gives: FormPlan. Never: executes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Column, Dialect, Select, bindparam, insert, select

from builder.definitions import Field, Form
from runtime.context import Context
from runtime.store.dialects.columns import Id, Ids, among
from runtime.store.inserting import Insert, inserting
from runtime.store.layout import PARENT, POSITION, SYSTEM_FIELDS, TableLayout
from runtime.store.prepared import Prepared
from runtime.values import business_date, zone

FIXED = ("version", "created_at", "created_by", "updated_at", "updated_by")


@dataclass(frozen=True)
class LinePlan:
    """A subtable: its table and the statements on it."""

    field: Field
    layout: TableLayout
    days: Mapping[str, str]
    insert: Prepared
    of_parents: Prepared


@dataclass(frozen=True)
class FormPlan:
    """One form of one revision. `days`: instant column → companion; `inputs`: the fields people fill, whose changes count as versions."""

    form: Form
    layout: TableLayout
    days: Mapping[str, str]
    instants: tuple[str, ...]
    inputs: frozenset[str]
    insert: Insert
    locked: Select[Any]
    one: Prepared
    one_locked: Prepared
    many: Prepared
    there: Prepared
    many_locked: Prepared
    lines: Mapping[str, LinePlan]
    zone: tzinfo
    day_start: int

    def business_day(self, moment: datetime | None) -> date | None:
        """The local business date of an instant."""
        return None if moment is None else business_date(moment, self.zone, self.day_start)

    def cells(self, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """The values of new rows, column by column in the order of `insert`; what is not given is empty."""
        columns = [[row.get(field) for row in rows] for field in self.layout.places]
        return columns + [[self.business_day(row.get(field)) for row in rows] for field in self.instants]

    def params(self, layout: TableLayout, days: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
        """A row's values by column, companions included; what is not given is empty."""
        row = {place.name: values.get(place.field) for place in layout.places.values()}
        for name, companion in days.items():
            row[companion] = self.business_day(row[name])
        return row


def plan_of(ctx: Context, form: str) -> FormPlan:
    """The plan of a form, made once per revision."""
    return ctx.rev.memo(("store", "plan", form), lambda _: _build(ctx, form))


def _build(ctx: Context, key: str) -> FormPlan:
    form = ctx.rev.definition.forms[key]
    layout = ctx.rev.layout.form(key)
    info = ctx.rev.definition.info
    kinds = ctx.runtime.catalog.fields
    dialect = ctx.runtime.store.database.writer.dialect
    one = select(*columns(layout)).where(layout.table.c.id == bindparam("id", type_=Id()))
    many = select(*columns(layout)).where(among(layout.table.c.id, bindparam("ids", type_=Ids()), dialect.name)).order_by(layout.table.c.id)
    there = many.with_only_columns(layout.table.c.id).where(layout.table.c.deleted_at.is_(None))
    return FormPlan(
        form=form,
        layout=layout,
        days=_days(layout),
        instants=tuple(place.field for place in layout.places.values() if place.day),
        insert=inserting(dialect, layout.table, ("id",), (FIXED, _varying(layout))),
        inputs=frozenset(item.key for item in form.fields if not kinds[item.type].computed),
        locked=select(*columns(layout)).where(layout.table.c.id.in_(bindparam("ids", expanding=True))).with_for_update(
            key_share=True, of=layout.table
        ),
        one=Prepared(dialect, one),
        one_locked=Prepared(dialect, one.with_for_update(key_share=True, of=layout.table)),
        many=Prepared(dialect, many),
        there=Prepared(dialect, there),
        many_locked=Prepared(dialect, many.with_for_update(key_share=True, of=layout.table)),
        lines={name: _lines(dialect, form.by_key[name], table) for name, table in ctx.rev.layout.lines(key).items() if name in form.by_key},
        zone=zone(info.timezone),
        day_start=info.day_start,
    )


def _varying(layout: TableLayout) -> list[str]:
    return [place.name for place in layout.places.values()] + list(_days(layout).values())


def _days(layout: TableLayout) -> dict[str, str]:
    return {place.name: place.day for place in layout.places.values() if place.day}


def _lines(dialect: Dialect, field: Field, layout: TableLayout) -> LinePlan:
    table = layout.table
    of_parents = select(*(table.c[name] for name in ("id", PARENT)), *(table.c[place.name] for place in layout.places.values()))
    mine = of_parents.where(among(table.c[PARENT], bindparam("ids", type_=Ids()), dialect.name))
    ordered = mine.order_by(table.c[PARENT], table.c[POSITION], table.c.id)
    new = insert(table).values({column.name: bindparam(column.name, type_=column.type) for column in table.c})
    return LinePlan(field, layout, _days(layout), Prepared(dialect, new), Prepared(dialect, ordered))


def columns(layout: TableLayout, fields: tuple[str, ...] | None = None) -> "list[Column[Any]]":
    """The columns to read for a row: system fields, then the fields asked for (None = all)."""
    wanted = layout.places.values() if fields is None else [layout.places[key] for key in fields if key in layout.places]
    return [layout.table.c[name] for name in SYSTEM_FIELDS] + [layout.table.c[place.name] for place in wanted]
