"""Short cuts for tests of the queue: putting in, handlers, looking."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy

from runtime.jobs.handler import Handler
from runtime.jobs.worker import Worker
from runtime.query import Query
from runtime.store import job_list, jobs, records, select
from runtime.store.jobs import Claim, Job, NewJob
from runtime.store.tables_jobs import incident
from tests.builders import app, field, form
from tests.installation import Installation

LABEL = {"zh-CN": "测试", "en": "Test"}
LEASE = timedelta(seconds=60)
NOTES = app(form("note", [field("name", unique=True), field("amount", "money")]))


def inside(work: Callable[[Any, Job], Any], **more: Any) -> Handler:
    """A handler that touches the database alone."""
    return Handler(LABEL, inside=work, **more)


def with_handlers(installation: Installation, **handlers: Handler) -> Installation:
    """The installation with more kinds of jobs."""
    installation.runtime = replace(installation.runtime, job_handlers={**installation.runtime.job_handlers, **handlers})
    return installation


def write(installation: Installation, fn: Callable[[Any], Any], app: str = "") -> Any:
    """One unit of work of the system."""
    return installation.runtime.store.write(installation.system(app), fn)


def put(installation: Installation, *new: NewJob, app: str = "") -> int:
    """Jobs left behind by a writer."""
    count: int = write(installation, lambda uow: jobs.enqueue(uow, new), app)
    return count


def every(installation: Installation) -> dict[str, Job]:
    """All jobs by their key."""
    rows = installation.runtime.store.read(
        installation.system(), lambda uow: uow.connection.execute(sqlalchemy.select(*jobs.COLUMNS).order_by(jobs.c.id)).all()
    )
    return {job.key: job for job in map(jobs.job_of, rows)}


def states(installation: Installation) -> dict[str, str]:
    """The state of each job by its key."""
    return {key: job.state for key, job in every(installation).items()}


def incidents(installation: Installation) -> list[tuple[str, str]]:
    """(message, state) of every incident."""
    asked = sqlalchemy.select(incident.c.message, incident.c.state).order_by(incident.c.id)
    rows = installation.runtime.store.read(installation.system(), lambda uow: uow.connection.execute(asked).all())
    return [(row.message, row.state) for row in rows]


def claim(installation: Installation, worker: str, limit: int = 50, lease: timedelta = LEASE) -> list[Job]:
    """What a worker of that name gets."""
    how = Claim(worker, lease, installation.runtime.clock())
    found: list[Job] = write(installation, lambda uow: jobs.claim(uow, how, limit))
    return found


def keys(found: list[Job]) -> list[str]:
    """Of jobs."""
    return [job.key for job in found]


def worker(installation: Installation, name: str = "one") -> Worker:
    """Somebody who works."""
    return Worker(installation.runtime, name)


def find(installation: Installation, key: str) -> Job:
    """The job under a key, asked for by its id."""
    found = installation.runtime.store.read(installation.system(), lambda uow: job_list.find(uow, every(installation)[key].id))
    assert found is not None
    return found  # type: ignore[no-any-return]


def note(uow: Any, name: str) -> None:
    """A record of its own, by which tests see what was done."""
    records.insert(uow, "note", [{"name": name, "amount": Decimal("1.00")}])


def notes(installation: Installation) -> list[str]:
    """The names of these records."""
    page = installation.runtime.store.read(installation.system("tiny"), lambda uow: select.page(uow, Query("note", limit=500), ("name",)))
    return sorted(row.values["name"] for row in page.rows)
