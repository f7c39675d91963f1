"""How an instance moves: along transitions, into branches, to their joins, over jumps, until everything rests or it is over.

Takes: a flow. Gives: it, moved. Never: a commit; a choice of its own (the kinds of steps choose).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.definitions.workflow import Step, Transition
from builder.errors import AppError, BrokenDefinition, Conflict, LimitExceeded
from builder.expressions.errors import ExpressionError
from runtime.actions import run as run_actions
from runtime.identity.assignees import About, people
from runtime.records.ripple import Ripple
from runtime.store import jobs, workflows
from runtime.store.jobs import NewJob
from runtime.store.tasks import CANCELLED, Task
from runtime.store.workflows import Activation
from runtime.workflow import conditions
from runtime.workflow.flow import ACTIVE, CALLED_OFF, LEFT, Arrival, Flow
from runtime.workflow.regions import branches, reaches, regions, segment, within
from runtime.workflow.results import Done, Ended, Failed, Jump, Result, Waiting

MOST_VISITS = 500  # in one unit of work
ENDED, REJECTED = "ended", "rejected"
WAKE = "workflow.wake"


def run(flow: Flow) -> None:
    """Goes on until the instance rests everywhere or is over."""
    while flow.queue and flow.instance.running:
        if len(flow.born) >= MOST_VISITS:
            raise LimitExceeded("workflow_too_long", count=MOST_VISITS)
        _arrive(flow, flow.queue.popleft())
    flow.queue.clear()


def _arrive(flow: Flow, arrival: Arrival) -> None:
    step = flow.workflow.by_key.get(arrival.step)
    if step is None:
        raise BrokenDefinition("workflow_step_gone", step=arrival.step)
    kind = flow.kind(step)
    if kind.gathers and arrival.path:
        _gather(flow, step, arrival)
        return
    activation = visit(flow, step, arrival)
    settle(flow, activation, kind.enter(flow, activation))


def visit(flow: Flow, step: Step, arrival: Arrival) -> Activation:
    """A new visit of a step."""
    flow.instance.visits += 1
    made = Activation(
        flow.uow.new_ids(1)[0], flow.instance.id, step.key, flow.instance.visits, "/".join(arrival.path) or None, flow.now, arrival.origin,
        arrival.via, ACTIVE, None, dict(arrival.notes) or None,
    )  # fmt: skip
    flow.born[made.id] = flow.active[made.id] = made
    return made


def _gather(flow: Flow, step: Step, arrival: Arrival) -> None:
    """One of the ways a branch has opened has come to its join; the last one goes on."""
    region, _, way = arrival.path[-1].partition(":")
    workflows.arrive(flow.uow, flow.instance.id, step.key, region, way)
    resting = [one for one in flow.active.values() if one.step_key == step.key and one.notes.get("region") == region]
    outer = Arrival(step.key, arrival.path[:-1], arrival.origin, arrival.via, {"region": region})
    here = resting[0] if resting else visit(flow, step, outer)
    opened = flow.born.get(region) or workflows.visit(flow.uow, region)
    expected = set(opened.expected or ()) if opened else set()
    if expected <= workflows.arrived(flow.uow, flow.instance.id, step.key, region):
        settle(flow, here, Done())


def settle(flow: Flow, activation: Activation, result: Result) -> None:
    """What follows from a step's answer."""
    FOLLOWING[type(result)](flow, activation, result)


def leave(flow: Flow, activation: Activation, done: Done) -> None:
    """The visit is over; on along the chosen transitions, or straight back to whoever returned it."""
    _close(flow, activation, LEFT, done.result)
    back = activation.notes.get("resume_to")
    if back:
        flow.queue.append(Arrival(back, activation.path, activation.id, None, {"returned": True}))
        return
    ways = leaving(flow, activation)
    for way in ways if done.transitions is None else [one for one in ways if one.key in done.transitions]:
        inside = (segment(activation.id, way.key),) if activation.expected else ()
        flow.queue.append(Arrival(way.target, (*activation.path, *inside), activation.id, way.key))


def leaving(flow: Flow, activation: Activation) -> tuple[Transition, ...]:
    """The ways out of the step a visit is at."""
    return flow.workflow.leaving(activation.step_key)


def usual(flow: Flow, activation: Activation) -> tuple[str, ...]:
    """The ways out that are neither for a rejection nor for an error."""
    special = {flow.config(activation).get("on_error")}
    return tuple(way.key for way in leaving(flow, activation) if way.outcome != REJECTED and way.key not in special)


def _close(flow: Flow, activation: Activation, state: str, result: Mapping[str, Any] | None = None) -> None:
    """The visit rests no more: its timers are called off with it."""
    activation.state, activation.left_at = state, flow.now
    if result:
        activation.result = {**activation.notes, **result}
    flow.active.pop(activation.id, None)
    flow.touch(activation)
    flow.jobs = [job for job in flow.jobs if job.activation_id != activation.id]
    if activation.notes.get("jobs") and activation.id not in flow.born:
        jobs.cancel(flow.uow, activation_id=activation.id, reason="job_step_left")


def drop(flow: Flow, tasks: Iterable[Task], reason: str) -> None:
    """Open tasks are called off."""
    for task in tasks:
        if task.open:
            task.state, task.cancel_reason, task.done_at = CANCELLED, reason, flow.now
            flow.write(task)


def call_off(flow: Flow, activations: Iterable[Activation], reason: str, region: Sequence[str] = ()) -> None:
    """Visits inside a region are left by force: their tasks and timers go, and what had arrived at the joins of regions further inside."""
    gone = list(activations)
    for activation in gone:
        drop(flow, flow.tasks(activation), reason)
        _close(flow, activation, CALLED_OFF)
    inner = {part for one in gone for part in branches(one.path)[len(region) :]} | {
        str(one.notes["region"]) for one in gone if "region" in one.notes
    }
    workflows.forget_arrivals(flow.uow, flow.instance.id, sorted(inner))


def region_of(flow: Flow, activation: Activation, target: str) -> tuple[str, ...] | None:
    """The region a jump from here to a step lands in: the same or one around; None where the step stands in another branch."""
    place = regions(flow.workflow, flow.uow.ctx.runtime.catalog.steps).get(target)
    return None if place is None else reaches(activation.path, place)


def jump(flow: Flow, activation: Activation, to: Jump) -> None:
    """On at another step: everything open in its region is called off first."""
    region = region_of(flow, activation, to.step)
    if region is None:
        raise Conflict("workflow_other_branch")
    call_off(flow, [one for one in flow.active.values() if within(one.path, region)], to.reason, region)
    straight = {"resume_to": activation.step_key} if to.resume == "direct" and region == activation.path else {}
    flow.queue.append(Arrival(to.step, region, activation.id, None, {"returned": True, **straight}))


def finish(flow: Flow, state: str, result: str | None, actions: Sequence[Mapping[str, Any]] = ()) -> None:
    """It is over: everything open is called off, the last actions are done, whoever listens is told."""
    call_off(flow, list(flow.active.values()), state)
    flow.queue.clear()
    flow.instance.state, flow.instance.result, flow.instance.ended_at = state, result, flow.now
    failed = perform(flow, state, actions)
    if failed is not None:
        flow.instance.has_incident = True
        flow.note("failed", None, reason=failed.code, params=failed.params or {})
    ended = {"workflow": flow.workflow.key, "instance": flow.instance.id, "form": flow.instance.form, "record": flow.instance.record_id}
    flow.ripple.notes.setdefault("workflow_ended", []).append({**ended, "state": state, "result": result})


def _end(flow: Flow, activation: Activation, result: Ended) -> None:
    _close(flow, activation, LEFT)
    flow.note("rejected_all" if result.state == REJECTED else "ended", activation, result=result.result)
    finish(flow, result.state, result.result, flow.workflow.on_rejected if result.state == REJECTED else ())


def perform(flow: Flow, place: str, actions: Sequence[Mapping[str, Any]]) -> Failed | None:
    """Actions in this transaction, as the system on behalf of the step; what fails has not happened."""
    if not actions:
        return None
    inner = Ripple(flow.uow)
    try:
        with flow.uow.savepoint():
            act = conditions.about(flow)
            act.ripple, act.key = inner, f"{flow.instance.id}/{place}/{flow.instance.visits}"
            act.cause = f"workflow:{flow.workflow.key}/{flow.instance.id}/{place}"
            flow.effects += _understood(act, actions)
    except AppError as error:
        faults = [fault.code for fault in getattr(error, "faults", ())]
        return Failed(error.code, {**error.params, **({"faults": faults} if faults else {})})
    flow.ripple.absorb(inner)
    return None


def _understood(act: Any, actions: Sequence[Mapping[str, Any]]) -> list[Any]:
    try:
        return run_actions(act, actions)
    except (ExpressionError, KeyError) as error:
        raise BrokenDefinition("workflow_action_unknown") from error


def _fail(flow: Flow, activation: Activation, failed: Failed) -> None:
    """The way for errors, where there is one; else it rests here until somebody decides."""
    way = flow.config(activation).get("on_error")
    params = {name: value for name, value in (failed.params or {}).items() if isinstance(value, str | int | dict | list)}
    flow.note("failed", activation, reason=failed.code, params=params)
    if way:
        leave(flow, activation, Done((way,), {"failed": failed.code}))
        return
    activation.result = {**activation.notes, "failed": failed.code, "params": params}
    flow.touch(activation)
    flow.instance.has_incident = True
    workflows.report(flow.uow, flow.instance, failed.code, params)


def wake(flow: Flow, activation: Activation, moment: Any) -> None:
    """A job that wakes the step at a moment."""
    activation.result = {**activation.notes, "jobs": True, "until": moment.isoformat()}
    flow.touch(activation)
    payload = {"instance": flow.instance.id, "activation": activation.id}
    flow.jobs.append(NewJob(WAKE, f"wf:{activation.id}:wake", payload, moment, instance_id=flow.instance.id, activation_id=activation.id))


def inform(flow: Flow, activation: Activation, copies: Sequence[Mapping[str, Any]]) -> None:
    """People are told of a step; they decide nothing."""
    if not copies:
        return
    who = About(flow.instance.form, flow.instance.record_id, flow.instance.initiator)
    found = [user for one in copies for user in _told(flow, one, who)]
    if found:
        workflows.inform(flow.uow, flow.instance, activation.step_key, list(dict.fromkeys(found)))
        flow.note("copied", activation, people=list(dict.fromkeys(found)))


def _told(flow: Flow, who: Mapping[str, Any], about: About) -> Sequence[str]:
    found = people(flow.uow, who, about)
    return () if found.instead else found.users


FOLLOWING: Mapping[type, Any] = {
    Done: leave,
    Waiting: lambda flow, activation, result: None,
    Failed: _fail,
    Ended: _end,
    Jump: jump,
}
