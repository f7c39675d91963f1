"""Rules at work as stored: whether one is on, what it has fired for, what it did.

Takes: a unit of work in an app. Gives: frozen values. Never: whether a rule matches.

That a rule fires once for a record and a period is decided by the primary key of `rule_fire` and by nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from runtime.ids import encode
from runtime.store.prepared import Prepared
from runtime.store.tables_jobs import incident, job
from runtime.store.tables_rules import rule_fire, rule_run, rule_state
from runtime.store.write import UnitOfWork

ON, OFF, PAUSED, CLOSED = "on", "off", "paused", "closed"
FIRED, SKIPPED, FAILED, VETOED = "fired", "skipped", "failed", "vetoed"
NOBODY = encode(0)  # the "record" of a rule that is about none
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class State:
    """Whether a rule works, since when and why. `cursor`: a time rule has looked at everything due up to then; `progress`: how far it is
    in the window that follows."""

    rule: str
    state: str
    since: datetime
    reason: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    cursor: datetime | None = None
    progress: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One line of the log. `detail`: {"values": {name: JSON}, "effects": […]}."""

    id: str
    rule: str
    outcome: str
    form: str | None = None
    record: str | None = None
    reason: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    root: str | None = None
    depth: int = 0
    cause: str = ""
    actor: str | None = None
    actions: int = 0
    detail: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    revision: int | None = None


# Whether they work

_c = rule_state.c
_LOCKED = (
    select(rule_state)
    .where(_c.app == bindparam("app", type_=_c.app.type), _c.rule == bindparam("rule", type_=_c.rule.type))
    .with_for_update()
)
_ADVANCE = (
    update(rule_state)
    .where(_c.app == bindparam("b_app", type_=_c.app.type), _c.rule == bindparam("b_rule", type_=_c.rule.type))
    .values({name: bindparam(name, type_=_c[name].type) for name in ("cursor", "progress")})
)
_STATES = select(rule_state).where(rule_state.c.app == bindparam("app", type_=rule_state.c.app.type))


def states(uow: UnitOfWork) -> dict[str, State]:
    """The state of every rule of the app that has one."""
    rows = uow.prepared(_STATES).run(uow.connection, app=uow.ctx.app)
    return {row[1]: _state(row) for row in rows}


def _state(row: Sequence[Any]) -> State:
    return State(row[1], row[2], row[3], row[4], row[5] or {}, row[6], row[7])


def locked(uow: UnitOfWork, rule: str) -> State | None:
    """The state of a rule nobody else moves until the end of the transaction."""
    rows = uow.prepared(_LOCKED).run(uow.connection, app=uow.ctx.app, rule=rule)
    return _state(rows[0]) if rows else None


def _of(table: Any, uow: UnitOfWork, rule: str) -> Any:
    return and_(table.c.app == uow.ctx.app, table.c.rule == rule)


def put(uow: UnitOfWork, state: State) -> None:
    """The state of a rule is this one."""
    values = {
        "app": uow.ctx.app, "rule": state.rule, "state": state.state, "since": state.since, "reason": state.reason,
        "params": dict(state.params), "cursor": state.cursor, "progress": state.progress, "changed_by": uow.ctx.actor.id,
    }
    statement = _INSERT[uow.dialect.name](rule_state).values(values)
    rest = {name: value for name, value in values.items() if name not in ("app", "rule")}
    uow.connection.execute(statement.on_conflict_do_update(index_elements=["app", "rule"], set_=rest))


def advance(uow: UnitOfWork, rule: str, cursor: datetime | None, progress: Mapping[str, Any] | None) -> None:
    """How far a time rule has looked."""
    uow.prepared(_ADVANCE).change(uow.connection, b_app=uow.ctx.app, b_rule=rule, cursor=cursor, progress=progress)


# What they have fired for


def claim(uow: UnitOfWork, rule: str, record: str, period: str, run: str) -> bool:
    """The right to fire for a record and a period, given once and for all to one run."""
    statement = uow.database.shelf.get("rules claim", lambda: Prepared(uow.dialect, _claiming(uow.dialect.name)))
    return bool(statement.change(uow.connection, app=uow.ctx.app, rule=rule, record_id=record, period_key=period, run_id=run, at=uow.now))


def _claiming(dialect: str) -> Any:
    names = ("app", "rule", "record_id", "period_key", "run_id", "at")
    values = {name: bindparam(name, type_=rule_fire.c[name].type) for name in names}
    return _INSERT[dialect](rule_fire).values(values).on_conflict_do_nothing(index_elements=["app", "rule", "record_id", "period_key"])


def claimed(uow: UnitOfWork, rule: str, record: str, period: str) -> str | None:
    """The run that has it."""
    where = and_(_of(rule_fire, uow, rule), rule_fire.c.record_id == record, rule_fire.c.period_key == period)
    return uow.connection.execute(select(rule_fire.c.run_id).where(where)).scalar()


def release(uow: UnitOfWork, rule: str, record: str, period: str) -> None:
    """It may fire for this again."""
    where = and_(_of(rule_fire, uow, rule), rule_fire.c.record_id == record, rule_fire.c.period_key == period)
    uow.connection.execute(delete(rule_fire).where(where))


# What they did


_LOG = rule_run.insert().values({column.key: bindparam(column.key, type_=column.type) for column in rule_run.c})


def log(uow: UnitOfWork, runs: Sequence[Run]) -> None:
    """Lines of the log, in one statement."""
    if runs:
        uow.prepared(_LOG).change_many(uow.connection, [_line(uow, run) for run in runs])


def _line(uow: UnitOfWork, run: Run) -> dict[str, Any]:
    return {
        "id": run.id, "app": uow.ctx.app, "rule": run.rule, "revision": uow.ctx.rev.n, "form": run.form, "record_id": run.record,
        "at": run.at or uow.now, "outcome": run.outcome, "reason": run.reason, "params": dict(run.params), "root_id": run.root,
        "depth": run.depth, "cause": run.cause, "actor": run.actor, "actions": run.actions, "detail": dict(run.detail),
    }


def _run(row: Any) -> Run:
    return Run(
        row.id, row.rule, row.outcome, row.form, row.record_id, row.reason, row.params or {}, row.root_id, row.depth, row.cause or "",
        row.actor, row.actions, row.detail or {}, row.at, row.revision,
    )


def run_of(uow: UnitOfWork, id_: str) -> Run | None:
    """One line of the app's log."""
    row = uow.connection.execute(select(rule_run).where(rule_run.c.id == id_, rule_run.c.app == uow.ctx.app)).one_or_none()
    return None if row is None else _run(row)


def runs(uow: UnitOfWork, rule: str, record: str | None, before: str | None, limit: int) -> list[Run]:
    """Lines of one rule (about one record), newest first."""
    query = select(rule_run).where(_of(rule_run, uow, rule))
    if record is not None:
        query = query.where(rule_run.c.record_id == record)
    if before is not None:
        query = query.where(rule_run.c.id < before)
    return [_run(row) for row in uow.connection.execute(query.order_by(rule_run.c.id.desc()).limit(limit))]


def chain(uow: UnitOfWork, root: str) -> list[Run]:
    """Everything one change has led to, in order."""
    query = select(rule_run).where(rule_run.c.root_id == root, rule_run.c.app == uow.ctx.app).order_by(rule_run.c.id).limit(1_000)
    return [_run(row) for row in uow.connection.execute(query)]


def counts(uow: UnitOfWork) -> dict[str, dict[str, int]]:
    """rule → outcome → how often."""
    query = select(rule_run.c.rule, rule_run.c.outcome, func.count()).where(rule_run.c.app == uow.ctx.app)
    found: dict[str, dict[str, int]] = {}
    for rule, outcome, count in uow.connection.execute(query.group_by(rule_run.c.rule, rule_run.c.outcome)):
        found.setdefault(rule, {})[outcome] = count
    return found


def last(uow: UnitOfWork, rule: str, outcome: str = FIRED) -> datetime | None:
    """When a rule last did something."""
    query = select(rule_run.c.at).where(_of(rule_run, uow, rule), rule_run.c.outcome == outcome)
    return uow.connection.execute(query.order_by(rule_run.c.id.desc()).limit(1)).scalar()


def often(uow: UnitOfWork, rule: str, since: datetime, most: int) -> bool:
    """Whether it has fired so often since an instant."""
    where = and_(_of(rule_run, uow, rule), rule_run.c.outcome == FIRED)
    query = select(rule_run.c.at).where(where).order_by(rule_run.c.id.desc()).offset(most - 1).limit(1)
    at = uow.connection.execute(query).scalar()
    return at is not None and at > since


_OF_ROOT = rule_run.c.root_id == bindparam("root", type_=rule_run.c.root_id.type)
_ACTIONS = select(func.coalesce(func.sum(rule_run.c.actions), 0)).where(_OF_ROOT)


def actions_of(uow: UnitOfWork, root: str) -> int:
    """How many actions one change has led to so far."""
    return int(uow.prepared(_ACTIONS).run(uow.connection, root=root)[0][0])


def job_named(uow: UnitOfWork, key: str) -> str | None:
    """The id of a job by its key, for whoever watches it."""
    return uow.connection.execute(select(job.c.id).where(job.c.key == key)).scalar()


def purge_fires(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forgets what rules without a once-per have fired for; it mattered while its chain went on."""
    c = rule_fire.c
    old = select(c.app, c.rule, c.record_id, c.period_key).where(c.period_key.like("root:%"), c.at < before).limit(limit)
    rows = [tuple(row) for row in uow.connection.execute(old)]
    for app, rule, record, period in rows:
        uow.connection.execute(delete(rule_fire).where(c.app == app, c.rule == rule, c.record_id == record, c.period_key == period))
    return len(rows)


def purge_runs(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Forgets old lines of the log."""
    ids = list(uow.connection.execute(select(rule_run.c.id).where(rule_run.c.at < before).limit(limit)).scalars())
    if ids:
        uow.connection.execute(delete(rule_run).where(rule_run.c.id.in_(ids)))
    return len(ids)


def report(uow: UnitOfWork, kind: str, code: str, params: Mapping[str, Any]) -> None:
    """Something an administrator must look at."""
    row = {"id": uow.new_ids(1)[0], "app": uow.ctx.app, "kind": kind, "message": code, "params": dict(params)}
    uow.connection.execute(incident.insert(), {**row, "state": "open", "at": uow.now})
