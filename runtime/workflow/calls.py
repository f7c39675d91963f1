"""Calls to the outside in a step: jobs the instance waits for, tried again by themselves, with their own way when they fail for good.

Takes: effects of actions, jobs. Gives: handlers. Never: a call inside a transaction.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.errors import NotFound
from runtime.actions import calling
from runtime.actions.effects import Effect
from runtime.jobs.handler import Handler
from runtime.records import service
from runtime.records.ripple import Ripple
from runtime.store import job_list, workflows
from runtime.store.jobs import Job
from runtime.store.workflows import Activation
from runtime.workflow import moves
from runtime.workflow.flow import Flow, opened
from runtime.workflow.results import Done

KIND = "workflow.call"
TRIES = 6


def adopt(flow: Flow, activation: Activation, effects: Sequence[Effect]) -> bool:
    """Makes the calls among these effects jobs of this step; whether there are any to wait for."""
    kinds = flow.uow.ctx.runtime.catalog.actions
    keys = [effect.job for effect in effects if effect.job and effect.kind in kinds and kinds[effect.kind].external]
    if keys:
        most = flow.config(activation).get("retry", {}).get("max", TRIES)
        workflows.adopt_jobs(
            flow.uow, keys, {"kind": KIND, "instance_id": flow.instance.id, "activation_id": activation.id, "max_attempts": most}
        )
        activation.result = {**activation.notes, "jobs": True, "calls": len(keys)}
        flow.touch(activation)
    return bool(keys)


def _resting(uow: Any, job: Job) -> tuple[Flow, Activation] | None:
    try:
        flow = opened(Ripple(uow), str(job.instance_id))
    except NotFound:
        return None
    activation = flow.active.get(str(job.activation_id))
    return None if activation is None else (flow, activation)


def _answered(uow: Any, job: Job, result: Any = None) -> None:
    """One call has worked (or a person lets it be); after the last one the instance goes on."""
    found = _resting(uow, job)
    if found is None or workflows.jobs_left(uow, str(job.activation_id), job.id):
        return
    flow, activation = found
    if "failed" in activation.notes:
        activation.result = {name: value for name, value in activation.notes.items() if name not in ("failed", "params")}
        flow.instance.has_incident = False
    moves.settle(flow, activation, Done(moves.usual(flow, activation)))
    _go_on(flow)


def _given_up(uow: Any, job: Job, error: str) -> None:
    """A call has failed for good: the way for errors, or it waits for an administrator (the queue has reported it)."""
    found = _resting(uow, job)
    if found is None:
        return
    flow, activation = found
    params = {name: value for name, value in (job.error_params or {}).items() if isinstance(value, str | int)}
    flow.note("failed", activation, reason=error, params=params)
    way = flow.config(activation).get("on_error")
    if way:
        moves.settle(flow, activation, Done((way,), {"failed": error}))
    else:
        activation.result = {**activation.notes, "failed": error, "params": params}
        flow.touch(activation)
        flow.instance.has_incident = True
    _go_on(flow)


def _go_on(flow: Flow) -> None:
    moves.run(flow)
    flow.close()
    service.finish(flow.ripple)


def again(flow: Flow, activation: Activation) -> bool:
    """Calls of a step that were given up are tried again; False where there are none."""
    dead = workflows.dead_jobs(flow.uow, activation.id)
    return bool([job for job in dead if job_list.retry(flow.uow, job)])


HANDLERS: Mapping[str, Handler] = {
    KIND: Handler(
        {"zh-CN": "流程调用外部系统", "en": "A workflow calls another system"},
        outside=calling.call,
        then=_answered,
        dead=_given_up,
        skipped=_answered,
    )
}
