"""kill -9 of workers while workflows start, wait and go on: every instance is there once and none is lost."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.records import service
from runtime.values import utc_now
from tests.contract.test_jobs_crash import Crowd, until
from tests.installation import open_installation
from tests.workflows import Desk, line, step, workflow

RECORDS, KILLS = 25, 3
NOTE = {"type": "update", "set": {"reply": "CONCAT(reply, 'x')"}}


@pytest.fixture
def crowd(database: str, tmp_path: Path) -> Iterator[Crowd]:
    made = Crowd(database, tmp_path)
    yield made
    made.close()


def test_every_start_has_one_instance_and_every_action_one_effect(database: str, tmp_path: Path, crowd: Crowd) -> None:
    site = open_installation(database, tmp_path, utc_now)
    steps = [step("s", "start"), step("u", "action", actions=[NOTE]), step("d", "delay", until={"field": "visit_at"}), step("v", "action", actions=[NOTE]), step("z", "end")]
    desk = Desk(site).publish(workflow(steps, line("s", "u", "d", "v", "z"), on={"event": "created", "form": "refund"})).people("ann")
    made: list[str] = []
    for kill in range(KILLS):
        crowd.start("work", f"w{kill}")
        later = (utc_now() + timedelta(seconds=2)).isoformat()
        made += [service.create(desk.ctx("ann"), "refund", {"no": f"{kill}.{number}", "visit_at": later}).record.id for number in range(RECORDS)]
        crowd.send(f"w{kill}", signal.SIGKILL)
    crowd.start("work", "last")
    ended = "SELECT count(*) FROM wf_instance WHERE state = 'ended'"
    until(lambda: desk.read(lambda uow: uow.connection.execute(text(ended)).scalar()) >= len(made))
    every = "SELECT count(*), count(DISTINCT record_id), count(DISTINCT start_key) FROM wf_instance"
    assert tuple(desk.read(lambda uow: uow.connection.execute(text(every)).one())) == (len(made),) * 3
    assert {desk.values(record)["reply"] for record in made} == {"xx"}
    assert desk.read(lambda uow: uow.connection.execute(text("SELECT count(*) FROM wf_activation WHERE state = 'active'")).scalar()) == 0
    site.runtime.store.close()
