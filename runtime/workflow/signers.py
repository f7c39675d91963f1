"""Signatures and signers of a step: answering, handing over, asking a colleague, adding and removing signers.

Takes: a flow, a task. Gives: changed tasks. Never: where the instance goes from there.
"""

from collections.abc import Sequence
from typing import Any

from builder.errors import Conflict, Invalid, NotAllowed
from runtime.identity import assignees
from runtime.store import tasks
from runtime.store.tasks import APPROVING, DONE, PENDING, WAITING, Task
from runtime.store.workflows import Activation
from runtime.workflow import asking, moves
from runtime.workflow.flow import Flow
from runtime.workflow.signing import AFTER, BEFORE, PARALLEL, REJECTED, children

USUAL = ("transfer", "return")
KINDS = (BEFORE, AFTER, PARALLEL)
MOST_ADDED = 20


def allowed(flow: Flow, activation: Activation, verb: str) -> None:
    """Refuses what the step does not offer."""
    if verb not in flow.config(activation).get("actions", USUAL):
        raise NotAllowed("task_act_not_offered")


def answered(flow: Flow, activation: Activation, task: Task, answer: tuple[str, str | None]) -> bool:
    """Writes an answer down. Whether the step is to be judged now: not where it only goes back to the one who asked a colleague."""
    outcome, comment = answer
    if task.delegated_by:
        task.assignee, task.delegated_by = task.owner, None
        flow.note("resolved", activation, task, comment, people=[str(task.owner)])
        flow.write(task)
        return False
    mine = flow.tasks(activation)
    followers = [one for one in children(mine, task) if one.sign_kind == AFTER and one.state == WAITING]
    task.outcome, task.comment = outcome, comment
    flow.write(task)
    if outcome != REJECTED and followers:
        task.state = APPROVING
        for one in followers:
            one.state = PENDING
            flow.write(one)
        return True
    closed(flow, task, outcome)
    if outcome == REJECTED:
        moves.drop(flow, children(mine, task), "settled")
    return _parent_answered(flow, activation, task)


def closed(flow: Flow, task: Task, outcome: str) -> None:
    """A task is answered for good."""
    task.state, task.outcome, task.done_at = DONE, outcome, flow.now
    task.done_by = flow.uow.ctx.actor.id
    flow.write(task)


def _parent_answered(flow: Flow, activation: Activation, task: Task) -> bool:
    """What an added signature means for the task it was added to."""
    mine = flow.tasks(activation)
    parent = next((one for one in mine if one.id == task.parent_task_id), None)
    if parent is None or task.sign_kind == PARALLEL or not parent.open:
        return True
    if task.outcome == REJECTED:
        moves.drop(flow, [one for one in children(mine, parent) if one.id != task.id], "settled")
        closed(flow, parent, REJECTED)
        return True
    reconsider(flow, activation, parent)
    return True


def reconsider(flow: Flow, activation: Activation, parent: Task) -> None:
    """A task whose added signers have all answered or gone: it is asked again, or complete if it was approved already."""
    rest = [one for one in children(flow.tasks(activation), parent) if one.open and one.sign_kind in (BEFORE, AFTER)]
    if rest:
        return
    if parent.state == APPROVING:
        parent.state, parent.done_at, parent.done_by = DONE, flow.now, parent.assignee
    elif parent.state == WAITING and any(one.sign_kind == BEFORE for one in flow.tasks(activation) if one.parent_task_id == parent.id):
        parent.state = PENDING
    flow.write(parent)


def _colleague(uow: Any, task: Task, user: str | None, signed: set[str]) -> str:
    if user is None or not assignees.in_service(uow, [user]):
        raise Invalid("task_to_unknown")
    if user == task.assignee:
        raise Conflict("task_to_same")
    if user in signed:
        raise Conflict("task_to_signed")
    return user


def _holders(flow: Flow, activation: Activation) -> set[str]:
    """Everybody who holds or has answered a task of this visit."""
    return {str(user) for one in flow.tasks(activation) if one.state != tasks.CANCELLED for user in (one.assignee, one.done_by) if user}


def transfer(flow: Flow | None, task: Task, to: str | None, more: tuple[Any, str]) -> None:
    """Somebody else does it from now on; time limits go on."""
    uow, comment = more
    if flow is None:
        _hand_todo(uow, task, to)
        return
    activation = flow.active[str(task.activation_id)]
    if task.assignee in (None, uow.ctx.actor.id):
        allowed(flow, activation, "transfer")
    if task.assignee is None:
        tasks.replace_candidates(uow, task.id, ())
    hand_over(flow, activation, task, (_colleague(uow, task, to, _holders(flow, activation)), comment))


def hand_over(flow: Flow, activation: Activation, task: Task, to: tuple[str, str | None]) -> None:
    """The task changes hands, told in the history."""
    user, comment = to
    before, task.assignee, task.delegated_by = task.assignee, user, None
    task.owner = task.owner or before or user
    flow.write(task)
    flow.note("transferred", activation, task, comment or None, people=[user], was=[before] if before else [])


def _hand_todo(uow: Any, task: Task, to: str | None) -> None:
    task.owner = task.owner or task.assignee
    task.assignee = _colleague(uow, task, to, set())


def delegate(flow: Flow, task: Task, to: str | None, comment: str) -> None:
    """Asks a colleague; his answer brings the task back."""
    activation = flow.active[str(task.activation_id)]
    allowed(flow, activation, "delegate")
    if task.delegated_by:
        raise Conflict("task_delegated_already")
    user = _colleague(flow.uow, task, to, _holders(flow, activation))
    task.owner, task.delegated_by, task.assignee = task.assignee or flow.uow.ctx.actor.id, flow.uow.ctx.actor.id, user
    flow.write(task)
    flow.note("delegated", activation, task, comment or None, people=[user])


def add(flow: Flow, task: Task, signers: tuple[str, Sequence[str]], comment: str) -> None:
    """Further signers: before me, after me, or beside me."""
    kind, wanted = signers
    activation = flow.active[str(task.activation_id)]
    if kind not in KINDS:
        raise Invalid("task_add_kind")
    allowed(flow, activation, f"add_{kind}")
    _addable(flow, activation, task, (kind, wanted))
    mine = flow.tasks(activation)
    for place, user in enumerate(dict.fromkeys(wanted)):
        made = asking.new_task(
            flow, activation, asking.APPROVE, assignee=user, owner=user, ord=len(mine) + place, state=WAITING if kind == AFTER else PENDING,
            due_at=task.due_at, parent_task_id=task.id, sign_kind=kind, from_user=flow.uow.ctx.actor.id,
        )  # fmt: skip
        flow.ask(activation, made)
    if kind == BEFORE:
        task.state = WAITING
        flow.write(task)
    flow.note(f"added_{kind}", activation, task, comment or None, people=list(dict.fromkeys(wanted)))


def _addable(flow: Flow, activation: Activation, task: Task, signers: tuple[str, Sequence[str]]) -> None:
    kind, wanted = signers
    mine = children(flow.tasks(activation), task)
    if task.kind != asking.APPROVE or task.parent_task_id or task.delegated_by:
        raise Conflict("task_add_level")
    if not wanted or len(wanted) > MOST_ADDED or len(assignees.in_service(flow.uow, wanted)) != len(set(wanted)):
        raise Invalid("task_to_unknown")
    if kind != PARALLEL and any(one.sign_kind not in (kind, PARALLEL) and one.open for one in mine):
        raise Conflict("task_add_mixed")
    if _holders(flow, activation) & set(wanted):
        raise Conflict("task_add_holds")


def remove(flow: Flow, task: Task, wanted: Sequence[str], comment: str) -> None:
    """Takes back signers I have added (none named: all of them); what they were added to is looked at again."""
    activation = flow.active[str(task.activation_id)]
    mine = [one for one in children(flow.tasks(activation), task) if one.open and (not wanted or one.assignee in wanted)]
    if not mine:
        raise Conflict("task_remove_nobody")
    moves.drop(flow, mine, "removed")
    flow.note("removed", activation, task, comment or None, people=[str(one.assignee) for one in mine])
    reconsider(flow, activation, task)
    moves.settle(flow, activation, flow.kind(flow.step(activation)).resume(flow, activation, None))
