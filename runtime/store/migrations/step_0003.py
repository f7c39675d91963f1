"""The queue. Takes: a database without one. Gives: its tables. Never: touches another."""

from typing import Any

from sqlalchemy import Connection

from runtime.store.tables_jobs import incident, job


def apply(database: Any, connection: Connection) -> None:
    """Adds the tables where the first step has not made them already."""
    for table in (job, incident):
        table.create(connection, checkfirst=True)
