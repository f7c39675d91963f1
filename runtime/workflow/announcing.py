"""Whoever a task falls to is told of it, in the transaction that gives it to him: once a task and person, never for his own act.

Takes: a flow about to be written. Gives: notices. Never: a crowd; whoever shares a task with many finds it in his inbox.
"""

from collections.abc import Iterable
from typing import Any

from builder.definitions import text_of
from builder.messages import text
from runtime.store import notices, users
from runtime.store.notices import NewNotice
from runtime.store.tasks import PENDING, Task

MOST = 5  # of those who share a task
STARTED = "started"


def announce(flow: Any, tasks: Iterable[Task]) -> None:
    """Tells of tasks that are new or have changed hands; not of those a job tells of in other words."""
    elsewhere = {job.task_id for job in flow.jobs if job.task_id}
    fallen = [(task, user) for task in tasks if task.id not in elsewhere for user in _people(flow, task)]
    if fallen:
        locales = users.locales(flow.uow, list(dict.fromkeys(user for _, user in fallen)))
        notices.add(flow.uow, [_notice(flow, task, (user, locales.get(user) or "zh-CN")) for task, user in fallen])


def _notice(flow: Any, task: Task, reader: tuple[str, str]) -> NewNotice:
    (user, locale), instance = reader, flow.instance
    title = text("notice_task_new", locale, {"title": _title(flow, task, locale)})
    link = {"app": instance.app, "workflow": instance.workflow, "instance": instance.id, "task": task.id}
    return NewNotice(user, title, "", link, f"wf:{task.id}:new:{user}")


def _people(flow: Any, task: Task) -> list[str]:
    """Whom a task waits for now, but for whoever has just acted."""
    if task.state != PENDING:
        return []
    people = [task.assignee] if task.assignee else flow.candidates.get(task.id, [])
    busy = {flow.uow.ctx.actor.id}
    if any(one.kind == STARTED for one in flow.history):
        busy.add(flow.instance.initiator)
    return [user for user in people if user not in busy] if len(people) <= MOST else []


def _title(flow: Any, task: Task, locale: str) -> str:
    """What the task is about: what its instance is called, else its workflow and step."""
    step = flow.workflow.by_key.get(task.step_key)
    words = (text_of(one.label, locale) for one in (flow.workflow, step) if one and one.label)
    return task.title or " · ".join(words)
