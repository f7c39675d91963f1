"""Rules at work. Takes: a database of an earlier release. Gives: their tables. Never: touches another."""

from typing import Any

from sqlalchemy import Connection

from runtime.store.tables_rules import TABLES


def apply(database: Any, connection: Connection) -> None:
    """Adds the tables the first step has not made already."""
    for table in TABLES:
        table.create(connection, checkfirst=True)
