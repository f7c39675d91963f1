"""Workflows at work and tasks of people. Takes: a database of an earlier release. Gives: their tables. Never: touches another."""

from typing import Any

from sqlalchemy import Connection

from runtime.store.tables_workflow import TABLES


def apply(database: Any, connection: Connection) -> None:
    """Adds the tables the first step has not made already."""
    for table in TABLES:
        table.create(connection, checkfirst=True)
