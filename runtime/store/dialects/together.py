"""Statements sent without waiting for the answer to each. Takes: a connection. Gives: a block. Never: an error later than its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from runtime.store.prepared import translated


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Inside, a server is asked several things at once (PostgreSQL's pipeline); where there is no server, nothing is to be saved."""
    driver: Any = connection.connection.driver_connection
    if not hasattr(driver, "pipeline"):
        yield
        return
    with translated(connection, "several statements"), driver.pipeline():
        yield
