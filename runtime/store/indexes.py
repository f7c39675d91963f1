"""Indexes of forms: built beside the writers, before a revision is switched to.

Takes: what a definition asks for. Gives: indexes in the database. Never: one nobody asked for.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, inspect, select

from runtime.store import catalogue, ddl
from runtime.store.layout import Layout, TableLayout, bare_field
from runtime.store.wanted import WantedIndex

Steps = Callable[[list[str]], None]
Transaction = Callable[[Callable[[Connection], Any]], Any]


def build(steps: Steps, transaction: Transaction, layout: Layout, asked: list[WantedIndex]) -> None:
    """Builds those that are not there yet."""
    for index in asked:
        table = layout.tables[index.table]
        number, ready = transaction(partial(_number, table=table, fields=index.fields))
        if not ready:
            steps(transaction(partial(_steps, name=f"ix{number}", table=table, fields=index.fields)))
            transaction(partial(catalogue.index_state, number=number, state=catalogue.READY))


def signature(table: TableLayout, fields: tuple[str, ...], where: str | None = None) -> str:
    """What an index is known by: its columns, not its fields, so that a converted field gets a new one."""
    columns = [("-" if field.startswith("-") else "") + table.column(field.lstrip("-")).name + _more(field) for field in fields]
    return json.dumps([columns, where] if where else columns)


def _more(field: str) -> str:
    return field[len(bare_field(field)) :]


def _number(connection: Connection, table: TableLayout, fields: tuple[str, ...]) -> tuple[int, bool]:
    return catalogue.index_no(connection, table.no, "index", signature(table, fields))


def _steps(connection: Connection, name: str, table: TableLayout, fields: tuple[str, ...]) -> list[str]:
    """On PostgreSQL without keeping writers out; what an interrupted attempt left behind goes first."""
    dialect = connection.dialect
    if dialect.name != "postgresql":
        return [ddl.create_index(dialect, name, table, fields)]
    some = connection.execute(select(table.table.c.id).limit(1)).first() is not None
    left = any(index["name"] == name for index in inspect(connection).get_indexes(table.table.name))
    return [*([f"DROP INDEX IF EXISTS {name}"] if left else []), ddl.create_index(dialect, name, table, fields, concurrently=some)]
