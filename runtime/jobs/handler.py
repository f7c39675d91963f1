"""What a room says about one kind of job. Takes: a job. Gives: its effect. Never: the queue's own columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.context import Context
from runtime.store.jobs import Job
from runtime.store.write import UnitOfWork


@dataclass(frozen=True, slots=True)
class Handler:
    """How jobs of a kind are done: either `inside` or `outside`.

    `inside(uow, job)` touches the database alone: its effect and the acknowledgement are one transaction, so it happens once.
    `outside(ctx, job) -> result` calls the outside world and holds no transaction: it may happen again after a crash, with the same
    `job.key`; then `then(uow, job, result)` writes the outcome in the transaction of the acknowledgement.
    Both raise retry.Retry or retry.GiveUp where they know better than the rule of retry.decide.
    `dead(uow, job, error)` runs in the transaction that gives a job up, `skipped(uow, job)` in the one in which a person lets it be.
    `label` is what people read, per language. `uow.ctx` and `ctx` are the system's, in the job's app on its newest revision.
    """

    label: Mapping[str, str]
    inside: Callable[[UnitOfWork, Job], Any] | None = None
    outside: Callable[[Context, Job], Any] | None = None
    then: Callable[[UnitOfWork, Job, Any], Any] | None = None
    dead: Callable[[UnitOfWork, Job, str], Any] | None = None
    skipped: Callable[[UnitOfWork, Job], Any] | None = None

    def __post_init__(self) -> None:
        if (self.inside is None) == (self.outside is None):
            raise ValueError("a handler works inside a transaction or outside of any")
