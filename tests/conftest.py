"""Fixtures every test may use: both databases, a clock that stands still until told to move."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import databases
from tests.installation import Installation, open_installation


class Clock:
    """A clock for tests: callable like the real one; `advance` moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward."""
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 21, 6, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with databases.postgres_server() as socket_dir:
        yield socket_dir


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once per kind."""
    if request.param == "sqlite":
        yield databases.sqlite_database(tmp_path)
        return
    with databases.postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def installation(database: str, tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    """A running installation, once per kind of database."""
    opened = open_installation(database, tmp_path, clock)
    yield opened
    opened.runtime.store.close()
