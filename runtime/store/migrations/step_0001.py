"""The engine's tables as of the first release. Takes: an empty database. Gives: tables, id counter. Never: runs twice."""

from typing import Any

from sqlalchemy import Connection

from runtime.store.tables import metadata


def apply(database: Any, connection: Connection) -> None:
    """Creates everything."""
    metadata.create_all(connection, checkfirst=False)
    database.create_own(connection)
