"""Indexes and promises of the schema: what a revision needs, built beside the writers or behind the fence. Never: an index nobody asked for."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import IntegrityError

from builder.definitions import App
from builder.errors import Conflict, Fault
from runtime.store import catalogue, ddl, wanted
from runtime.store.layout import Layout, TableKey, TableLayout
from runtime.store.tables import layout_index
from runtime.store.wanted import Columns, WantedIndex, WantedUnique

Steps = Callable[[list[str]], None]
Transaction = Callable[[Callable[[Connection], Any]], Any]


def build_indexes(steps: Steps, transaction: Transaction, layout: Layout, asked: list[WantedIndex]) -> None:
    """Builds the indexes that are not there yet, beside the writers."""
    for index in asked:
        table = layout.tables[index.table]
        number, ready = transaction(partial(_number, table=table, fields=index.fields))
        if not ready:
            steps(transaction(partial(_index_steps, name=f"ix{number}", table=table, fields=index.fields)))
            transaction(partial(catalogue.index_state, number=number, state=catalogue.READY))


def _number(connection: Connection, table: TableLayout, fields: tuple[str, ...]) -> tuple[int, bool]:
    return catalogue.index_no(connection, table.no, "index", _signature(table, fields))


def _signature(table: TableLayout, fields: tuple[str, ...], where: str | None = None) -> str:
    columns = [("-" if field.startswith("-") else "") + table.column(field.lstrip("-")).name for field in fields]
    return json.dumps([columns, where] if where else columns)


def _index_steps(connection: Connection, name: str, table: TableLayout, fields: tuple[str, ...]) -> list[str]:
    """On PostgreSQL without keeping writers out; what an interrupted attempt left behind goes first."""
    dialect = connection.dialect
    if dialect.name != "postgresql":
        return [ddl.create_index(dialect, name, table, fields)]
    some = connection.execute(select(table.table.c.id).limit(1)).first() is not None
    left = any(index["name"] == name for index in inspect(connection).get_indexes(table.table.name))
    return [*([f"DROP INDEX IF EXISTS {name}"] if left else []), ddl.create_index(dialect, name, table, fields, concurrently=some)]


def switch(connection: Connection, app: App, layout: Layout, columns: Columns) -> Layout:
    """Behind the fence: promises nobody makes any more go, new ones come. Gives the layout with the names of what stands."""
    uniques = wanted.uniques(app, columns)
    stands: dict[TableKey, dict[str, tuple[str, ...]]] = {}
    for unique in uniques:
        table = layout.tables[unique.table]
        name = _stand(connection, app, table, unique)
        stands.setdefault(unique.table, {})[name] = tuple(table.column(field).name for field in unique.fields)
    _drop_others(connection, layout, {name for names in stands.values() for name in names})
    return Layout({
        key: TableLayout(table.no, table.places, table.lines, stands.get(key, {}), {}) for key, table in layout.tables.items()
    })


def _stand(connection: Connection, app: App, table: TableLayout, unique: WantedUnique) -> str:
    number, ready = catalogue.index_no(connection, table.no, "unique", _signature(table, unique.fields, unique.where))
    name = f"ux{number}"
    if not ready:
        try:
            connection.exec_driver_sql(ddl.create_unique(connection.dialect, name, table, unique.fields, None))
        except IntegrityError as error:
            faults = [Fault(f"/form/{unique.table[0]}/fields/{field}", "values_not_unique") for field in unique.fields]
            raise Conflict("values_not_unique", faults, form=unique.table[0], fields=list(unique.fields)) from error
        catalogue.index_state(connection, number, catalogue.READY)
    return name


def _drop_others(connection: Connection, layout: Layout, stand: set[str]) -> None:
    numbers = {table.no for table in layout.tables.values()}
    c = layout_index.c
    for row in connection.execute(select(c.no, c.table_no).where(c.kind == "unique", c.state == catalogue.READY)).all():
        if row.table_no in numbers and f"ux{row.no}" not in stand:
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS ux{row.no}")
            catalogue.index_state(connection, row.no, catalogue.PREPARING)


def finish(steps: Steps, transaction: Transaction, layout: Layout) -> None:
    """After the switch: nothing left to do yet."""
