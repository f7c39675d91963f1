"""Notices. Takes: a database. Gives: their table. Never: touches another."""

from typing import Any

from sqlalchemy import Connection

from runtime.store.tables_notices import notice


def apply(database: Any, connection: Connection) -> None:
    """Adds the table where the first step has not made it already."""
    notice.create(connection, checkfirst=True)
