"""When work fails: leases that run out, workers that die, pauses that grow, jobs nobody can do. Both databases."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from builder.errors import Conflict, Invalid
from runtime.jobs.handler import Handler
from runtime.jobs.retry import GiveUp, Retry
from runtime.jobs.worker import Worker
from runtime.store import jobs
from runtime.store.jobs import Job, NewJob
from tests.conftest import Clock
from tests.contract.queues import NOTES, claim, every, incidents, inside, keys, note, notes, put, states, with_handlers, worker, write
from tests.installation import Installation


def test_whoever_comes_too_late_cannot_acknowledge(installation: Installation, clock: Clock) -> None:
    put(installation, NewJob("x", "k", {}))
    [late] = claim(installation, "slow", lease=timedelta(seconds=10))
    assert claim(installation, "fast") == []
    clock.advance(timedelta(seconds=11))
    assert write(installation, lambda uow: jobs.expire(uow, clock())) == []
    assert not write(installation, lambda uow: jobs.acknowledge(uow, late)), "given back"
    how = jobs.Claim("fast", timedelta(seconds=10), clock())
    [fresh] = write(installation, lambda uow: jobs.claim(uow, how, 1, (jobs.SUSPECT,)))
    assert (fresh.key, fresh.expiries) == ("k", 1)
    assert fresh.token > late.token
    assert not write(installation, lambda uow: jobs.acknowledge(uow, late)), "somebody else's"
    assert not write(installation, lambda uow: jobs.again(uow, late, clock(), "database_busy"))
    assert not write(installation, lambda uow: jobs.dead(uow, late, "database_busy"))
    assert write(installation, lambda uow: jobs.acknowledge(uow, fresh))
    assert not write(installation, lambda uow: jobs.acknowledge(uow, fresh)), "once"


def test_work_that_lost_its_lease_leaves_nothing(installation: Installation, clock: Clock) -> None:
    installation.publish(NOTES)

    def slow(ctx: Any, job: Job) -> None:
        if job.attempts == 1:  # while it is out, its lease ends and another does it
            clock.advance(timedelta(minutes=2))
            Worker(installation.runtime, "other").run_due()

    with_handlers(installation, slow=Handler({"en": "x"}, outside=slow, then=lambda uow, job, result: note(uow, f"{job.key}{job.attempts}")))
    put(installation, NewJob("slow", "k", {}), app="tiny")
    installation.drain()
    assert notes(installation) == ["k2"]
    assert states(installation) == {"k": "done"}


def test_a_worker_that_lives_keeps_what_it_holds(installation: Installation, clock: Clock) -> None:
    held: list[list[Job]] = []

    def long(uow: Any, job: Job) -> None:
        return None

    def outside(ctx: Any, job: Job) -> None:
        for _ in range(4):
            clock.advance(timedelta(seconds=40))
            mine.renew()
        held.append(claim(installation, "thief"))

    with_handlers(installation, long=Handler({"en": "x"}, outside=outside, then=lambda uow, job, result: long(uow, job)))
    mine = worker(installation)
    put(installation, NewJob("long", "k", {}))
    assert mine.run_due() == 1
    assert held == [[]]
    assert states(installation) == {"k": "done"}


def test_a_job_whose_worker_always_dies_goes_dead_and_harms_no_other(installation: Installation, clock: Clock) -> None:
    put(installation, NewJob("deadly", "deadly", {}, max_attempts=3), *(NewJob("x", f"k{n}", {}) for n in range(5)))
    with_handlers(installation, x=inside(lambda uow, job: None))
    assert len(claim(installation, "dies")) == 6  # the process is gone with all it held
    for _ in range(2):
        clock.advance(timedelta(minutes=2))
        write(installation, lambda uow: jobs.expire(uow, clock()))
        how = jobs.Claim("dies", timedelta(seconds=60), clock())
        assert keys(write(installation, lambda uow, how=how: jobs.claim(uow, how, 1, (jobs.SUSPECT,)))) == ["deadly"], "alone from now on"
    clock.advance(timedelta(minutes=2))
    installation.drain()
    assert states(installation) == {"deadly": "dead", **{f"k{n}": "done" for n in range(5)}}
    assert incidents(installation) == [("job_worker_died", "open")]


def test_what_was_not_begun_is_given_back(installation: Installation) -> None:
    stop = threading.Event()
    done: list[str] = []

    def work(ctx: Any, job: Job) -> None:
        done.append(job.key)
        stop.set()

    with_handlers(installation, x=Handler({"en": "x"}, outside=work))
    put(installation, *(NewJob("x", f"k{n}", {}) for n in range(5)))
    Worker(installation.runtime, "one", stop=stop).run_due()
    assert len(done) == 1
    rest = [job for job in every(installation).values() if job.state == "ready"]
    assert [(job.attempts, job.leased_by) for job in rest] == [(0, None)] * 4


# Failing


def test_pauses_grow_until_it_is_dead(installation: Installation, clock: Clock) -> None:
    told: list[str] = []

    def fails(uow: Any, job: Job) -> None:
        raise ZeroDivisionError("secret")

    with_handlers(installation, x=inside(fails, dead=lambda uow, job, error: told.append(error)))
    put(installation, NewJob("x", "k", {}))
    pauses = []
    for _ in range(5):
        assert installation.drain() == 1
        job = every(installation)["k"]
        pauses.append((job.run_at - clock()).total_seconds())
        clock.now = job.run_at
    assert [low <= pause <= low * 1.2 for low, pause in zip((10, 30, 90, 270, 810), pauses, strict=True)] == [True] * 5, pauses
    assert told == []
    assert installation.drain() == 1
    job = every(installation)["k"]
    assert (job.state, job.attempts, job.last_error, job.error_params) == ("dead", 6, "job_bug", {"error": "ZeroDivisionError"})
    assert told == ["job_bug"]
    assert incidents(installation) == [("job_bug", "open")]


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (Retry("job_status", timedelta(minutes=7), status=503), "ready", 420), (GiveUp("job_status", status=404), "dead", 0),
        (Invalid("invalid"), "dead", 0), (Conflict("stale"), "ready", None),
    ],
)  # fmt: skip
def test_a_handler_may_know_better(installation: Installation, clock: Clock, error: Exception, state: str, wait: int | None) -> None:
    def outside(ctx: Any, job: Job) -> None:
        raise error

    with_handlers(installation, x=Handler({"en": "x"}, outside=outside))
    put(installation, NewJob("x", "k", {}))
    installation.drain()
    job = every(installation)["k"]
    assert job.state == state
    assert job.last_error == error.code  # type: ignore[attr-defined]
    assert wait is None or job.run_at == clock() + timedelta(seconds=wait)


def test_kinds_and_apps_nobody_knows_go_dead(installation: Installation) -> None:
    with_handlers(installation, x=inside(lambda uow, job: None))
    put(installation, NewJob("nobody", "a", {}), NewJob("x", "b", {}, app="gone"))
    installation.drain()
    assert {key: job.last_error for key, job in every(installation).items()} == {"a": "job_unknown_kind", "b": "app_not_found"}
    assert set(states(installation).values()) == {"dead"}
