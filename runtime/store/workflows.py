"""Instances of workflows, where they are, what happened to them. Takes: a unit of work. Gives: rows as objects. Never: what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from runtime.store.dialects.columns import Id, Word
from runtime.store.tables_jobs import incident, job
from runtime.store.tables_workflow import wf_act, wf_activation, wf_cc, wf_history, wf_instance, wf_join
from runtime.store.work_rows import Rows
from runtime.store.write import UnitOfWork

RUNNING = "running"
PAGE = 50


@dataclass(slots=True)
class Instance:
    """One run of a workflow. `revision`: whose definition it follows; `visits`: how many steps were entered so far."""

    id: str
    app: str
    workflow: str
    revision: int
    form: str
    record_id: str
    initiator: str | None
    started_at: datetime
    state: str = RUNNING
    result: str | None = None
    title: str | None = None
    version: int = 0
    visits: int = 0
    prev_instance_id: str | None = None
    start_key: str | None = None
    single: bool = False
    locks: bool = False
    has_incident: bool = False
    root_id: str | None = None
    ended_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return self.state == RUNNING


@dataclass(slots=True)
class Activation:
    """One visit of a step. `region_path`: the branches around it, `<activation of the branch>:<its transition>` from outside inwards."""

    id: str
    instance_id: str
    step_key: str
    no: int
    region_path: str | None
    entered_at: datetime
    from_id: str | None = None
    via: str | None = None
    state: str = "active"
    expected: list[str] | None = None
    result: dict[str, Any] | None = None
    left_at: datetime | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The branches around it."""
        return tuple(self.region_path.split("/")) if self.region_path else ()

    @property
    def notes(self) -> dict[str, Any]:
        """What the step remembers between its acts."""
        return self.result or {}


@dataclass(slots=True)
class History:
    """Something that happened. `kind` names a sentence; `detail` fills its places."""

    id: str
    instance_id: str
    at: datetime
    kind: str
    actor: str | None = None
    step_key: str | None = None
    task_id: str | None = None
    on_behalf_of: str | None = None
    comment: str | None = None
    detail: dict[str, Any] | None = field(default=None)


INSTANCE_CHANGES = ("revision", "state", "result", "visits", "has_incident", "ended_at", "locks")
INSTANCES = Rows(wf_instance, Instance, INSTANCE_CHANGES)
ACTIVATIONS = Rows(wf_activation, Activation, ("state", "expected", "result", "left_at"))
HISTORY = Rows(wf_history, History)
_KEY, _NAME = bindparam("key", type_=Id()), bindparam("name", type_=Word())
_BY_ID = INSTANCES.asked(wf_instance.c.id == _KEY)
_LOCKED = INSTANCES.asked(wf_instance.c.id == _KEY, lock=True)
_BY_START = INSTANCES.asked(wf_instance.c.start_key == _NAME)
_ALL = ACTIVATIONS.asked(wf_activation.c.instance_id == _KEY, order=(wf_activation.c.no,))
_ACTIVE = ACTIVATIONS.asked(wf_activation.c.instance_id == _KEY, wf_activation.c.state == "active", order=(wf_activation.c.no,))
_VISIT = ACTIVATIONS.asked(wf_activation.c.id == _KEY)
_HISTORY = HISTORY.asked(wf_history.c.instance_id == _KEY, order=(wf_history.c.id,))
_ACT = select(wf_act.c.actor, wf_act.c.result, wf_act.c.task_id, wf_act.c.instance_id).where(wf_act.c.action_id == _NAME)
_NEW_ACT = insert(wf_act).values({one.name: bindparam(one.name, type_=one.type) for one in wf_act.c}).on_conflict_do_nothing()
_ARRIVE = insert(wf_join).values({one.name: bindparam(one.name, type_=one.type) for one in wf_join.c}).on_conflict_do_nothing()
_ARRIVED = select(wf_join.c.transition_key).where(
    wf_join.c.instance_id == _KEY, wf_join.c.join_key == _NAME, wf_join.c.region_activation_id == bindparam("region", type_=Id())
)
_PREVIOUS = (
    select(wf_instance.c.id)
    .where(
        wf_instance.c.record_id == _KEY, wf_instance.c.workflow == _NAME, wf_instance.c.app == bindparam("app", type_=Word()),
        wf_instance.c.state != RUNNING,
    )
    .order_by(wf_instance.c.id.desc())
    .limit(literal_column("1", Integer()))
)  # fmt: skip
_LOCKS = select(wf_instance.c.id, wf_instance.c.workflow).where(
    wf_instance.c.record_id == _KEY, wf_instance.c.state == RUNNING, wf_instance.c.locks
)

_RUNNING_ON = select(wf_instance.c.id).where(wf_instance.c.record_id == _KEY, wf_instance.c.state == RUNNING)


def one(uow: UnitOfWork, key: str, *, lock: bool = False) -> Instance | None:
    """An instance; `lock`: nobody else advances it until the end of the transaction."""
    found = INSTANCES.read(uow, _LOCKED if lock else _BY_ID, key=key)
    return found[0] if found else None


def by_start_key(uow: UnitOfWork, key: str) -> Instance | None:
    """The instance a start has made before."""
    found = INSTANCES.read(uow, _BY_START, name=key)
    return found[0] if found else None


def visit(uow: UnitOfWork, key: str) -> Activation | None:
    """One visit of a step."""
    found = ACTIVATIONS.read(uow, _VISIT, key=key)
    return found[0] if found else None


def activations(uow: UnitOfWork, instance: str, *, active: bool = False) -> list[Activation]:
    """The visits of an instance in their order; `active`: those it rests at."""
    return ACTIVATIONS.read(uow, _ACTIVE if active else _ALL, key=instance)


def history(uow: UnitOfWork, instance: str) -> list[History]:
    """What happened, in order."""
    return HISTORY.read(uow, _HISTORY, key=instance)


def arrive(uow: UnitOfWork, instance: str, join: str, region: str, transition: str) -> None:
    """A branch of a region has reached its join; twice is once."""
    row = {"instance_id": instance, "join_key": join, "region_activation_id": region, "transition_key": transition}
    uow.prepared(_ARRIVE).change(uow.connection, **row)


def arrived(uow: UnitOfWork, instance: str, join: str, region: str) -> set[str]:
    """The branches of a region that have reached its join."""
    return {row[0] for row in uow.prepared(_ARRIVED).run(uow.connection, key=instance, name=join, region=region)}


def forget_arrivals(uow: UnitOfWork, instance: str, regions: Iterable[str], transition: str | None = None) -> None:
    """Arrivals in regions that are left by force; `transition`: of this branch only."""
    wanted = list(regions)
    if wanted:
        gone = delete(wf_join).where(wf_join.c.instance_id == instance, wf_join.c.region_activation_id.in_(wanted))
        uow.connection.execute(gone if transition is None else gone.where(wf_join.c.transition_key == transition))


def act_done(uow: UnitOfWork, action: str) -> dict[str, Any] | None:
    """What an act with this id has led to before: {"actor", "result", "task_id", "instance_id"}."""
    found = uow.prepared(_ACT).run(uow.connection, name=action)
    return dict(zip(("actor", "result", "task_id", "instance_id"), found[0], strict=True)) if found else None


def keep_act(uow: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Remembers an act with what it led to; False where its id is taken."""
    return uow.prepared(_NEW_ACT).change(uow.connection, actor=uow.ctx.actor.id, at=uow.now, **values) == 1


def locking(uow: UnitOfWork, record: str) -> list[str]:
    """Workflows that run on a record and keep others from changing it."""
    return [row[1] for row in uow.prepared(_LOCKS).run(uow.connection, key=record)]


def running_on(uow: UnitOfWork, record: str) -> list[str]:
    """Instances that run on a record."""
    return [row[0] for row in uow.prepared(_RUNNING_ON).run(uow.connection, key=record)]


def listed(uow: UnitOfWork, *conditions: Any, limit: int = PAGE) -> list[Instance]:
    """Instances, newest first."""
    statement = INSTANCES.asked(*conditions, order=(wf_instance.c.id.desc(),)).limit(limit)
    return [Instance(*row) for row in uow.connection.execute(statement)]


def of_record(uow: UnitOfWork, form: str, record: str) -> list[Instance]:
    """Everything that ran or runs on a record."""
    return listed(uow, wf_instance.c.app == uow.ctx.app, wf_instance.c.form == form, wf_instance.c.record_id == record)


def of_workflow(uow: UnitOfWork, workflow: str, after: str | None = None) -> list[Instance]:
    """The instances of a workflow; `after`: older than this one."""
    older = () if after is None else (wf_instance.c.id < after,)
    return listed(uow, wf_instance.c.app == uow.ctx.app, wf_instance.c.workflow == workflow, *older)


def started_by(uow: UnitOfWork, user: str, app: str | None, after: str | None, limit: int = PAGE) -> list[Instance]:
    """What somebody began."""
    more = [] if app is None else [wf_instance.c.app == app]
    more += [] if after is None else [wf_instance.c.id < after]
    return listed(uow, wf_instance.c.initiator == user, *more, limit=limit)


def previous(uow: UnitOfWork, workflow: str, record: str) -> str | None:
    """The newest instance of a workflow on a record that is over."""
    found = uow.prepared(_PREVIOUS).run(uow.connection, key=record, name=workflow, app=uow.ctx.app)
    return found[0][0] if found else None


def report(uow: UnitOfWork, instance: Instance, code: str, params: Mapping[str, Any]) -> None:
    """Something an administrator must decide about."""
    row = {"id": uow.new_ids(1)[0], "instance_id": instance.id, "app": instance.app, "kind": "workflow_failed", "message": code}
    uow.connection.execute(incident.insert(), {**row, "params": dict(params), "state": "open", "at": uow.now})


def resolve(uow: UnitOfWork, instance: str) -> None:
    """It has been decided."""
    mine = (incident.c.instance_id == instance, incident.c.state == "open")
    uow.connection.execute(update(incident).where(*mine).values(state="resolved", resolved_at=uow.now, resolved_by=uow.ctx.actor.id))


def inform(uow: UnitOfWork, instance: Instance, step: str, people: Sequence[str]) -> None:
    """People who are told of a step; twice is once."""
    for key, user in zip(uow.new_ids(len(people)), people, strict=True):
        row = {"id": key, "app": instance.app, "instance_id": instance.id, "step_key": step, "user_id": user, "at": uow.now}
        uow.connection.execute(insert(wf_cc).on_conflict_do_nothing(), row)


def informed(uow: UnitOfWork, instance: str) -> set[str]:
    """Who was told of an instance."""
    return set(uow.connection.execute(select(wf_cc.c.user_id).where(wf_cc.c.instance_id == instance)).scalars())


def told(uow: UnitOfWork, user: str, app: str | None, after: str | None, limit: int = PAGE) -> list[dict[str, Any]]:
    """What somebody was told of, newest first: id, app, instance_id, step_key, at, read_at."""
    query = select(wf_cc).where(wf_cc.c.user_id == user).order_by(wf_cc.c.id.desc()).limit(limit)
    query = query if app is None else query.where(wf_cc.c.app == app)
    query = query if after is None else query.where(wf_cc.c.id < after)
    return [dict(row) for row in uow.connection.execute(query).mappings()]


def unread(uow: UnitOfWork, user: str) -> int:
    """How much of it is new."""
    query = select(func.count()).select_from(wf_cc).where(wf_cc.c.user_id == user, wf_cc.c.read_at.is_(None))
    return int(uow.connection.execute(query).scalar_one())


def mark_read(uow: UnitOfWork, user: str, instance: str) -> None:
    """Somebody has looked at what he was told of."""
    mine = (wf_cc.c.user_id == user, wf_cc.c.instance_id == instance, wf_cc.c.read_at.is_(None))
    uow.connection.execute(update(wf_cc).where(*mine).values(read_at=uow.now))


def adopt_jobs(uow: UnitOfWork, keys: Sequence[str], values: Mapping[str, Any]) -> None:
    """Jobs left behind by the actions of a step belong to it."""
    uow.connection.execute(update(job).where(job.c.key.in_(keys), job.c.state == "ready").values(dict(values)))


def jobs_left(uow: UnitOfWork, activation: str, besides: str) -> bool:
    """Whether a visit still waits for other jobs."""
    open_ = (job.c.activation_id == activation, job.c.id != besides, job.c.state.in_(("ready", "leased", "dead")))
    return uow.connection.execute(select(job.c.id).where(*open_).limit(1)).first() is not None


def dead_jobs(uow: UnitOfWork, activation: str) -> list[str]:
    """Jobs of a visit that were given up."""
    return list(uow.connection.execute(select(job.c.id).where(job.c.activation_id == activation, job.c.state == "dead")).scalars())
