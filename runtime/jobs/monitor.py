"""The queue for people: what waits, what failed, what becomes of it. Takes: a Context first. Gives: Job values. Never: other people's jobs.

Administrators see every job; whoever started one may watch it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from builder.errors import Conflict, NotAllowed, NotFound
from runtime.context import Context
from runtime.jobs.handler import Handler
from runtime.store import audit, job_list
from runtime.store.job_list import Counts
from runtime.store.jobs import Job
from runtime.store.write import UnitOfWork

LATE = timedelta(minutes=1)
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the queue with its numbers."""

    jobs: list[Job]
    counts: Counts
    next_cursor: str | None


def listed(ctx: Context, state: str, app: str | None = None, cursor: str | None = None) -> Listed:
    """Jobs in a state, the latest first."""
    _require(ctx)

    def work(uow: UnitOfWork) -> Listed:
        found, following = job_list.page(uow, state, app, cursor, PER_PAGE)
        return Listed(found, _counts(uow), following)

    result: Listed = ctx.runtime.store.read(ctx, work)
    return result


def counts(ctx: Context) -> Counts:
    """The queue in numbers."""
    found: Counts = ctx.runtime.store.read(ctx, _counts)
    return found


def late(ctx: Context) -> int:
    """How many jobs wait for longer than they should, up to a thousand."""
    found: int = ctx.runtime.store.read(ctx, lambda uow: job_list.late(uow, uow.now - LATE))
    return found


def _counts(uow: UnitOfWork) -> Counts:
    return job_list.counts(uow, uow.now - timedelta(days=1), uow.now - LATE)


def one(ctx: Context, job: str) -> Job:
    """A job; for everybody but administrators and whoever started it there is none."""
    found: Job | None = ctx.runtime.store.read(ctx, lambda uow: job_list.find(uow, job))
    if found is None or not (_all_powerful(ctx) or (ctx.actor.id is not None and found.created_by == ctx.actor.id)):
        raise NotFound("job_not_found")
    return found


def retry(ctx: Context, job: str) -> Job:
    """A dead job is tried again from the start."""
    return _decide(ctx, job, "job_retried", job_list.retry)


def skip(ctx: Context, job: str) -> Job:
    """A dead job is let be, and whatever waited for it goes on."""

    def skipped(uow: UnitOfWork, key: str) -> bool:
        found = job_list.find(uow, key)
        done = job_list.skip(uow, key)
        handler: Handler | None = ctx.runtime.job_handlers.get(found.kind) if found else None
        if done and found and handler and handler.skipped:
            with uow.acting(uow.ctx.as_system(f"job:{found.kind}")):
                handler.skipped(uow, found)
        return done

    return _decide(ctx, job, "job_skipped", skipped)


def cancel(ctx: Context, job: str) -> Job:
    """A job that waits or is dead is called off."""
    return _decide(ctx, job, "job_cancelled", job_list.cancel)


def _decide(ctx: Context, job: str, action: str, change: Callable[[UnitOfWork, str], bool]) -> Job:
    _require(ctx)
    found = one(ctx, job)

    def work(uow: UnitOfWork) -> Job | None:
        if not change(uow, job):
            raise Conflict("job_state")
        audit.append(uow, {"actor": uow.ctx.actor.id, "ip": None, "action": action, "object": job, "detail": {"kind": found.kind}})
        return job_list.find(uow, job)

    result: Job = ctx.runtime.store.write(_in_app(ctx, found), work)
    return result


def _in_app(ctx: Context, job: Job) -> Context:
    """The same caller in the job's app: a decision may move what belongs to it."""
    return replace(ctx, app=job.app, revision=ctx.runtime.store.revision(job.app)) if job.app else ctx


def _require(ctx: Context) -> None:
    if not _all_powerful(ctx):
        raise NotAllowed("not_allowed_jobs")


def _all_powerful(ctx: Context) -> bool:
    return ctx.actor.admin or ctx.actor.kind == "system"
