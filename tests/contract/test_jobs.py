"""The queue on both databases: jobs are left behind with the writer's transaction, done once, in order, and never lost."""

from dataclasses import replace
from datetime import timedelta

from runtime.jobs.handler import Handler
from runtime.store import jobs
from runtime.store.jobs import NewJob
from tests.conftest import Clock
from tests.installation import Installation

LABEL = {"zh-CN": "测试", "en": "Test"}


def put(installation: Installation, *new: NewJob) -> int:
    ctx = installation.system()
    count: int = installation.runtime.store.write(ctx, lambda uow: jobs.enqueue(uow, new))
    return count


def with_handlers(installation: Installation, **handlers: Handler) -> Installation:
    installation.runtime = replace(installation.runtime, job_handlers={**installation.runtime.job_handlers, **handlers})
    return installation


def test_vertical(installation: Installation, clock: Clock) -> None:
    done: list[str] = []
    with_handlers(installation, note=Handler(LABEL, inside=lambda uow, job: done.append(job.key)))
    assert put(installation, NewJob("note", "a", {"x": 1}), NewJob("note", "b", {}, run_at=clock() + timedelta(hours=1))) == 2
    assert put(installation, NewJob("note", "a", {"x": 2})) == 0
    assert installation.drain() == 1
    assert done == ["a"]
    clock.advance(timedelta(hours=1))
    assert installation.drain() == 1
    assert done == ["a", "b"]
    assert put(installation, NewJob("note", "a", {})) == 0
