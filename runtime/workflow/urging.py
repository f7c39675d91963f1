"""Urging: a notice to whoever is waited for, at most one an hour and task. Takes: a flow, a task. Never: changes its state."""

from datetime import timedelta
from typing import Any

from builder.errors import Conflict, LimitExceeded, NotAllowed
from runtime.store import tasks
from runtime.store.jobs import NewJob
from runtime.store.tasks import PENDING, Task
from runtime.workflow.flow import Flow

PAUSE = timedelta(hours=1)
NOTICE = "workflow.notice"


def urge(flow: Flow, task: Task, me: str) -> None:
    """Somebody who takes part asks for haste."""
    if not tasks.took_part(flow.uow, me, flow.instance.id):
        raise NotAllowed("task_not_yours")
    if task.state != PENDING:
        raise Conflict("task_closed", task_id=task.id)
    if task.urged_at is not None and task.urged_at > flow.now - PAUSE:
        raise LimitExceeded("task_urged", minutes=int((task.urged_at + PAUSE - flow.now).total_seconds() // 60) + 1)
    task.urged_at = flow.now
    flow.write(task)
    people = holders(flow, task)
    flow.note("urged", flow.active.get(str(task.activation_id)), task, people=people)
    notify(flow, task, ("urged", people))


def holders(flow: Flow, task: Task) -> list[str]:
    """Whom a task waits for."""
    return [task.assignee] if task.assignee else tasks.candidates(flow.uow, [task.id])[task.id]


def notify(flow: Flow, task: Task, what: tuple[str, list[str]], **more: Any) -> None:
    """A notice about a task, sent by a job."""
    reason, people = what
    key = f"wf:{task.id}:{reason}:{int(flow.now.timestamp())}"
    payload = {"task": task.id, "reason": reason, "people": people, **more}
    flow.jobs.append(NewJob(NOTICE, key, payload, instance_id=flow.instance.id, task_id=task.id))
