"""The engine's own periodic work. Takes: jobs. Gives: rows forgotten in time, a little at once. Never: anything a person would miss."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from runtime.jobs.handler import Handler
from runtime.jobs.schedule import Pattern, next_times, tick_key, upcoming
from runtime.store import idempotency, job_list, jobs, notices, rules
from runtime.store.jobs import BACKGROUND, Job, NewJob
from runtime.store.write import UnitOfWork

KIND = "upkeep.purge"
NIGHTLY = Pattern("day", at="03:30", zone="Asia/Shanghai")
AT_ONCE = 1_000  # rows: a write in the background holds the one writer of SQLite for a moment only

Purge = tuple[Callable[[UnitOfWork, Any, int], int], timedelta]
PURGES: Sequence[Purge] = (  # what is forgotten, and how long it is kept
    (idempotency.purge, timedelta(days=7)),
    (job_list.purge, timedelta(days=90)),
    (job_list.purge_incidents, timedelta(days=90)),
    (notices.purge, timedelta(days=180)),
    (rules.purge_fires, timedelta(days=90)),
    (rules.purge_runs, timedelta(days=730)),
)


def seed(uow: UnitOfWork) -> None:
    """Plans the next night where it is not planned yet; any worker does it when it starts, and nothing is planned twice."""
    _plan(uow, next(upcoming(NIGHTLY, uow.now)))


def _plan(uow: UnitOfWork, planned: Any) -> None:
    jobs.enqueue(uow, [NewJob(KIND, tick_key("upkeep", planned), {}, planned, BACKGROUND)])


def _purge(uow: UnitOfWork, job: Job) -> None:
    """One portion; goes on until nothing old is left."""
    if not job.payload:
        _plan(uow, next_times(NIGHTLY, job.run_at, uow.now).next)
    step = job.payload.get("step", 0)
    forget, kept = PURGES[step]
    step += forget(uow, uow.now - kept, AT_ONCE) < AT_ONCE
    if step < len(PURGES):
        jobs.carry_on(uow, job, {"step": step})


def _go_on(uow: UnitOfWork, job: Job, error: str) -> None:
    """A night that failed does not keep the next one from coming."""
    seed(uow)


HANDLERS: Mapping[str, Handler] = {
    KIND: Handler({"zh-CN": "清理过期记录", "en": "Forget what is past its time"}, inside=_purge, dead=_go_on),
}
