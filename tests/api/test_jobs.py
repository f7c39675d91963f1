"""The queue over HTTP: administrators look and decide, whoever started a job watches it, and nothing of what is in it is told."""

from datetime import timedelta
from typing import Any

import pytest

from runtime.jobs.handler import Handler
from runtime.store import jobs
from runtime.store.jobs import NewJob
from tests.api.conftest import Mall
from tests.conftest import Clock
from tests.contract.queues import LABEL, every, incidents, inside, put, with_handlers, write

JOBS = "/api/v1/jobs"


def failing(mall: Mall, **more: Any) -> str:
    """A dead job about a record; its id."""

    def fails(uow: Any, job: Any) -> None:
        if job.payload.get("secret"):
            raise ZeroDivisionError("13800138000")

    with_handlers(mall.house, fails=inside(fails, **more), later=Handler(LABEL, outside=lambda ctx, job: None))
    payload = {"secret": "13800138000", "form": "member", "record": "06Y12YA6G0008"}
    put(mall.house, NewJob("fails", "k", payload, max_attempts=1), app="tiny")
    mall.house.drain()
    return every(mall.house)["k"].id


def test_administrators_see_the_queue_in_words(mall: Mall, clock: Clock) -> None:
    job = failing(mall)
    put(mall.house, NewJob("later", "l", {}, run_at=clock() + timedelta(days=1)), NewJob("later", "late", {}, run_at=clock() - timedelta(hours=1)))
    found = mall.call("boss", "GET", f"{JOBS}?state=dead").json
    assert found["counts"] == {"ready": 2, "leased": 0, "dead": 1, "done_today": 0, "late": 1}
    [shown] = found["jobs"]
    assert shown == {
        "id": job, "kind": "fails", "label": "测试", "app": "tiny", "app_label": shown["app_label"], "state": "dead", "run_at": shown["run_at"],
        "attempts": 1, "max_attempts": 1, "error": "这项后台任务遇到了程序错误（ZeroDivisionError），已记入日志。请联系管理员。", "progress": None,
        "created_at": "2026-11-21T06:00:00.000Z", "link": {"app": "tiny", "form": "member", "record": "06Y12YA6G0008"},
    }  # fmt: skip
    assert shown["app_label"]
    assert "13800138000" not in mall.call("boss", "GET", f"{JOBS}/{job}").text
    assert mall.call("boss", "GET", f"{JOBS}?state=dead&app=other").json["jobs"] == []
    assert mall.call("boss", "GET", f"{JOBS}?state=sleeping").status_code == 400


def test_pages_of_the_queue(mall: Mall) -> None:
    put(mall.house, *(NewJob("later", f"k{n:02}", {}) for n in range(60)))
    first = mall.call("boss", "GET", JOBS).json
    second = mall.call("boss", "GET", f"{JOBS}?cursor={first['next_cursor']}").json
    ids = [job["id"] for page in (first, second) for job in page["jobs"]]
    assert (len(first["jobs"]), len(second["jobs"]), second["next_cursor"]) == (50, 10, None)
    assert ids == sorted(set(ids), reverse=True)


@pytest.mark.parametrize("who", ["stranger", "agent", "owner"])
def test_nobody_else_sees_it(mall: Mall, who: str) -> None:
    job = failing(mall)
    assert mall.call(who, "GET", JOBS).json["code"] == "not_allowed_jobs"
    assert mall.call(who, "GET", f"{JOBS}/{job}").status_code == 404
    for verb in ("retry", "skip", "cancel"):
        assert mall.call(who, "POST", f"{JOBS}/{job}:{verb}").status_code == 403
    assert every(mall.house)["k"].state == "dead"


def test_whoever_started_a_job_watches_it(mall: Mall) -> None:
    ctx = mall.house.context(mall.people["agent"], "tiny")
    mall.house.runtime.store.write(ctx, lambda uow: jobs.enqueue(uow, [NewJob("later", "mine", {})]))
    job = every(mall.house)["mine"]
    write(mall.house, lambda uow: jobs.progress(uow, job, 3, 10))
    assert mall.call("agent", "GET", f"{JOBS}/{job.id}").json["progress"] == {"done": 3, "total": 10}
    assert mall.call("owner", "GET", f"{JOBS}/{job.id}").status_code == 404


def test_a_dead_job_is_tried_again(mall: Mall) -> None:
    job = failing(mall)
    again = mall.call("boss", "POST", f"{JOBS}/{job}:retry")
    assert (again.json["state"], again.json["attempts"], again.json["error"]) == ("ready", 0, None)
    assert incidents(mall.house) == [("job_bug", "resolved")]
    assert mall.call("boss", "POST", f"{JOBS}/{job}:retry").json["code"] == "job_state"
    with_handlers(mall.house, fails=inside(lambda uow, job: None))
    mall.house.drain()
    assert every(mall.house)["k"].state == "done"


def test_a_dead_job_is_let_be_and_what_waited_for_it_goes_on(mall: Mall) -> None:
    told: list[Any] = []
    job = failing(mall, skipped=lambda uow, job: told.append((uow.ctx.app, uow.ctx.rev.n, uow.ctx.actor.kind, job.key)))
    assert mall.call("boss", "POST", f"{JOBS}/{job}:skip").json["state"] == "done"
    assert told == [("tiny", 1, "system", "k")]
    assert mall.call("boss", "POST", f"{JOBS}/{job}:skip").status_code == 409
    assert len(told) == 1


def test_a_job_that_waits_is_called_off(mall: Mall) -> None:
    put(mall.house, NewJob("later", "l", {}))
    job = every(mall.house)["l"].id
    assert mall.call("boss", "POST", f"{JOBS}/{job}:cancel").json["state"] == "cancelled"
    assert mall.call("boss", "POST", f"{JOBS}/{job}:cancel").status_code == 409
    assert mall.house.drain() == 0


def test_health_says_when_nobody_works(mall: Mall, clock: Clock) -> None:
    put(mall.house, NewJob("later", "l", {}))
    assert mall.call(None, "GET", "/healthz").json == {"status": "ok", "late_jobs": 0}
    clock.advance(timedelta(minutes=2))
    assert mall.call(None, "GET", "/healthz").json == {"status": "late", "late_jobs": 1}
