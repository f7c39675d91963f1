"""The hint between processes: NOTIFY and LISTEN. Takes: an engine in AUTOCOMMIT. Gives: an earlier look. Never: an error.

It rings after COMMIT, in a statement of its own: a NOTIFY inside a writer's transaction would let all COMMITs of the database queue.
"""

import threading

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

CHANNEL = "dougong_jobs"


class PostgresBell:
    """Rung by any process, heard by the one thread of each process that waits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._heard: Connection | None = None
        self._pause = threading.Event()

    def ring(self) -> None:
        """Wakes whoever waits anywhere."""
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
        except SQLAlchemyError:
            return  # the work is committed; it is found a moment later

    def wait(self, seconds: float) -> bool:
        """Whether it rang within this time."""
        try:
            driver = self._listening().connection.driver_connection
            return any(True for _ in driver.notifies(timeout=seconds, stop_after=1))  # type: ignore[union-attr]
        except (SQLAlchemyError, psycopg.Error):
            self.close()
            self._pause.wait(seconds)
            return False

    def _listening(self) -> Connection:
        if self._heard is None:
            self._heard = self._engine.connect()
            self._heard.exec_driver_sql(f"LISTEN {CHANNEL}")
        return self._heard

    def close(self) -> None:
        """Gives up the connection that listens."""
        heard, self._heard = self._heard, None
        if heard is not None:
            heard.invalidate()
            heard.close()
