"""kill -9 of workers while rules act: every match has its effect, and none has it twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.values import utc_now
from tests.contract.ruled import House, entry, rule
from tests.contract.test_jobs_crash import Crowd, until
from tests.installation import open_installation

SALES, KILLS = 40, 3


@pytest.fixture
def crowd(database: str, tmp_path: Path) -> Iterator[Crowd]:
    made = Crowd(database, tmp_path)
    yield made
    made.close()


def test_each_match_has_one_effect(database: str, tmp_path: Path, crowd: Crowd) -> None:
    installation = open_installation(database, tmp_path, utc_now)
    house = House(
        installation,
        rule("first", {"event": "created", "form": "sale"}, entry("CONCAT('first ', no)")),
        rule("second", {"event": "created", "form": "entry"}, entry("CONCAT('second ', text)"), when="not CONTAINS(text, 'second')"),
    )
    for kill in range(KILLS):
        crowd.start("work", f"w{kill}")
        for number in range(SALES):
            house.create("sale", no=f"{kill}.{number}")
        crowd.send(f"w{kill}", signal.SIGKILL)
    crowd.start("work", "last")
    names = [f"{kill}.{number}" for kill in range(KILLS) for number in range(SALES)]
    wanted = sorted([*(f"first {name}" for name in names), *(f"second first {name}" for name in names)])
    until(lambda: len(house.entries()) >= len(wanted))
    assert sorted(house.entries()) == wanted
    assert len(house.log("first")) == len(names)
    installation.runtime.store.close()
