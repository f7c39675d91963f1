"""The queue as stored: what machines do later, put there in the transaction of whoever wants it done.

Takes: a unit of work. Gives: Job values. Never: what a job does, nor how often one tries.

A claimed job bears a lease and a token. Whoever works on it may change it only while the token is his: a worker that came too late
finds that nothing is his any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Interval,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from runtime.store.dialects.columns import Word
from runtime.store.prepared import Prepared
from runtime.store.tables_jobs import incident
from runtime.store.tables_jobs import job as table
from runtime.store.write import UnitOfWork

URGENT, ORDINARY, BACKGROUND = 1, 0, -1
SUSPECT = -2  # the lane of jobs whose worker died: claimed one at a time, so that a job that kills harms no other
LANES = (URGENT, ORDINARY, BACKGROUND)
OWNERS = {"task_id", "activation_id", "instance_id", "key"}
ERROR_LENGTH = 500
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is to be done: `kind` names the handler, `key` the one effect (unique for 90 days).

    `run_at` None = now; `priority` 1 urgent, 0 ordinary, -1 large work that can wait. Jobs of one `lock_key` run one after the other, by
    `lock_order` (the record's version), then in the order they were made. `app` "" = the app of the writer. `root` and `depth` continue
    the writer's chain where they are not given.
    """

    kind: str
    key: str
    payload: dict[str, Any]
    run_at: datetime | None = None
    priority: int = ORDINARY
    lock_key: str | None = None
    lock_order: int = 0
    max_attempts: int = 6
    app: str = ""
    instance_id: str | None = None
    activation_id: str | None = None
    task_id: str | None = None
    root: str | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `progress` = (done, total); `last_error` is a message code with `error_params`."""

    id: str
    kind: str
    key: str
    app: str
    payload: dict[str, Any]
    state: str
    run_at: datetime
    priority: int
    lock_key: str | None
    attempts: int
    max_attempts: int
    expiries: int
    token: int
    leased_by: str | None
    last_error: str | None
    error_params: dict[str, Any]
    progress: tuple[int, int] | None
    root: str | None
    depth: int
    created_at: datetime
    created_by: str | None
    finished_at: datetime | None
    instance_id: str | None
    activation_id: str | None
    task_id: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """How a worker claims: its name, how long its lease lasts, the clock (None: the database's own)."""

    worker: str
    lease: timedelta
    now: datetime | None


c = table.c
COLUMNS = (
    c.id, c.kind, c.key, c.app, c.payload, c.state, c.run_at, c.priority, c.lock_key, c.attempts, c.max_attempts, c.expiries, c.token,
    c.leased_by, c.last_error, c.error_params, c.done, c.total, c.root_id, c.depth, c.created_at, c.created_by, c.finished_at,
    c.instance_id, c.activation_id, c.task_id,
)  # fmt: skip


def in_state(column: Any, state: str) -> ColumnElement[bool]:
    """The state written down: only then do the partial indexes serve a prepared statement."""
    return column == literal_column(f"'{state}'", Word())  # type: ignore[no-any-return]


def job_of(row: Sequence[Any]) -> Job:
    """A Job from a row of COLUMNS."""
    values = dict(zip((column.key for column in COLUMNS), row, strict=True))
    done, total, root = values.pop("done"), values.pop("total"), values.pop("root_id")
    progress = None if total is None else (done or 0, total)
    values |= {"app": values["app"] or "", "payload": values["payload"] or {}, "error_params": values["error_params"] or {}}
    return Job(**values, progress=progress, root=root)


# Putting in


def enqueue(uow: UnitOfWork, jobs: Sequence[NewJob]) -> int:
    """Leaves work behind, to be found once this transaction is committed; a key that is known already is left alone. Gives how many are
    new."""
    if not jobs:
        return 0
    rows = [_row(uow, new, made) for new, made in zip(jobs, uow.new_ids(len(jobs)), strict=True)]
    insert: Prepared = uow.database.shelf.get("jobs insert", lambda: Prepared(uow.dialect, _inserting(uow.dialect.name)))
    count = insert.change(uow.connection, **rows[0]) if len(rows) == 1 else insert.change_many(uow.connection, rows)
    ring = uow.database.bell.ring
    if count and ring not in uow.after:
        uow.after.append(ring)
    return count


def _inserting(dialect: str) -> Any:
    return _INSERT[dialect](table).values({name: bindparam(name) for name in _GIVEN}).on_conflict_do_nothing(index_elements=["key"])


_GIVEN = (
    "id", "kind", "key", "app", "payload", "state", "lane", "run_at", "priority", "lock_key", "lock_order", "max_attempts", "root_id",
    "depth", "created_at", "created_by", "instance_id", "activation_id", "task_id",
)  # fmt: skip


def _row(uow: UnitOfWork, new: NewJob, made: str) -> dict[str, Any]:
    assert new.priority in LANES, "a priority is 1, 0 or -1"
    return {
        "id": made, "kind": new.kind, "key": new.key, "app": new.app or uow.ctx.app, "payload": new.payload, "state": "ready",
        "lane": new.priority, "run_at": new.run_at or uow.now, "priority": new.priority, "lock_key": new.lock_key,
        "lock_order": new.lock_order, "max_attempts": new.max_attempts, "root_id": new.root or uow.root,
        "depth": uow.ctx.depth if new.depth is None else new.depth, "created_at": uow.now, "created_by": uow.ctx.actor.id,
        "instance_id": new.instance_id, "activation_id": new.activation_id, "task_id": new.task_id,
    }  # fmt: skip


# Claiming


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a look at the queue shows: ordinary work that is due, work whose worker died, leases that have run out."""

    due: bool
    suspects: bool
    expired: bool


def waiting(uow: UnitOfWork, now: datetime | None) -> Waiting:
    """Whether there is anything to do, without a write; None: by the database's clock."""
    own_clock = now is None
    statement: Prepared = uow.database.shelf.get(("jobs waiting", own_clock), lambda: Prepared(uow.dialect, _waiting(own_clock)))
    [row] = statement.run(uow.connection, **({} if own_clock else {"now": now}))
    return Waiting(*(bool(value) for value in row))


def _waiting(own_clock: bool) -> Any:
    now = _moment_of(own_clock)
    due = exists().where(in_state(c.state, "ready"), c.lane > SUSPECT, c.run_at <= now)
    suspects = exists().where(in_state(c.state, "ready"), c.lane == SUSPECT, c.run_at <= now)
    expired = exists().where(in_state(c.state, "leased"), c.leased_until < now)
    return select(due.label("due"), suspects.label("suspects"), expired.label("expired"))


def _moment_of(own_clock: bool) -> Any:
    return func.now() if own_clock else bindparam("now", type_=c.run_at.type)


_SOONEST = select(func.min(c.run_at)).where(in_state(c.state, "ready"), c.run_at > bindparam("now", type_=c.run_at.type))


def soonest(uow: UnitOfWork, after: datetime) -> datetime | None:
    """When the first of what is planned for later falls due; None: nothing is."""
    found: datetime | None = uow.prepared(_SOONEST).run(uow.connection, now=after)[0][0]
    return found


def claim(uow: UnitOfWork, how: Claim, limit: int, lanes: Sequence[int] = LANES) -> list[Job]:
    """Up to `limit` jobs that are due, oldest first within each lane, now leased to the worker; of one lock_key only the first."""
    claimed: list[Job] = []
    for lane in lanes:
        if len(claimed) < limit:
            claimed += _claimed(uow, how, lane, limit - len(claimed))
    return claimed


def _claimed(uow: UnitOfWork, how: Claim, lane: int, limit: int) -> list[Job]:
    own_clock = how.now is None
    build = lambda: Prepared(uow.dialect, _claiming(uow.dialect.name, limit, own_clock))  # noqa: E731
    statement: Prepared = uow.database.shelf.get(("jobs claim", limit, own_clock), build)
    times = {"lease": how.lease} if own_clock else {"now": how.now, "until": (how.now or uow.now) + how.lease}
    rows = statement.run(uow.connection, lane=lane, worker=how.worker, **times)
    return sorted((job_of(row) for row in rows), key=lambda job: (job.run_at, job.id))


def _claiming(dialect: str, limit: int, own_clock: bool) -> Any:
    now = _moment_of(own_clock)
    until: Any = func.now() + bindparam("lease", type_=Interval()) if own_clock else bindparam("until", type_=c.leased_until.type)
    due = select(c.id).where(in_state(c.state, "ready"), c.lane == bindparam("lane"), c.run_at <= now)
    due = due.where(or_(c.lock_key.is_(None), not_(_held(now)))).order_by(c.run_at, c.id).limit(literal_column(str(limit), Integer()))
    leased = {"state": "leased", "token": c.token + 1, "attempts": c.attempts + 1, "leased_until": until, "leased_by": bindparam("worker")}
    if dialect == "postgresql":
        found = due.with_for_update(skip_locked=True).cte("found").prefix_with("MATERIALIZED")
        return update(table).where(c.id == found.c.id).values(leased).returning(*COLUMNS)
    return update(table).where(c.id.in_(due)).values(leased).returning(*COLUMNS)


def _held(now: Any) -> ColumnElement[bool]:
    """Whether another job of the same lock_key must end first: one that is being done, or an earlier one that is due or tried again.

    One planned for later (a timer) holds nobody back until then.
    """
    other, before = table.alias("other"), table.alias("before")
    leased = exists().where(other.c.lock_key == c.lock_key, in_state(other.c.state, "leased"))
    earlier = tuple_(before.c.lock_order, before.c.id) < tuple_(c.lock_order, c.id)
    pending = or_(before.c.run_at <= now, before.c.attempts > 0)
    waits = exists().where(before.c.lock_key == c.lock_key, in_state(before.c.state, "ready"), earlier, pending)
    return or_(leased.correlate(table), waits.correlate(table))


# What a worker says about a job it holds

_MINE = and_(c.id == bindparam("b_id", type_=c.id.type), c.token == bindparam("b_token"), in_state(c.state, "leased"))
_FREE: dict[str, Any] = {"leased_until": null(), "leased_by": null()}
_ACKNOWLEDGE = update(table).where(_MINE).values(state="done", finished_at=bindparam("at", type_=c.finished_at.type), **_FREE)
_ERROR = {name: bindparam(name, type_=c[name].type) for name in ("last_error", "error_params")}
_AGAIN = update(table).where(_MINE).values(
    state="ready", lane=c.priority, run_at=bindparam("at", type_=c.run_at.type), **_ERROR, **_FREE
)
_DEAD = update(table).where(_MINE).values(state="dead", finished_at=bindparam("at", type_=c.finished_at.type), **_ERROR, **_FREE)
_RELEASE = update(table).where(_MINE).values(state="ready", attempts=c.attempts - 1, **_FREE)
_PROGRESS = update(table).where(c.id == bindparam("b_id", type_=c.id.type)).values(done=bindparam("done"), total=bindparam("total"))
_CARRY_ON = (
    update(table)
    .where(c.id == bindparam("b_id", type_=c.id.type), c.token == bindparam("b_token"), in_state(c.state, "done"))
    .values(
        state="ready", attempts=0, finished_at=null(), payload=bindparam("new_payload", type_=c.payload.type),
        run_at=bindparam("at", type_=c.run_at.type),
    )
)  # fmt: skip


def _mine(uow: UnitOfWork, statement: Any, job: Job, **values: Any) -> bool:
    return uow.prepared(statement).change(uow.connection, b_id=job.id, b_token=job.token, **values) == 1


def acknowledge(uow: UnitOfWork, job: Job) -> bool:
    """The first statement of a job's own transaction: it is done if this commits. False: it is no longer this worker's, abandon it."""
    return _mine(uow, _ACKNOWLEDGE, job, at=uow.now)


def again(uow: UnitOfWork, job: Job, at: datetime, error: str, params: dict[str, Any] | None = None) -> bool:
    """It failed and is tried again at a later time; `error` is a message code."""
    return _mine(uow, _AGAIN, job, at=at, last_error=error, error_params=_short(params))


def dead(uow: UnitOfWork, job: Job, error: str, params: dict[str, Any] | None = None) -> bool:
    """It has failed for good: it waits, with an incident, for a person to decide."""
    if not _mine(uow, _DEAD, job, at=uow.now, last_error=error, error_params=_short(params)):
        return False
    _report(uow, job, error, params)
    return True


def _short(params: dict[str, Any] | None) -> dict[str, Any]:
    return {name: str(value)[:ERROR_LENGTH] for name, value in (params or {}).items()}


def _report(uow: UnitOfWork, job: Job, error: str, params: dict[str, Any] | None) -> None:
    row = {
        "id": uow.new_ids(1)[0], "job_id": job.id, "instance_id": job.instance_id, "app": job.app, "kind": "job_dead", "message": error,
        "params": _short(params), "state": "open", "at": uow.now,
    }  # fmt: skip
    uow.connection.execute(incident.insert(), row)


def release(uow: UnitOfWork, job: Job) -> bool:
    """Gives back a job nobody has begun: it was never tried."""
    return _mine(uow, _RELEASE, job)


def progress(uow: UnitOfWork, job: Job, done: int, total: int) -> None:
    """How far it is, for whoever watches."""
    uow.prepared(_PROGRESS).change(uow.connection, b_id=job.id, done=done, total=total)


def carry_on(uow: UnitOfWork, job: Job, payload: dict[str, Any]) -> None:
    """Inside its handler: this was one part of the work, the same job goes on at once with another payload."""
    if not _mine(uow, _CARRY_ON, job, at=uow.now, new_payload=payload):
        raise AssertionError("only a job that is being done goes on")
    uow.after.append(uow.database.bell.ring)


# Expired leases


def expire(uow: UnitOfWork, now: datetime | None, *, every: bool = False) -> list[Job]:
    """Takes jobs from workers that are gone (`every`: from all, where nobody else can be at work); gives those that are dead by that.

    The others are ready again, to be claimed one at a time: a job that has died often enough, whatever killed it, is tried no more.
    """
    clock: Any = func.now() if now is None else now
    gone = in_state(c.state, "leased") if every else and_(in_state(c.state, "leased"), c.leased_until < clock)
    rest: dict[str, Any] = {"expiries": c.expiries + 1, "token": c.token + 1, **_FREE}
    error = {"last_error": "job_worker_died", "error_params": None}
    lost = update(table).where(gone, c.attempts >= c.max_attempts).values(state="dead", finished_at=clock, **error, **rest)
    fallen = [job_of(row) for row in uow.connection.execute(lost.returning(*COLUMNS))]
    for job in fallen:
        _report(uow, job, "job_worker_died", None)
    uow.connection.execute(update(table).where(gone).values(state="ready", lane=SUSPECT, **error, **rest))
    return fallen


def renew(uow: UnitOfWork, how: Claim) -> int:
    """A worker that is alive keeps what it holds for another lease."""
    until: Any = func.now() + how.lease if how.now is None else how.now + how.lease
    held = update(table).where(in_state(c.state, "leased"), c.leased_by == how.worker)
    return int(uow.connection.execute(held.values(leased_until=until)).rowcount)


# Calling off


def cancel(uow: UnitOfWork, *, reason: str = "", **of: str | None) -> int:
    """Calls off what has not ended of a task (`task_id=`), activation (`activation_id=`), instance (`instance_id=`) or key (`key=`). What
    is being done right now will find that it is no longer wanted and leave nothing."""
    conditions = [c[name] == value for name, value in of.items() if value is not None]
    if not conditions or not of.keys() <= OWNERS:
        raise TypeError("of what?")
    values = {"state": "cancelled", "finished_at": uow.now, "last_error": reason, "error_params": None, **_FREE}
    ended = update(table).where(*conditions, c.state.in_(("ready", "leased", "dead"))).values(values)
    return int(uow.connection.execute(ended).rowcount)
