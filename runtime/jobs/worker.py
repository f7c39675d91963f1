"""Does jobs: claims those that are due, performs each by its handler, says how it went.

Takes: the Runtime with its handlers. Gives: effects, once. Never: an exception (they become retries, dead jobs and log lines).
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from random import Random
from threading import Event, Lock
from typing import Any

import structlog

from builder.errors import NotFound
from runtime.context import SYSTEM, Context, Runtime
from runtime.jobs.handler import Handler
from runtime.jobs.retry import GiveUp, Verdict, decide
from runtime.revision import Revision
from runtime.store import jobs
from runtime.store.jobs import Claim, Job
from runtime.store.parts import part
from runtime.store.write import UnitOfWork
from runtime.values import utc_now

BATCH = 50
LEASE = timedelta(seconds=60)
BUDGET = 0.05  # seconds: how long a transaction of several jobs goes on taking the next one
DONE, LOST = "done", "lost"


class Worker:
    """One who works, under a name nobody else bears. `alone` is held while a job is done whose worker died before; once `stop` is set
    nothing more is begun."""

    def __init__(
        self, runtime: Runtime, name: str, lease: timedelta = LEASE, alone: AbstractContextManager[Any] | None = None,
        stop: Event | None = None,
    ) -> None:  # fmt: skip
        self.runtime = runtime
        self.name = name
        self._handlers: Mapping[str, Handler] = runtime.job_handlers
        self._lease = lease
        self._alone = alone or Lock()
        self._stop = stop or Event()
        self._chance = Random()  # noqa: S311
        self._known: dict[str, Revision | None] = {}
        self._log = structlog.get_logger().bind(worker=name)
        self._began: float | None = None

    def run_due(self, limit: int = BATCH) -> int:
        """One pass over what is due now; how many jobs were taken up."""
        found: jobs.Waiting = self.runtime.store.read(self._context(), lambda uow: jobs.waiting(uow, self._now()))
        self._began = time.monotonic()
        try:
            if found.expired:
                self._expire()
            taken = self._claim(limit, jobs.LANES) if found.due else []
            self._work(taken)
            return len(taken) + (self._run_suspect() if found.suspects or found.expired else 0)
        finally:
            self._began = None

    def busy_for(self) -> float:
        """Seconds since this pass began; 0 between passes."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def renew(self) -> None:
        """Keeps what it holds: called beside it, while it works."""
        if self._began is not None:
            self.runtime.store.write(self._context(), lambda uow: jobs.renew(uow, self._claiming()))

    def _run_suspect(self) -> int:
        with self._alone:
            taken = self._claim(1, (jobs.SUSPECT,))
            self._work(taken)
        return len(taken)

    # Claiming

    def _now(self) -> datetime | None:
        """Several hosts agree on the database's clock; a clock that was injected is everybody's."""
        own = self.runtime.clock is utc_now and not self.runtime.settings.sqlite
        return None if own else self.runtime.clock()

    def _claim(self, limit: int, lanes: Sequence[int]) -> list[Job]:
        taken: list[Job] = self.runtime.store.write(self._context(), lambda uow: jobs.claim(uow, self._claiming(), limit, lanes))
        return taken

    def _claiming(self) -> Claim:
        return Claim(self.name, self._lease, self._now())

    def _expire(self) -> None:
        fallen: list[Job] = self.runtime.store.write(self._context(), lambda uow: jobs.expire(uow, self._now()))
        for job in fallen:
            self._tell(job, "dead", error="job_worker_died")

    # Contexts

    def _context(self) -> Context:
        return Context(SYSTEM, self.runtime, self.runtime.clock(), cause="jobs")

    def _acting(self, job: Job) -> Context:
        """The system on behalf of the job, in its app."""
        if job.app and self._known.get(job.app) is None:
            self._known[job.app] = self.runtime.store.revision(job.app)
        return replace(
            self._context(), app=job.app, revision=self._known.get(job.app), cause=f"job:{job.kind}", root=job.root, depth=job.depth
        )

    # Doing

    def _work(self, taken: Sequence[Job]) -> None:
        rest = list(taken)
        while rest and not self._stop.is_set():
            del rest[: self._step(rest)]
        for job in rest:
            self.runtime.store.write(self._context(), partial(_released, job))

    def _step(self, rest: Sequence[Job]) -> int:
        """Does the next job, or several in one transaction; how many."""
        first = rest[0]
        if not (self.runtime.settings.sqlite and self._is_inside(first)):
            self._do(first, self._handlers.get(first.kind))
            return 1
        alike = list(takewhile(lambda job: job.app == first.app and self._is_inside(job), rest))
        told: list[Any] = self.runtime.store.write(self._acting(first), partial(self._some, alike))
        for tell in told:
            tell()
        return len(told)

    def _is_inside(self, job: Job) -> bool:
        handler = self._handlers.get(job.kind)
        return handler is not None and handler.inside is not None

    def _do(self, job: Job, handler: Handler | None) -> None:
        """One job in a transaction of its own, or outside of any."""
        began = time.perf_counter()
        try:
            if handler is None:
                raise GiveUp("job_unknown_kind", kind=job.kind)
            ctx = self._acting(job)
            ending = handler.inside
            if handler.outside is not None:
                ending = partial(_ended, handler, handler.outside(ctx, job))
            outcome = self.runtime.store.write(ctx, lambda uow: _performed(uow, job, ending))
            self._tell(job, outcome, ms=_since(began))
        except Exception as error:
            verdict = self._verdict(error, job)
            self.runtime.store.write(self._acting(job), lambda uow: self._failed(uow, job, verdict))
            self._tell_failure(job, verdict, error)

    def _some(self, group: Sequence[Job], uow: UnitOfWork) -> list[Any]:
        """Several jobs that only touch the database, each undone alone where it fails; at most 50 ms at a time."""
        began = time.perf_counter()
        told: list[Any] = []
        for job in group:
            told.append(self._one(uow, job))
            if time.perf_counter() - began > BUDGET:
                break
        return told

    def _one(self, uow: UnitOfWork, job: Job) -> Any:
        """One of several; gives what to say about it once they are committed."""
        began = time.perf_counter()
        handler = self._handlers[job.kind]
        ctx = replace(self._acting(job), revision=uow.ctx.revision)
        try:
            with part(uow, ctx) as inner:
                outcome = _performed(inner, job, handler.inside)
            return partial(self._tell, job, outcome, ms=_since(began))
        except Exception as error:
            verdict = self._verdict(error, job)
            with part(uow, ctx) as inner:
                self._failed(inner, job, verdict)
            return partial(self._tell_failure, job, verdict, error)

    # Failing

    def _verdict(self, error: Exception, job: Job) -> Verdict:
        return decide(error, job.attempts, job.max_attempts, self._chance)

    def _failed(self, uow: UnitOfWork, job: Job, verdict: Verdict) -> None:
        if verdict.after is not None:
            jobs.again(uow, job, uow.now + verdict.after, verdict.code, verdict.params)
        elif jobs.dead(uow, job, verdict.code, verdict.params):
            handler = self._handlers.get(job.kind)
            if handler is not None and handler.dead is not None:
                handler.dead(uow, job, verdict.code)

    # Saying

    def _tell_failure(self, job: Job, verdict: Verdict, error: Exception) -> None:
        trace = {"exc_info": error} if verdict.bug else {}
        self._tell(job, "dead" if verdict.after is None else "again", error=verdict.code, **trace)

    def _tell(self, job: Job, outcome: str, **more: Any) -> None:
        """One line a job: ids and codes, never what is in it."""
        say = self._log.info if outcome == DONE else self._log.warning
        say("job", job=job.id, kind=job.kind, app=job.app, outcome=outcome, attempt=job.attempts, **more)


def _performed(uow: UnitOfWork, job: Job, work: Any) -> str:
    """The acknowledgement first: whoever is too late does nothing."""
    if job.app and uow.ctx.revision is None:
        raise NotFound("app_not_found")
    if not jobs.acknowledge(uow, job):
        return LOST
    work(uow, job)
    return DONE


def _released(job: Job, uow: UnitOfWork) -> None:
    jobs.release(uow, job)


def _ended(handler: Handler, result: Any, uow: UnitOfWork, job: Job) -> None:
    if handler.then is not None:
        handler.then(uow, job, result)


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


def drain(runtime: Runtime) -> int:
    """Everything that is due at the runtime's clock, and what follows from it; how many jobs that were. For tests and rehearsals."""
    worker = Worker(runtime, "drain")
    return sum(iter(worker.run_due, 0))
