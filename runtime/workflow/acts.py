"""What people do with tasks: one verb, one transaction, one winner; the same click twice is one.

Takes: a Context, a task, what was sent. Gives: Outcome. Never: an act of somebody whose task it is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from builder.errors import AppError, Conflict, NotAllowed, NotFound
from runtime.context import Context
from runtime.records import service
from runtime.records.ripple import Ripple
from runtime.store import tasks, users, workflows
from runtime.store.tasks import DONE, PENDING, TODO, Place, Task
from runtime.workflow import moves, rights, signers
from runtime.workflow.flow import Flow, opened
from runtime.workflow.instances import designer
from runtime.workflow.returning import give_back, take_back
from runtime.workflow.signing import APPROVED, REJECTED
from runtime.workflow.urging import urge

SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with an act: `to` a person or a step, `kind` before, after or parallel, `users` new signers."""

    action_id: str
    comment: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    to: str | None = None
    kind: str | None = None
    users: tuple[str, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act led to."""

    task: str
    instance: str | None
    state: str | None


@dataclass
class Doing:
    """An act under way: who holds which task of which instance, and what was sent. `flow` None: a plain to-do."""

    ripple: Ripple
    task: Task
    sent: Sent
    flow: Flow | None

    @property
    def work(self) -> Flow:
        """The instance, for verbs that need one."""
        if self.flow is None:
            raise NotAllowed("task_no_such_act")
        return self.flow

    @property
    def me(self) -> str:
        """Who acts."""
        return str(self.ripple.uow.ctx.actor.id)


def inside(ctx: Context, app: str) -> Context:
    """The same work in the app a task belongs to, on its newest revision."""
    return ctx if ctx.app == app and ctx.revision else replace(ctx, app=app, revision=ctx.runtime.store.revision(app))


def perform(ctx: Context, key: str, verb: str, sent: Sent) -> Outcome:
    """One act on a task. Somebody who was slower gets Conflict("task_taken", by=name); a repeated `action_id` the first outcome."""
    found = ctx.runtime.store.read(ctx, lambda uow: tasks.place(uow, key))
    if found is None:
        raise NotFound("task_not_found")
    try:
        return ctx.runtime.store.write(inside(ctx, found.app), lambda uow: _perform(uow, found, verb, sent))  # type: ignore[no-any-return]
    except AppError:
        known = ctx.runtime.store.read(ctx, lambda uow: workflows.act_done(uow, sent.action_id))
        if known is None or known["actor"] != ctx.actor.id or known["task_id"] != key:
            raise
        return Outcome(key, known["instance_id"], (known["result"] or {}).get("state"))


def _perform(uow: Any, found: Place, verb: str, sent: Sent) -> Outcome:
    ripple = Ripple(uow)
    flow = opened(ripple, found.instance_id) if found.instance_id else None
    task = _fresh(uow, found, flow)
    doing = Doing(ripple, task, sent, flow)
    if verb not in OTHERS_TOO:
        _require_mine(uow, doing, verb)
    VERBS[verb](doing)
    return _finished(uow, doing, verb)


def _fresh(uow: Any, found: Place, flow: Flow | None) -> Task:
    """The task as it stands behind the lock of its instance; a to-do is locked itself."""
    resting = flow.active.get(str(found.activation_id)) if flow else None
    if flow is not None and resting is not None:
        return next(task for task in flow.tasks(resting) if task.id == found.id)
    task = tasks.one(uow, found.id, lock=True)
    if task is None:
        raise NotFound("task_not_found")
    return task


def _require_mine(uow: Any, doing: Doing, verb: str) -> None:
    """Only whoever is asked acts, and only while he is asked; everybody else is told who was faster. Those who look after the app may hand
    a task to somebody else."""
    task, me = doing.task, uow.ctx.actor.id
    if task.state == PENDING and task.assignee == me:
        return _require_version(doing)
    if verb == "transfer" and task.state == PENDING and designer(uow.ctx):
        return _require_version(doing)
    shared = tasks.candidates(uow, [task.id])[task.id]
    if me not in (task.assignee, task.owner, task.done_by, task.delegated_by, *shared):
        raise NotFound("task_not_found")
    if task.state != PENDING and not (verb in WHILE_OPEN and task.open and task.assignee == me):
        faster = _decided(uow, task)
        by = users.names(uow, [faster.done_by]).get(faster.done_by, "") if faster and faster.done_by else ""
        raise Conflict("task_taken" if by else "task_closed", by=by, outcome=faster.outcome if faster else None, task_id=task.id)
    if task.assignee not in (None, me):
        raise NotAllowed("task_not_yours")
    return _require_version(doing)


def _decided(uow: Any, task: Task) -> Task | None:
    """The answer that settled a task: its own, or the last one beside it where one answer was enough."""
    if task.done_by or task.activation_id is None:
        return task
    beside = [one for one in tasks.of_activation(uow, task.activation_id) if one.done_by and one.done_by != uow.ctx.actor.id]
    return max(beside, key=lambda one: (one.done_at or one.created_at, one.id), default=None)


def _require_version(doing: Doing) -> None:
    if doing.sent.version is not None and doing.sent.version != doing.task.version:
        raise Conflict("task_changed", task_id=doing.task.id)


def _finished(uow: Any, doing: Doing, verb: str) -> Outcome:
    """Moves on, writes, lets everything that follows happen, remembers the act."""
    flow, state = doing.flow, None
    if flow is not None:
        moves.run(flow)
        flow.close()
        state = flow.instance.state
    elif not tasks.update(uow, doing.task):
        raise Conflict("task_taken")
    service.finish(doing.ripple)
    made = Outcome(doing.task.id, doing.task.instance_id, state)
    workflows.keep_act(
        uow,
        {"action_id": doing.sent.action_id, "instance_id": made.instance, "task_id": made.task, "act": verb, "result": {"state": state}},
    )
    return made


def sign(doing: Doing, outcome: str) -> None:
    """My answer to a task: fields first, then the signature, then whatever follows from it."""
    flow, task, sent = doing.work, doing.task, doing.sent
    activation = flow.active[str(task.activation_id)]
    place = (flow.instance.form, flow.instance.record_id)
    levels = flow.config(activation).get("fields", {})
    with flow.uow.acting(replace(flow.uow.ctx, cause=f"workflow:{flow.workflow.key}/{flow.instance.id}/{activation.step_key}")):
        rights.fill(doing.ripple, place, levels, sent.values, complete=outcome != REJECTED and not task.delegated_by)
    if not task.delegated_by:
        flow.note(outcome, activation, task, sent.comment or None)
    if signers.answered(flow, activation, task, (outcome, sent.comment or None)):
        moves.settle(flow, activation, flow.kind(flow.step(activation)).resume(flow, activation, None))


def _approve(doing: Doing) -> None:
    _require_kind(doing, "approve")
    sign(doing, APPROVED)


def _reject(doing: Doing) -> None:
    _require_kind(doing, "approve")
    sign(doing, REJECTED)


def _submit(doing: Doing) -> None:
    _require_kind(doing, "form")
    sign(doing, SUBMITTED)


def _require_kind(doing: Doing, kind: str) -> None:
    if doing.task.kind != kind:
        raise NotAllowed("task_no_such_act")


def _done(doing: Doing) -> None:
    """A plain to-do is done."""
    _require_kind(doing, TODO)
    task = doing.task
    task.state, task.outcome, task.comment = DONE, "done", doing.sent.comment or None
    task.done_at, task.done_by = doing.ripple.uow.now, doing.me


VERBS: Mapping[str, Callable[[Doing], None]] = {
    "approve": _approve,
    "reject": _reject,
    "submit": _submit,
    "done": _done,
    "return": lambda doing: give_back(doing.work, doing.task, doing.sent.to, doing.sent.comment),
    "take_back": lambda doing: take_back(doing.work, doing.task, doing.me, doing.sent.comment),
    "transfer": lambda doing: signers.transfer(doing.flow, doing.task, doing.sent.to, (doing.ripple.uow, doing.sent.comment)),
    "delegate": lambda doing: signers.delegate(doing.work, doing.task, doing.sent.to, doing.sent.comment),
    "add_signer": lambda doing: signers.add(doing.work, doing.task, (doing.sent.kind or "", doing.sent.users), doing.sent.comment),
    "remove_signer": lambda doing: signers.remove(doing.work, doing.task, doing.sent.users, doing.sent.comment),
    "urge": lambda doing: urge(doing.work, doing.task, doing.me),
}
WHILE_OPEN = frozenset({"remove_signer"})  # also while the task waits for signers that were added
OTHERS_TOO = frozenset({"urge", "take_back"})  # these judge for themselves who may
