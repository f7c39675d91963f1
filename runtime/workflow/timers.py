"""Jobs of workflows: time limits, waits, starts, notices. Takes: a unit of work, a job. Gives: handlers. Never: acts on what has moved on.

Every handler looks again, behind the instance's lock, whether what it was meant for still rests there; a late timer does nothing.
"""

from collections.abc import Mapping
from typing import Any

from builder.definitions import text_of
from builder.errors import Conflict, NotFound
from builder.messages import text as message
from runtime.identity import assignees
from runtime.jobs.handler import Handler
from runtime.records import service
from runtime.records.ripple import Ripple
from runtime.store import notices, tasks, workflows
from runtime.store.jobs import Job
from runtime.store.notices import NewNotice
from runtime.store.tasks import PENDING, Task
from runtime.store.workflows import Activation
from runtime.workflow import asking, calls, conditions, instances, moves, signers, urging
from runtime.workflow.flow import Flow, opened
from runtime.workflow.results import Jump
from runtime.workflow.signing import APPROVED, PARALLEL, REJECTED

START = "workflow.start"
TURNS = 5


def _at_rest(uow: Any, job: Job) -> tuple[Flow, Activation] | None:
    """The flow and the visit a job was meant for, where the instance still rests there."""
    try:
        flow = opened(Ripple(uow), job.payload["instance"])
    except NotFound:
        return None
    activation = flow.active.get(job.payload["activation"])
    return None if activation is None else (flow, activation)


def _go_on(flow: Flow) -> None:
    moves.run(flow)
    flow.close()
    service.finish(flow.ripple)


def _wake(uow: Any, job: Job) -> None:
    found = _at_rest(uow, job)
    if found is not None:
        flow, activation = found
        moves.settle(flow, activation, flow.kind(flow.step(activation)).resume(flow, activation, None))
        _go_on(flow)


def _limit(uow: Any, job: Job) -> None:
    """A time limit of a step is reached."""
    found = _at_rest(uow, job)
    if found is None:
        return
    flow, activation = found
    limits = flow.config(activation).get("timeout", ())
    pending = [task for task in flow.tasks(activation) if task.state == PENDING]
    number = job.payload["number"]
    if number < len(limits) and pending:
        LIMITS[limits[number]["do"]](flow, activation, (limits[number], pending, job.payload))
        _go_on(flow)


def _remind(flow: Flow, activation: Activation, due: tuple[Mapping[str, Any], list[Task], Mapping[str, Any]]) -> None:
    limit, pending, payload = due
    for task in pending:
        urging.notify(flow, task, ("reminded", urging.holders(flow, task)))
    flow.note("reminded", activation, people=[user for task in pending for user in urging.holders(flow, task)])
    turn = payload["turn"] + 1
    if "every" in limit and turn < limit.get("times", TURNS):
        moment = conditions.later(flow, limit["every"], limit.get("calendar"))
        flow.jobs.append(asking.timer(flow, activation, (payload["number"], turn), moment))


def _escalate(flow: Flow, activation: Activation, due: tuple[Mapping[str, Any], list[Task], Mapping[str, Any]]) -> None:
    """Somebody above answers in the place of those who were late, or beside them."""
    limit, pending, _ = due
    found = assignees.people(flow.uow, limit["to"], asking.about(flow))
    holding = {task.assignee for task in flow.tasks(activation)}
    fresh = [user for user in found.users if user not in holding]
    flow.note("escalated", activation, people=list(found.users))
    if not fresh:
        return
    if limit.get("how") == "add":
        _added(flow, activation, fresh)
        return
    roots = [task for task in pending if task.sign_kind in (None, PARALLEL)] or pending[:1]
    moves.drop(flow, roots[1:], "escalated")
    signers.hand_over(flow, activation, roots[0], (fresh[0], None))
    if roots[0].open:
        tasks.replace_candidates(flow.uow, roots[0].id, ())
        urging.notify(flow, roots[0], ("escalated", [fresh[0]]))


def _added(flow: Flow, activation: Activation, people: list[str]) -> None:
    """Further signers beside the others, as late as they are; a form is open to them too."""
    first = flow.tasks(activation)[0]
    for place, user in enumerate(people):
        made = asking.new_task(
            flow, activation, first.kind, assignee=user, owner=user, sign_kind=PARALLEL, ord=len(flow.tasks(activation)) + place,
            due_at=first.due_at,
        )  # fmt: skip
        flow.ask(activation, made)
        urging.notify(flow, made, ("escalated", [user]))


def _settled(outcome: str) -> Any:
    def act(flow: Flow, activation: Activation, due: Any) -> None:
        flow.note(f"timeout_{outcome}", activation)
        moves.drop(flow, flow.tasks(activation), "timeout")
        moves.settle(flow, activation, flow.kind(flow.step(activation)).resume(flow, activation, outcome))

    return act


def _goto(flow: Flow, activation: Activation, due: tuple[Mapping[str, Any], list[Task], Mapping[str, Any]]) -> None:
    flow.note("timeout_goto", activation, to=due[0]["step"])
    moves.settle(flow, activation, Jump(due[0]["step"], reason="timeout"))


LIMITS: Mapping[str, Any] = {
    "remind": _remind,
    "escalate": _escalate,
    "approve": _settled(APPROVED),
    "reject": _settled(REJECTED),
    "goto": _goto,
}


def _start(uow: Any, job: Job) -> None:
    """An event has set off a workflow; the same event twice starts one. One that may not run twice at a time is left alone."""
    given, ripple = job.payload, Ripple(uow)
    if given["workflow"] not in uow.ctx.rev.definition.workflows:
        return
    try:
        instances.begin(ripple, given["workflow"], given["record"], initiator=given.get("initiator"), key=given.get("key") or job.key)
    except Conflict as error:
        if error.code != "workflow_running":
            raise
        return
    except NotFound:
        return
    service.finish(ripple)


def _notice(uow: Any, job: Job) -> None:
    """Tells people about a task, while it waits for them."""
    task = tasks.one(uow, job.payload["task"])
    if task is None or task.state != PENDING:
        return
    found = workflows.one(uow, str(task.instance_id))
    label = uow.ctx.rev.definition.workflows.get(found.workflow).label if found else ""
    link = {"app": task.app, "workflow": found.workflow, "instance": found.id} if found else {"app": task.app}
    rows = []
    for user in job.payload["people"]:
        locale = assignees.locale_of(uow, user)
        title = message(f"notice_task_{job.payload['reason']}", locale, {"title": task.title or text_of(label, locale)})
        rows.append(NewNotice(user, title, "", {**link, "task": task.id}, f"{job.key}:{user}"))
    notices.add(uow, rows)


HANDLERS: Mapping[str, Handler] = {
    **calls.HANDLERS,
    moves.WAKE: Handler({"zh-CN": "流程等待到点", "en": "A workflow goes on"}, inside=_wake),
    asking.TIMER: Handler({"zh-CN": "待办到时限", "en": "A time limit of a task"}, inside=_limit),
    START: Handler({"zh-CN": "发起流程", "en": "A workflow starts"}, inside=_start),
    urging.NOTICE: Handler({"zh-CN": "待办提醒", "en": "A notice about a task"}, inside=_notice),
}
