"""What people are asked to do: tasks of workflows and those rules make. Takes: a unit of work. Gives: Task. Never: what follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, delete, func, or_, select, union

from runtime.store.dialects.columns import Id
from runtime.store.tables_workflow import wf_instance, wf_task, wf_task_candidate
from runtime.store.work_rows import Rows
from runtime.store.write import UnitOfWork

PENDING, WAITING, APPROVING, DONE, CANCELLED = "pending", "waiting", "approving", "done", "cancelled"
OPEN = (PENDING, WAITING, APPROVING)
TODO = "todo"
PAGE = 50


@dataclass(slots=True)
class Task:
    """One item for one person (`assignee`) or for whoever of several takes it first (`candidates`, no assignee)."""

    id: str
    app: str
    kind: str
    created_at: datetime
    state: str = PENDING
    instance_id: str | None = None
    activation_id: str | None = None
    step_key: str | None = None
    form: str | None = None
    record_id: str | None = None
    title: str | None = None
    text: str | None = None
    assignee: str | None = None
    owner: str | None = None
    parent_task_id: str | None = None
    sign_kind: str | None = None
    ord: int = 0
    outcome: str | None = None
    comment: str | None = None
    from_user: str | None = None
    delegated_by: str | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    cancel_reason: str | None = None
    urged_at: datetime | None = None
    cause: str | None = None
    task_key: str | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.state in OPEN


class Place(NamedTuple):
    """Where a task belongs."""

    id: str
    app: str
    instance_id: str | None
    activation_id: str | None


CHANGES = (
    "state", "assignee", "owner", "outcome", "comment", "delegated_by", "due_at", "done_at", "done_by", "cancel_reason", "urged_at", "ord",
)  # fmt: skip
TASKS = Rows(wf_task, Task, CHANGES)
_KEY = bindparam("key", type_=Id())
_BY_ID = TASKS.asked(wf_task.c.id == _KEY)
_PLACE = select(wf_task.c.id, wf_task.c.app, wf_task.c.instance_id, wf_task.c.activation_id).where(wf_task.c.id == _KEY)
_LOCKED = TASKS.asked(wf_task.c.id == _KEY, lock=True)
_OF_ACTIVATION = TASKS.asked(wf_task.c.activation_id == _KEY, order=(wf_task.c.ord, wf_task.c.id))
_OF_INSTANCE = TASKS.asked(wf_task.c.instance_id == _KEY, order=(wf_task.c.id,))
_CANDIDATES = select(wf_task_candidate.c.task_id, wf_task_candidate.c.user_id).where(wf_task_candidate.c.task_id == _KEY)


def one(uow: UnitOfWork, key: str, *, lock: bool = False) -> Task | None:
    """A task by id."""
    found = TASKS.read(uow, _LOCKED if lock else _BY_ID, key=key)
    return found[0] if found else None


def place(uow: UnitOfWork, key: str) -> Place | None:
    """Where a task belongs: what of it never changes."""
    found = uow.prepared(_PLACE).run(uow.connection, key=key)
    return Place(*found[0]) if found else None


def of_activation(uow: UnitOfWork, activation: str) -> list[Task]:
    """The tasks of one visit of a step, in signing order."""
    return TASKS.read(uow, _OF_ACTIVATION, key=activation)


def of_instance(uow: UnitOfWork, instance: str) -> list[Task]:
    """Every task an instance ever gave."""
    return TASKS.read(uow, _OF_INSTANCE, key=instance)


def insert(uow: UnitOfWork, rows: Sequence[Task], candidates: Mapping[str, Sequence[str]] | None = None) -> None:
    """New tasks; `candidates`: task → people, for those several may take."""
    TASKS.insert(uow, rows)
    pairs = [{"task_id": task, "user_id": user} for task, people in (candidates or {}).items() for user in people]
    if pairs:
        uow.connection.execute(wf_task_candidate.insert(), pairs)


def update(uow: UnitOfWork, row: Task) -> bool:
    """Writes what may change; False where somebody was faster."""
    return TASKS.update(uow, row)


def candidates(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, list[str]]:
    """Who may take each of these tasks."""
    wanted = list(ids)
    found: dict[str, list[str]] = defaultdict(list)
    if len(wanted) == 1:
        pairs: Iterable[Any] = uow.prepared(_CANDIDATES).run(uow.connection, key=wanted[0])
    else:
        c = wf_task_candidate.c
        pairs = uow.connection.execute(select(c.task_id, c.user_id).where(c.task_id.in_(wanted))) if wanted else ()
    for task, user in pairs:
        found[task].append(user)
    return found


def replace_candidates(uow: UnitOfWork, task: str, people: Sequence[str]) -> None:
    """Exactly these people may take a task (none: only its assignee)."""
    uow.connection.execute(delete(wf_task_candidate).where(wf_task_candidate.c.task_id == task))
    insert(uow, (), {task: people})


def add_todo(uow: UnitOfWork, people: Sequence[str], title: str, **more: Any) -> str | None:
    """A plain task for one person, or for whoever of several does it first; its id, or None where `key` has made one before.

    `more`: text, due_at, form, record_id, cause, key.
    """
    made, users = uow.new_ids(1)[0], list(dict.fromkeys(people))
    task = Task(
        id=made, app=uow.ctx.app, kind=TODO, created_at=uow.now, title=title, from_user=uow.ctx.actor.id, task_key=more.pop("key", None),
        assignee=users[0] if len(users) == 1 else None, **{"cause": uow.ctx.cause, **more},
    )  # fmt: skip
    if TASKS.insert(uow, [task]) == 0:
        return None
    if len(users) > 1:
        insert(uow, (), {made: users})
    return made


def _mine(user: str) -> ColumnElement[bool]:
    own = select(wf_task.c.id).where(wf_task.c.assignee == user, wf_task.c.state == PENDING)
    shared = select(wf_task_candidate.c.task_id).where(wf_task_candidate.c.user_id == user)
    return wf_task.c.id.in_(union(own, shared))


def _open_for(user: str) -> tuple[ColumnElement[bool], ...]:
    unclaimed = or_(wf_task.c.assignee == user, wf_task.c.assignee.is_(None))
    return (_mine(user), wf_task.c.state == PENDING, unclaimed)


def _page(uow: UnitOfWork, conditions: Sequence[Any], order: Sequence[Any], limit: int) -> list[Task]:
    return [Task(*row) for row in uow.connection.execute(TASKS.asked(*conditions, order=order).limit(limit))]


def open_of(
    uow: UnitOfWork, user: str, app: str | None = None, after: tuple[datetime | None, str] | None = None, limit: int = PAGE
) -> list[Task]:
    """What somebody has to do, by due date, what has none last."""
    c = wf_task.c
    conditions: list[Any] = [*_open_for(user), *([] if app is None else [c.app == app])]
    if after is not None:
        due, key = after
        later = (
            (c.due_at.is_(None) & (c.id > key))
            if due is None
            else or_(c.due_at > due, (c.due_at == due) & (c.id > key), c.due_at.is_(None))
        )
        conditions.append(later)
    return _page(uow, conditions, (c.due_at.is_(None), c.due_at, c.id), limit)


def done_of(uow: UnitOfWork, user: str, app: str | None = None, after: str | None = None, limit: int = PAGE) -> list[Task]:
    """What somebody has done, newest first."""
    c = wf_task.c
    conditions: list[Any] = [c.done_by == user, c.state == DONE, *([] if app is None else [c.app == app])]
    conditions += [] if after is None else [c.id < after]
    return _page(uow, conditions, (c.id.desc(),), limit)


def counts(uow: UnitOfWork, user: str, now: datetime, tomorrow: datetime) -> dict[str, int]:
    """How much somebody has to do: open, overdue, due before `tomorrow`."""
    c = wf_task.c
    overdue, today = (
        func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in (c.due_at < now, (c.due_at >= now) & (c.due_at < tomorrow))
    )
    row = uow.connection.execute(select(func.count(), overdue, today).select_from(wf_task).where(*_open_for(user))).one()
    return {"open": int(row[0]), "overdue": int(row[1]), "today": int(row[2])}


def held_by(uow: UnitOfWork, user: str) -> list[Task]:
    """Every open task somebody holds alone, running or coming."""
    c = wf_task.c
    return _page(uow, (c.assignee == user, c.state.in_(OPEN)), (c.id,), 10_000)


def shared_with(uow: UnitOfWork, user: str) -> list[Task]:
    """Open tasks somebody may take together with others."""
    c = wf_task.c
    shared = select(wf_task_candidate.c.task_id).where(wf_task_candidate.c.user_id == user)
    return _page(uow, (c.assignee.is_(None), c.state.in_(OPEN), c.id.in_(shared)), (c.id,), 10_000)


def took_part(uow: UnitOfWork, user: str, instance: str) -> bool:
    """Whether somebody has or had a task of an instance, or began it."""
    c = wf_task.c
    own = or_(c.assignee == user, c.owner == user, c.done_by == user, c.delegated_by == user, c.from_user == user)
    task = select(c.id).where(c.instance_id == instance, own).limit(1)
    shared = (
        select(c.id).join(wf_task_candidate, wf_task_candidate.c.task_id == c.id)
        .where(c.instance_id == instance, wf_task_candidate.c.user_id == user).limit(1)
    )  # fmt: skip
    began = select(wf_instance.c.id).where(wf_instance.c.id == instance, wf_instance.c.initiator == user)
    return any(uow.connection.execute(query).first() is not None for query in (began, task, shared))


def of_record(uow: UnitOfWork, record: str) -> list[Task]:
    """Open tasks about a record."""
    c = wf_task.c
    return _page(uow, (c.app == uow.ctx.app, c.record_id == record, c.state == PENDING), (c.id,), PAGE)
