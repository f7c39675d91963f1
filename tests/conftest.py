"""Fixtures every test may use: both databases, a clock that stands still until told to move."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.installation import BEGINNING, Installation, open_installation
from tests.shelf import MIGRATED, Furnishing, Shelf
from tests.workers import ByStory


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByStory | None:
    """Where files go to workers one by one, readers of one story stay together."""
    return ByStory(config, log) if config.getvalue("dist") == "loadfile" else None


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
    return Clock(BEGINNING)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with databases.postgres_server() as socket_dir:
        databases.hasten(socket_dir)
        yield socket_dir


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture
def furnishing() -> Furnishing:
    """What the database of a test holds: nothing. Rooms of tests may put their own here."""
    return MIGRATED


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, shelf: Shelf, furnishing: Furnishing) -> Iterator[str]:
    """The URL of a database of one's own in which only the engine's tables are, once per kind."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else ""
    with shelf.copy(furnishing, tmp_path, server) as url:
        yield url


@pytest.fixture
def installation(database: str, tmp_path: Path, clock: Clock) -> Iterator[Installation]:
    """A running installation, once per kind of database."""
    opened = open_installation(database, tmp_path, clock)
    yield opened
    opened.runtime.store.close()
