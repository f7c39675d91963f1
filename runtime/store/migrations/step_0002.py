"""Notes of sample rows. Takes: a database of the first release. Gives: their table. Never: touches another."""

from typing import Any

from sqlalchemy import Connection

from runtime.store.tables import sample


def apply(database: Any, connection: Connection) -> None:
    """Adds the table where the first step has not made it already."""
    sample.create(connection, checkfirst=True)
