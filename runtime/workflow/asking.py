"""Asking people: tasks for a step, time limits, what happens where nobody or somebody known is asked.

Takes: a flow, a visit, people. Gives: tasks, jobs. Never: judges (signing.py does).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from builder.definitions import text_of
from runtime.identity import assignees
from runtime.identity.assignees import About, Resolved
from runtime.store import tasks
from runtime.store.jobs import NewJob
from runtime.store.tasks import DONE, PENDING, WAITING, Task
from runtime.store.workflows import Activation
from runtime.values import instant_text
from runtime.workflow import conditions, moves
from runtime.workflow.flow import Flow
from runtime.workflow.signing import APPROVED

TIMER = "workflow.timer"
APPROVE, FORM = "approve", "form"
OWN, SAME = "auto_self", "auto_same"


def whom(flow: Flow, activation: Activation, who: Mapping[str, Any]) -> Resolved:
    """The people a step turns to; where somebody had to stand in, that is told."""
    found = assignees.people(flow.uow, who, about(flow))
    if found.instead:
        flow.note("nobody", activation, people=list(found.users))
    return found


def about(flow: Flow) -> About:
    """What the question of people is about."""
    return About(flow.instance.form, flow.instance.record_id, flow.instance.initiator)


def new_task(flow: Flow, activation: Activation, kind: str, **values: Any) -> Task:
    """A task of a visit, not yet asked."""
    instance = flow.instance
    return Task(
        id=flow.uow.new_ids(1)[0], app=instance.app, kind=kind, created_at=flow.now, instance_id=instance.id, activation_id=activation.id,
        step_key=activation.step_key, form=instance.form, record_id=instance.record_id, title=instance.title, **values,
    )  # fmt: skip


def signers(flow: Flow, activation: Activation, people: Sequence[str]) -> None:
    """One task for each signer, one after the other or all at once; those whose signature is known already sign by themselves."""
    config, due = flow.config(activation), arm(flow, activation)
    users = _without_own(flow, activation, list(people))
    known = {} if activation.notes.get("returned") else _known(flow, activation, users)
    turn = True
    for place, user in enumerate(users):
        reason = known.get(user)
        state = DONE if reason else PENDING if turn else WAITING
        task = new_task(flow, activation, APPROVE, assignee=user, owner=user, ord=place, state=state, due_at=due)
        if reason:
            task.outcome, task.done_at, task.cancel_reason = APPROVED, flow.now, reason
            flow.note(reason, activation, task, people=[user])
        elif config.get("order") == "sequential":
            turn = False
        flow.ask(activation, task)


def _without_own(flow: Flow, activation: Activation, users: list[str]) -> list[str]:
    """Whoever began it, replaced by the head of the department where the step says so."""
    me = flow.instance.initiator
    if me not in users or flow.config(activation).get("on_self") != "dept_head":
        return users
    head = assignees.in_service(flow.uow, [assignees.head_of(flow.uow, me)])
    return list(dict.fromkeys([head[0] if head and user == me else user for user in users]))


def _known(flow: Flow, activation: Activation, users: Sequence[str]) -> dict[str, str]:
    """Those who need not sign again: user → why."""
    config, found = flow.config(activation), {}
    if config.get("on_self") == "skip" and flow.instance.initiator in users:
        found[str(flow.instance.initiator)] = OWN
    if config.get("dedupe", "none") != "none":
        found |= {user: SAME for user in _signed(flow, config["dedupe"]) if user in users and user not in found}
    return found


def _signed(flow: Flow, mode: str) -> set[str]:
    """Who has approved before: ever in this instance, or in the step signed last."""
    earlier = {task.id: task for task in tasks.of_instance(flow.uow, flow.instance.id)}
    earlier |= {task.id: task for task in flow.known_tasks()}
    signed = [task for task in earlier.values() if task.kind == APPROVE and task.outcome == APPROVED and task.state == DONE]
    if mode == "consecutive" and signed:
        last = max(signed, key=lambda task: (task.done_at or task.created_at, task.id)).activation_id
        signed = [task for task in signed if task.activation_id == last]
    return {str(task.done_by or task.assignee) for task in signed}


def taker(flow: Flow, activation: Activation, kind: str, people: Sequence[str]) -> None:
    """One task for whoever of these people takes it first."""
    due = arm(flow, activation)
    alone = people[0] if len(people) == 1 else None
    flow.ask(activation, new_task(flow, activation, kind, assignee=alone, owner=alone, due_at=due), () if alone else people)


def arm(flow: Flow, activation: Activation) -> datetime | None:
    """A job for every time limit of the step; the moment until which people have time."""
    limits = flow.config(activation).get("timeout", ())
    moments = [conditions.limit(flow, limit) for limit in limits]
    for number, moment in enumerate(moments):
        flow.jobs.append(timer(flow, activation, (number, 0), moment))
    if limits:
        activation.result = {**activation.notes, "jobs": True}
        flow.touch(activation)
    hard = [moment for limit, moment in zip(limits, moments, strict=True) if limit["do"] != "remind"]
    due = min(hard) if hard else max(moments, default=None)
    _note_due(flow, activation, due)
    return due


def _note_due(flow: Flow, activation: Activation, due: datetime | None) -> None:
    """The record shows until when there is time, where the step names a field for it."""
    field = flow.config(activation).get("due_field")
    if field and due is not None:
        moves.perform(flow, activation.step_key, ({"type": "update", "set": {field: f"DATETIME('{instant_text(due)}')"}},))


def timer(flow: Flow, activation: Activation, place: tuple[int, int], moment: datetime) -> NewJob:
    """The job of one time limit, for the n-th time."""
    number, turn = place
    payload = {"instance": flow.instance.id, "activation": activation.id, "number": number, "turn": turn}
    key = f"wf:{activation.id}:t{number}:{turn}:{int(moment.timestamp())}"
    return NewJob(TIMER, key, payload, moment, instance_id=flow.instance.id, activation_id=activation.id)


def step_label(flow: Flow, activation: Activation) -> str:
    """What a step is called."""
    step = flow.step(activation)
    return text_of(step.label or flow.kind(step).label, flow.uow.ctx.locale)
