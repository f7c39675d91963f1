"""Uniqueness and checks in the schema. Takes: a definition, its layout. Gives: constraints in the database. Never: a promise nobody makes.

Uniques change behind the fence. Checks are added after the switch, when every record meets them; until then, and where a record does
not, the door alone keeps them.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from builder.checks.scope import form_scope
from builder.definitions import App
from builder.errors import Conflict, Fault
from builder.expressions.check import checked
from builder.expressions.types import Boolean
from builder.kinds import Catalog
from runtime.store import catalogue, ddl, wanted
from runtime.store.indexes import Steps, Transaction, signature
from runtime.store.layout import Layout, TableKey, TableLayout
from runtime.store.schema_text import row_condition
from runtime.store.tables import layout_index
from runtime.store.wanted import Columns, WantedUnique

UNIQUE = "unique"
CHECK = "check"
Promise = tuple[TableKey, str, Any]  # table, physical name, columns of a unique or field of a check


class Promises:
    """The promises of one definition on one layout."""

    def __init__(self, app: App, catalog: Catalog, layout: Layout, columns: Columns) -> None:
        self._app = app
        self._catalog = catalog
        self._layout = layout
        self._columns = columns

    def switch(self, connection: Connection) -> Layout:
        """Behind the fence: promises nobody makes any more go, new uniques come. Gives the layout with the names of all promises."""
        uniques = list(self._uniques(connection))
        checks = list(self._checks(connection))
        names = {name for _, name, _ in (*uniques, *checks)}
        self._drop_others(connection, names)
        return Layout({
            key: TableLayout(table.no, table.places, table.lines, _of(key, uniques), _of(key, checks))
            for key, table in self._layout.tables.items()
        })

    def _uniques(self, connection: Connection) -> Iterator[Promise]:
        for unique in wanted.uniques(self._app, self._columns):
            table = self._layout.tables[unique.table]
            name = self._unique(connection, table, unique)
            if name:
                yield unique.table, name, tuple(table.column(field).name for field in unique.fields)

    def _unique(self, connection: Connection, table: TableLayout, unique: WantedUnique) -> str | None:
        where = self._text(connection, unique.table, unique.where) if unique.where else None
        if unique.where and where is None:
            return None
        number, ready = catalogue.index_no(connection, table.no, UNIQUE, signature(table, unique.fields, where))
        if not ready:
            try:
                connection.exec_driver_sql(ddl.create_unique(connection.dialect, f"ux{number}", table, unique.fields, where))
            except IntegrityError as error:
                faults = [Fault(f"/form/{unique.table[0]}/fields/{field}", "values_not_unique") for field in unique.fields]
                raise Conflict("values_not_unique", faults, form=unique.table[0], fields=list(unique.fields)) from error
            catalogue.index_state(connection, number, catalogue.READY)
        return f"ux{number}"

    def _checks(self, connection: Connection) -> Iterator[Promise]:
        prefix = "NEW." if connection.dialect.name == "sqlite" else ""
        for check in wanted.checks(self._app):
            text = self._text(connection, check.table, check.expression, prefix)
            if text is not None:
                number, _ = catalogue.index_no(connection, self._layout.tables[check.table].no, CHECK, text)
                yield check.table, f"ck{number}", check.field

    def _text(self, connection: Connection, key: TableKey, expression: str, prefix: str = "") -> str | None:
        typed = checked(expression, form_scope(self._app, self._catalog, key[0]), Boolean())
        return row_condition(connection.dialect, self._layout.tables[key], typed, prefix)

    def _drop_others(self, connection: Connection, names: set[str]) -> None:
        numbers = {table.no for table in self._layout.tables.values()}
        for row in _standing(connection, (UNIQUE, CHECK)):
            name = f"ux{row.no}" if row.kind == UNIQUE else f"ck{row.no}"
            if row.table_no in numbers and name not in names:
                drop = ddl.drop_check(connection.dialect, name, row.table_no) if row.kind == CHECK else [f"DROP INDEX IF EXISTS {name}"]
                for statement in drop:
                    connection.exec_driver_sql(statement)
                catalogue.index_state(connection, row.no, catalogue.PREPARING)


def _of(key: TableKey, promises: Iterable[Promise]) -> dict[str, Any]:
    return {name: what for owner, name, what in promises if owner == key}


def _standing(connection: Connection, kinds: tuple[str, ...], state: str = catalogue.READY) -> list[Any]:
    c = layout_index.c
    return list(connection.execute(select(c.no, c.kind, c.table_no, c.signature).where(c.kind.in_(kinds), c.state == state).order_by(c.no)))


def finish(steps: Steps, transaction: Transaction, layout: Layout) -> None:
    """After the switch: the new checks, where every record meets them."""
    for key, table in layout.tables.items():
        for row in transaction(partial(_standing, kinds=(CHECK,), state=catalogue.PREPARING)):
            name = f"ck{row.no}"
            if name in table.checks and row.table_no == table.no and _add(steps, transaction, (name, layout.tables[key], row.signature)):
                transaction(partial(catalogue.index_state, number=row.no, state=catalogue.READY))


def _add(steps: Steps, transaction: Transaction, check: tuple[str, TableLayout, str]) -> bool:
    name, table, text = check
    dialect, columns = transaction(lambda connection: (connection.dialect, _columns(table, text)))
    try:
        steps([*ddl.drop_check(dialect, name, table.no), *ddl.add_check(dialect, name, table.no, (text, columns))])
    except IntegrityError:
        steps(ddl.drop_check(dialect, name, table.no))
        return False
    return True


def _columns(table: TableLayout, text: str) -> list[str]:
    """The columns a check looks at."""
    return [column.name for column in table.table.columns if column.name in text]
