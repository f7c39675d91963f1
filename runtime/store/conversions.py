"""Moving the values of changed fields into their new columns while people write.

Takes: an expansion. Gives: filled columns. Never: touches the old ones.

Triggers note every row written after the start; those are converted again behind the fence, where nobody writes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from builder.checks.scope import field_config
from builder.definitions import App, Field
from runtime.context import Context
from runtime.revision import Revision
from runtime.store import ddl
from runtime.store.catalogue import Conversion, Expansion
from runtime.store.convert import Side, converter
from runtime.store.layout import Place, TableKey, TableLayout, place_columns
from runtime.store.tables import conversion_pending
from runtime.values import business_date, zone

CHUNK = 500
Steps = Callable[[list[str]], None]
Transaction = Callable[[Callable[[Connection], Any]], Any]


@dataclass(frozen=True)
class Group:
    """The conversions of one table: read the old columns, write the new ones."""

    table: TableLayout
    conversions: tuple[Conversion, ...]
    converters: tuple[Callable[[Any], Any], ...]
    day: Callable[[Any], Any]

    def params(self, row: Any) -> dict[str, Any]:
        """New column values of one row (id, old values …)."""
        values: dict[str, Any] = {"b_id": row[0]}
        for conversion, convert, old in zip(self.conversions, self.converters, row[1:], strict=True):
            new = None if old is None else convert(old)
            values[conversion.new.name] = new
            if conversion.new.day:
                values[conversion.new.day] = None if new is None else self.day(new)
        return values


class Conversions:
    """All conversions of one publication."""

    def __init__(self, database: Any, ctx: Context, apps: tuple[Revision | None, App], expansion: Expansion) -> None:
        self._database = database
        self._dialect = database.writer.dialect
        old, new = apps
        by_table: dict[TableKey, list[Conversion]] = {}
        for conversion in expansion.conversions:
            by_table.setdefault(conversion.table, []).append(conversion)
        where = zone(new.info.timezone)
        self._groups = [
            Group(
                expansion.layout.tables[key], tuple(found), tuple(converter_of(ctx, (old, new), conversion) for conversion in found),
                lambda moment: business_date(moment, where, new.info.day_start),
            )
            for key, found in by_table.items()
        ]

    def prepare(self, steps: Steps, transaction: Transaction) -> None:
        """Watches the old columns, then fills the new ones chunk by chunk."""
        for group in self._groups:
            steps(ddl.unwatch(self._dialect, group.table))
            steps(ddl.watch(self._dialect, group.table, [conversion.old.name for conversion in group.conversions]))
            last: str | None = None
            while True:
                last = transaction(partial(_chunk, group=group, after=last))
                if last is None:
                    break

    def complete(self, connection: Connection) -> None:
        """Behind the fence: the rows written meanwhile, then no more watching."""
        for group in self._groups:
            pending = conversion_pending.c
            noted = select(pending.record_id).where(pending.table_no == group.table.no)
            ids = list(connection.execute(noted).scalars())
            for start in range(0, len(ids), CHUNK):
                _convert(connection, group, _source(group).where(group.table.table.c.id.in_(ids[start : start + CHUNK])))
            for statement in ddl.unwatch(self._dialect, group.table):
                connection.exec_driver_sql(statement)
            connection.execute(delete(conversion_pending).where(pending.table_no == group.table.no))


def _source(group: Group) -> Any:
    known = group.table.table.c
    return select(known.id, *(_old_column(group.table, conversion.old) for conversion in group.conversions))


def _old_column(table: TableLayout, place: Place) -> Any:
    """A column that the new layout no longer names."""
    if place.name not in table.table.c:
        table.table.append_column(place_columns(place)[0])
    return table.table.c[place.name]


def _chunk(connection: Connection, group: Group, after: str | None) -> str | None:
    """Converts the next rows after an id, whoever writes them meanwhile; gives the last id, None at the end."""
    query = _source(group).order_by(group.table.table.c.id).limit(CHUNK)
    if after is not None:
        query = query.where(group.table.table.c.id > after)
    return _convert(connection, group, query)


def _convert(connection: Connection, group: Group, query: Any) -> str | None:
    rows = connection.execute(query).all()
    if not rows:
        return None
    params = [group.params(row) for row in rows]
    table = group.table.table
    values: dict[str, Any] = {name: bindparam(name) for name in params[0] if name != "b_id"}
    connection.execute(update(table).where(table.c.id == bindparam("b_id")).values(values), params)
    return str(rows[-1][0])


def converter_of(ctx: Context, apps: tuple[Revision | None, App], conversion: Conversion) -> Callable[[Any], Any]:
    """What turns the old values of a conversion into the new ones."""
    old, new = apps
    assert old is not None, "a conversion has something to convert from"
    return converter(_side(ctx, old.definition, conversion.table, conversion.old), _side(ctx, new, conversion.table, conversion.new))


def _side(ctx: Context, app: App, table: TableKey, place: Place) -> Side:
    field = _field(app, table, place.field)
    kind = ctx.runtime.catalog.fields[field.type]
    form, subtable = table
    if field.archived:
        return Side(kind, {**field.config, "timezone": app.info.timezone, "result": place.type}, place.type)
    return Side(kind, field_config(app, ctx.runtime.catalog, form, f"{subtable}.{field.key}" if subtable else field.key), place.type)


def _field(app: App, table: TableKey, key: str) -> Field:
    form, subtable = table
    fields = app.forms[form].fields
    if subtable:
        fields = next(item.fields for item in fields if item.key == subtable)
    return next(item for item in fields if item.key == key)
