"""The queue as people look at it, and what they decide about jobs that failed. Takes: a unit of work. Gives: Job values, counts.

Never: claims.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update

from runtime.store.jobs import COLUMNS, Job, c, in_state, job_of
from runtime.store.tables_jobs import incident
from runtime.store.tables_jobs import job as table
from runtime.store.write import UnitOfWork

STATES = ("ready", "leased", "dead", "done", "cancelled")
COUNTED = 1_000
_FREE: dict[str, Any] = {"leased_until": None, "leased_by": None, "last_error": None, "error_params": None}


@dataclass(frozen=True, slots=True)
class Counts:
    """The queue in numbers; `late`: due for longer than it should be; `oldest`: since when the first of those that are due waits."""

    ready: int
    leased: int
    dead: int
    done_today: int
    late: int
    oldest: datetime | None


def find(uow: UnitOfWork, job: str) -> Job | None:
    """A job by id."""
    row = uow.connection.execute(select(*COLUMNS).where(c.id == job)).first()
    return None if row is None else job_of(row)


def page(uow: UnitOfWork, state: str, app: str | None, before: str | None, limit: int) -> tuple[list[Job], str | None]:
    """Jobs in a state, the latest first; what is given as `before` next is the second."""
    listed = select(*COLUMNS).where(c.state == state).order_by(c.id.desc()).limit(limit + 1)
    if app:
        listed = listed.where(c.app == app)
    if before:
        listed = listed.where(c.id < before)
    found = [job_of(row) for row in uow.connection.execute(listed)]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def counts(uow: UnitOfWork, since: datetime, late: datetime) -> Counts:
    """The queue in numbers: done since `since`, due before `late` and not begun."""
    states = {state: _count(uow, state) for state in STATES[:3]}
    done = select(func.count()).where(c.finished_at >= since, c.state == "done")
    waiting = select(func.count(), func.min(c.run_at)).where(in_state(c.state, "ready"), c.run_at <= late)
    behind, oldest = uow.connection.execute(waiting).one()
    finished = uow.connection.execute(done).scalar_one()
    return Counts(**states, done_today=finished, late=behind, oldest=oldest)


def _count(uow: UnitOfWork, state: str) -> int:
    return int(uow.connection.execute(select(func.count()).select_from(table).where(in_state(c.state, state))).scalar_one())


def leased(uow: UnitOfWork) -> int:
    """How many jobs are being done."""
    return _count(uow, "leased")


def late(uow: UnitOfWork, before: datetime) -> int:
    """How many jobs were due before a time and are not begun; counts up to a thousand, for it is asked often."""
    waiting = select(c.id).where(in_state(c.state, "ready"), c.run_at <= before).limit(COUNTED).subquery()
    return int(uow.connection.execute(select(func.count()).select_from(waiting)).scalar_one())


def retry(uow: UnitOfWork, job: str) -> bool:
    """A dead job is tried again from the start; False where it is not dead."""
    fresh = {"state": "ready", "lane": c.priority, "attempts": 0, "expiries": 0, "run_at": uow.now, "finished_at": None, **_FREE}
    uow.after.append(uow.database.bell.ring)
    return _decided(uow, job, ("dead",), fresh)


def skip(uow: UnitOfWork, job: str) -> bool:
    """A dead job counts as done; False where it is not dead."""
    return _decided(uow, job, ("dead",), {"state": "done", "finished_at": uow.now})


def cancel(uow: UnitOfWork, job: str) -> bool:
    """A job that waits or is dead will never be done; False where it is neither."""
    return _decided(uow, job, ("ready", "dead"), {"state": "cancelled", "finished_at": uow.now})


def _decided(uow: UnitOfWork, job: str, states: tuple[str, ...], values: dict[str, Any]) -> bool:
    done = uow.connection.execute(update(table).where(c.id == job, c.state.in_(states)).values(values)).rowcount == 1
    if done:
        solved = {"state": "resolved", "resolved_at": uow.now, "resolved_by": uow.ctx.actor.id}
        uow.connection.execute(update(incident).where(incident.c.job_id == job, incident.c.state == "open").values(solved))
    return done


def open_incident(uow: UnitOfWork, instance: str) -> bool:
    """Whether an instance waits for a person to decide about one of its jobs."""
    found = select(incident.c.id).where(incident.c.instance_id == instance, incident.c.state == "open").limit(1)
    return uow.connection.execute(found).first() is not None


def purge(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forgets jobs that ended before a time, at most `limit` at once; their keys are free again. Dead ones stay until somebody decides."""
    old = select(c.id).where(c.finished_at < before, c.state.in_(("done", "cancelled"))).order_by(c.finished_at).limit(limit)
    return int(uow.connection.execute(table.delete().where(c.id.in_(old))).rowcount)


def purge_incidents(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forgets incidents that were resolved before a time, at most `limit` at once."""
    i = incident.c
    old = select(i.id).where(and_(i.state == "resolved", i.resolved_at < before)).limit(limit)
    return int(uow.connection.execute(incident.delete().where(i.id.in_(old))).rowcount)
