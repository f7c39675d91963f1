"""The workers of a process: woken when work is left behind, stopped in good order; and what the engine does by itself every night."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from runtime.jobs import crew as crews
from runtime.jobs import upkeep
from runtime.jobs.crew import Crew
from runtime.jobs.handler import Handler
from runtime.store import idempotency, jobs, notices
from runtime.store.jobs import Job, NewJob
from runtime.store.notices import NewNotice
from runtime.store.tables import idempotency as answers
from runtime.values import utc_now
from tests.conftest import Clock
from tests.contract.queues import LABEL, every, inside, put, states, with_handlers, write
from tests.installation import Installation, open_installation


@pytest.fixture
def living(database: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation on the real clock."""
    opened = open_installation(database, tmp_path, utc_now)
    yield opened
    opened.runtime.store.close()


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def test_whoever_leaves_work_behind_wakes_a_worker(living: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "POLL", 120.0)  # nobody looks by himself while this test lasts
    done = threading.Event()
    with_handlers(living, x=inside(lambda uow, job: done.set()))
    crew = Crew(living.runtime, 1 if living.runtime.settings.sqlite else 3, lease=timedelta(minutes=20))
    crew.start()
    until(lambda: [key for key in states(living) if key.startswith("sched:upkeep:")])
    time.sleep(0.5)
    put(living, NewJob("x", "k", {}))
    assert done.wait(30)
    put(living, NewJob("unknown", "dead", {}))
    until(lambda: states(living)["dead"] == "dead")
    crew.stop()


def test_a_crew_looks_by_itself_where_nobody_rings(living: Installation) -> None:
    done = threading.Event()
    with_handlers(living, x=inside(lambda uow, job: done.set()))
    put(living, NewJob("x", "k", {}, run_at=utc_now() + timedelta(seconds=1.5)))
    crew = Crew(living.runtime)
    crew.start()
    assert done.wait(30)
    crew.stop()


def test_stopping_finishes_what_has_begun_and_gives_back_the_rest(living: Installation) -> None:
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def outside(ctx: object, job: Job) -> None:
        begun.set()
        go_on.wait(30)
        order.append(job.key)

    with_handlers(living, x=Handler(LABEL, outside=outside))
    put(living, *(NewJob("x", f"k{n}", {}) for n in range(4)))
    crew = Crew(living.runtime)
    crew.start()
    assert begun.wait(30)
    stopping = threading.Thread(target=crew.stop)
    stopping.start()
    time.sleep(0.1)
    go_on.set()
    stopping.join(30)
    found = {key: (job.state, job.attempts) for key, job in every(living).items() if job.kind == "x"}
    assert len(order) == 1
    assert found == {f"k{n}": ("done", 1) if f"k{n}" == order[0] else ("ready", 0) for n in range(4)}


def test_a_mistake_in_a_look_does_not_end_a_worker(living: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([True, True])
    done = threading.Event()
    look = jobs.waiting

    def broken(uow: object, now: object) -> object:
        if next(failures, False):
            raise OSError("the server is gone for a moment")
        return look(uow, now)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "waiting", broken)
    with_handlers(living, x=inside(lambda uow, job: done.set()))
    put(living, NewJob("x", "k", {}))
    crew = Crew(living.runtime)
    crew.start()
    assert done.wait(30)
    crew.stop()


# Every night


def remember(installation: Installation, key: str) -> None:
    write(installation, lambda uow: idempotency.save(uow, ("me", "POST", "/x", key), "hash", (200, {}, "")))


def remembered(installation: Installation) -> int:
    return int(write(installation, lambda uow: uow.connection.execute(select(func.count()).select_from(answers)).scalar_one()))


def test_old_answers_and_jobs_are_forgotten_at_night(installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 2)
    with_handlers(installation, x=inside(lambda uow, job: None))
    for n in range(5):
        remember(installation, f"old{n}")
    put(installation, NewJob("x", "old", {}), NewJob("nobody", "dead", {}))
    installation.drain()
    clock.advance(timedelta(days=8))
    remember(installation, "fresh")
    write(installation, upkeep.seed)
    write(installation, upkeep.seed)
    clock.advance(timedelta(days=1))
    installation.drain()
    assert remembered(installation) == 1
    assert states(installation)["old"] == "done", "kept for 90 days"
    assert put(installation, NewJob("x", "old", {})) == 0
    clock.advance(timedelta(days=90))
    installation.drain()
    assert remembered(installation) == 0
    assert "old" not in states(installation)
    assert states(installation)["dead"] == "dead", "until somebody decides"
    assert put(installation, NewJob("x", "old", {})) == 1, "its key is free again"


def test_four_hundred_days_later_the_night_comes_once_and_then_the_next(installation: Installation, clock: Clock) -> None:
    write(installation, upkeep.seed)
    clock.advance(timedelta(days=400))
    installation.drain()
    planned = sorted((job.run_at, job.state) for job in every(installation).values() if job.kind == upkeep.KIND)
    assert [state for _, state in planned] == ["done", "ready"]
    assert timedelta() < planned[1][0] - clock() <= timedelta(days=1)


def test_old_notices_are_forgotten_once_they_are_read(installation: Installation, clock: Clock) -> None:
    person = installation.user("anna").id
    write(installation, lambda uow: notices.add(uow, [NewNotice(person, "read"), NewNotice(person, "unread")]))
    [_, first] = write(installation, lambda uow: notices.listed(uow, person))
    write(installation, lambda uow: notices.read(uow, person, [first["id"]]))
    write(installation, upkeep.seed)
    clock.advance(timedelta(days=179))
    installation.drain()
    assert len(write(installation, lambda uow: notices.listed(uow, person))) == 2
    clock.advance(timedelta(days=2))
    installation.drain()
    assert [row["title"] for row in write(installation, lambda uow: notices.listed(uow, person))] == ["unread"]
