"""Instances as people and the system steer them: start, withdraw, cancel, try again, skip, move to another revision.

Takes: a Context or a unit of work. Gives: instances. Never: an act on a task (acts.py).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from builder.definitions import text_of
from builder.definitions.workflow import Workflow
from builder.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from runtime.actions import Act, pressing
from runtime.context import Context
from runtime.permissions import policy
from runtime.records import judge, service
from runtime.records.automation import image_of
from runtime.records.ripple import Ripple
from runtime.store import records, tasks, workflows
from runtime.store.workflows import Instance
from runtime.workflow import calls, conditions, moves
from runtime.workflow.flow import Arrival, Flow, opened
from runtime.workflow.results import Done

DESIGN = "design"
UNTIL_DECISION, UNTIL_END = "until_first_decision", "until_end"
WITHDRAWN, CANCELLED = "withdrawn", "cancelled"


def begin(ripple: Ripple, workflow: str, record: str, *, initiator: str | None, key: str | None = None) -> Instance:
    """A new instance on the newest revision, moved until it rests. The same `key` twice gives the first one."""
    uow = ripple.uow
    found: Workflow | None = uow.ctx.rev.definition.workflows.get(workflow)
    if found is None or found.form not in uow.ctx.rev.definition.forms:
        raise NotFound("workflow_not_found")
    if not records.there(uow, found.form, [record]):
        raise NotFound("record_not_found")
    instance = Instance(
        uow.new_ids(1)[0], uow.ctx.app, workflow, uow.ctx.rev.n, found.form, record, initiator, uow.now, start_key=key,
        prev_instance_id=workflows.previous(uow, workflow, record), single=found.one_at_a_time, locks=found.lock_record, root_id=uow.root,
    )  # fmt: skip
    flow = Flow(ripple, instance, found)
    instance.title = conditions.words(flow, found.title) if found.title else None
    if not workflows.INSTANCES.insert(uow, [instance]):
        known = workflows.by_start_key(uow, key) if key else None
        if known is None:
            raise Conflict("workflow_running")
        return known
    start = next(step for step in found.steps if not found.entering(step.key) and step.type in uow.ctx.runtime.catalog.steps)
    flow.note("started")
    flow.queue.append(Arrival(start.key))
    moves.run(flow)
    flow.close()
    return instance


def start(ctx: Context, workflow: str, record: str, action: str, sent: Iterable[str] = ()) -> Instance:
    """Somebody starts a workflow on a record he sees; the same action twice starts one. `sent`: the names of values that came with it."""
    found: Workflow | None = ctx.rev.definition.workflows.get(workflow)
    if found is None or not startable(found):
        raise NotFound("workflow_not_found")
    policy.require(ctx, found.form, "read")
    pressing.require_allowed(ctx, found.on, found.label)
    faults = [Fault(f"/values/{name}", "field_unknown", {"field": name}) for name in sent]
    if faults:
        raise Invalid("invalid", faults)
    return ctx.runtime.store.write(ctx, lambda uow: _start(uow, found, record, f"act:{action}"))  # type: ignore[no-any-return]


def _start(uow: Any, workflow: Workflow, record: str, key: str) -> Instance:
    judge.seen(uow, workflow.form, record)
    me, ripple = uow.ctx.actor.id, Ripple(uow)
    made = _shown(ripple, workflow, record, key) or begin(ripple, workflow.key, record, initiator=me, key=key)
    if (made.workflow, made.record_id, made.initiator) != (workflow.key, record, me):
        raise Conflict("action_id_used")
    service.finish(ripple)
    return made


def _shown(ripple: Ripple, workflow: Workflow, record: str, key: str) -> Instance | None:
    """What the same press has started before; refuses a first one where the button is not there for the record."""
    conditions = [one for one in (workflow.on.get("show"), workflow.when) if one]
    known = workflows.by_start_key(ripple.uow, key) if conditions else None
    if conditions and known is None:
        row = records.load(ripple.uow, workflow.form, [record], lock=True).get(record)
        if row is None:
            raise NotFound("record_not_found")
        pressing.require_shown(Act(ripple, workflow.form, image_of(row), me=ripple.uow.ctx.actor.id), *conditions)
    return known


def startable(workflow: Workflow) -> bool:
    """Whether people start it themselves."""
    return workflow.on.get("event") in ("manual", "button")


def designer(ctx: Context) -> bool:
    """Whether somebody looks after this app."""
    held = ctx.actor.roles_in(ctx.app)
    apps = (role.apps for key, role in ctx.rev.definition.roles.items() if key in held)
    return ctx.actor.admin or ctx.actor.kind == "system" or any(DESIGN in one for one in apps)


def steer(ctx: Context, key: str, verb: str, sent: Mapping[str, Any]) -> Instance:
    """One of VERBS on an instance; a repeated `action_id` changes nothing more."""

    def work(uow: Any) -> Instance:
        ripple = Ripple(uow)
        flow = opened(ripple, key)
        known = workflows.act_done(uow, sent["action_id"])
        if known is not None:
            if known["instance_id"] != key or known["actor"] != uow.ctx.actor.id:
                raise Conflict("action_id_used")
            return flow.instance
        VERBS[verb](flow, sent)
        moves.run(flow)
        flow.close()
        service.finish(ripple)
        result = {"state": flow.instance.state}
        workflows.keep_act(uow, {"action_id": sent["action_id"], "instance_id": key, "task_id": None, "act": verb, "result": result})
        return flow.instance

    return ctx.runtime.store.write(ctx, work)  # type: ignore[no-any-return]


def may_withdraw(flow_or_uow: Any, instance: Instance, workflow: Workflow) -> bool:
    """Whether its initiator may still take it back."""
    uow = flow_or_uow
    if instance.state != workflows.RUNNING or instance.initiator is None or instance.initiator != uow.ctx.actor.id:
        return False
    if workflow.withdraw == UNTIL_END:
        return True
    return workflow.withdraw == UNTIL_DECISION and not any(task.done_by for task in tasks.of_instance(uow, instance.id))


def _withdraw(flow: Flow, sent: Mapping[str, Any]) -> None:
    if not may_withdraw(flow.uow, flow.instance, flow.workflow):
        raise Conflict("workflow_withdraw_late") if flow.instance.initiator == flow.uow.ctx.actor.id else NotAllowed("workflow_not_yours")
    flow.note("withdrawn", None, None, sent.get("comment"))
    moves.finish(flow, WITHDRAWN, None, flow.workflow.on_withdrawn)


def cancel_by_force(flow: Flow, comment: str | None, kind: str = "called_off") -> None:
    """Over without a result."""
    flow.note(kind, None, None, comment)
    moves.finish(flow, CANCELLED, None)


def _cancel(flow: Flow, sent: Mapping[str, Any]) -> None:
    _require_designer(flow)
    _require_running(flow)
    cancel_by_force(flow, sent.get("comment"))


def _require_designer(flow: Flow) -> None:
    if not designer(flow.uow.ctx):
        raise NotAllowed("workflow_admin_only")


def _require_running(flow: Flow) -> None:
    if not flow.instance.running:
        raise Conflict("workflow_over")


def _failed(flow: Flow) -> list[Any]:
    _require_designer(flow)
    _require_running(flow)
    found = [one for one in flow.active.values() if "failed" in one.notes]
    if not found:
        raise Conflict("workflow_no_incident")
    workflows.resolve(flow.uow, flow.instance.id)
    flow.instance.has_incident = False
    for one in found:
        one.result = {name: value for name, value in one.notes.items() if name not in ("failed", "params")}
        flow.touch(one)
    return found


def _retry(flow: Flow, sent: Mapping[str, Any]) -> None:
    for one in _failed(flow):
        flow.note("retried", one, None, sent.get("comment"))
        if calls.again(flow, one):
            continue
        moves.settle(flow, one, flow.kind(flow.step(one)).enter(flow, one))


def _skip(flow: Flow, sent: Mapping[str, Any]) -> None:
    for one in _failed(flow):
        flow.note("skipped", one, None, sent.get("comment"))
        moves.settle(flow, one, Done(moves.usual(flow, one)))


def movable(flow: Flow) -> list[str]:
    """Steps the instance rests at that the newest revision no longer has in the same place: what stands against moving it there."""
    newest = flow.uow.ctx.rev.definition.workflows.get(flow.instance.workflow)
    if newest is None:
        return [one.step_key for one in flow.active.values()]
    kept = {step.key: step.type for step in newest.steps}
    inside = {one.step_key for one in flow.active.values() if one.path}
    return sorted({one.step_key for one in flow.active.values() if kept.get(one.step_key) != flow.step(one).type} | inside)


def _migrate(flow: Flow, sent: Mapping[str, Any]) -> None:
    _require_designer(flow)
    _require_running(flow)
    against = movable(flow)
    if against:
        names = [text_of(flow.workflow.by_key[key].label, flow.uow.ctx.locale) or key for key in against]
        raise Conflict("workflow_cannot_move", steps=names)
    flow.note("migrated", None, None, sent.get("comment"), was=flow.instance.revision, now=flow.uow.ctx.rev.n)
    flow.instance.revision = flow.uow.ctx.rev.n
    flow.workflow = flow.uow.ctx.rev.definition.workflows[flow.instance.workflow]


VERBS: Mapping[str, Callable[[Flow, Mapping[str, Any]], None]] = {
    "withdraw": _withdraw,
    "cancel": _cancel,
    "retry": _retry,
    "skip": _skip,
    "migrate": _migrate,
}


def migration(ctx: Context, key: str) -> dict[str, Any]:
    """What moving an instance to the newest revision would do: {"from", "to", "possible", "steps": those that stand against it}."""

    def work(uow: Any) -> dict[str, Any]:
        flow = opened(Ripple(uow), key, lock=False)
        _require_designer(flow)
        against = movable(flow) if flow.instance.running else []
        words = [text_of(flow.workflow.by_key[one].label, ctx.locale) or one for one in against]
        return {"from": flow.instance.revision, "to": uow.ctx.rev.n, "possible": flow.instance.running and not against, "steps": words}

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]
