"""Somebody leaves: what he still has to do goes to somebody else, task by task, each told in its history.

Takes: a Context of somebody who looks after people. Gives: how many. Never: more than he holds.
"""

from typing import Any

from builder.errors import Conflict, Invalid
from runtime.context import Context
from runtime.identity import assignees, users
from runtime.records.ripple import Ripple
from runtime.store import tasks
from runtime.store.tasks import Task
from runtime.workflow.acts import inside
from runtime.workflow.flow import opened
from runtime.workflow.urging import notify


def open_work(ctx: Context, user: str) -> int:
    """How many tasks wait for somebody alone, now or later."""
    return len(ctx.runtime.store.read(ctx, lambda uow: tasks.held_by(uow, user)))


def hand_over(ctx: Context, user: str, to: str) -> int:
    """Gives everything somebody holds alone to a colleague; how many tasks that were."""

    def held(uow: Any) -> list[Task]:
        users.require_power_over(uow, user)
        if to == user or not assignees.in_service(uow, [to]):
            raise Invalid("task_to_unknown")
        return tasks.held_by(uow, user)

    found: list[Task] = ctx.runtime.store.read(ctx, held)
    return sum(ctx.runtime.store.write(inside(ctx, task.app), lambda uow, task=task: _one(uow, task, user, to)) for task in found)


def _one(uow: Any, task: Task, user: str, to: str) -> int:
    """One task changes hands, if it is still his."""
    if task.instance_id is None:
        return _plain(uow, task, user, to)
    flow = opened(Ripple(uow), task.instance_id)
    visit = flow.active.get(str(task.activation_id))
    mine = next((one for one in flow.tasks(visit) if one.id == task.id and one.open and one.assignee == user), None) if visit else None
    if mine is None or visit is None:
        return 0
    mine.assignee, mine.owner = to, to if mine.owner == user else mine.owner
    flow.write(mine)
    flow.note("handed_over", visit, mine, people=[to], was=[user])
    if mine.state == tasks.PENDING:
        notify(flow, mine, ("handed_over", [to]))
    flow.close()
    return 1


def _plain(uow: Any, task: Task, user: str, to: str) -> int:
    mine = tasks.one(uow, task.id, lock=True)
    if mine is None or not mine.open or mine.assignee != user:
        return 0
    mine.assignee, mine.owner = to, mine.owner or user
    if not tasks.update(uow, mine):
        raise Conflict("task_taken")
    return 1
