"""The mall CRM published on both kinds of database, once for all scenarios."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.examples.stage import Stage
from tests import databases
from tests.scenarios.mall import Base, publish
from tests.scenarios.story import Told, telling


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def mall_base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    folder = tmp_path_factory.mktemp("mall")
    if request.param == "sqlite":
        yield publish(databases.sqlite_database(folder), folder)
        return
    server = request.getfixturevalue("postgres_server")
    with databases.postgres_database(server) as url:
        yield publish(url, folder, server)


@pytest.fixture
def mall(mall_base: Base, tmp_path: Path) -> Iterator[Stage]:
    """An empty mall."""
    with mall_base.stage(tmp_path) as stage:
        yield stage


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The demo story with what is true in it; the last test of test_mall_reports.py lets time pass."""
    with telling(request, tmp_path_factory.mktemp("numbers")) as story:
        yield story
