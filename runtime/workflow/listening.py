"""Workflows hear of changes: some start one, records under way may be locked, deleted ones end it.

Takes: changes of records inside their transaction. Gives: jobs that start workflows. Never: starts one itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.definitions import text_of
from builder.definitions.workflow import Workflow
from builder.errors import Conflict
from runtime.actions import Act
from runtime.context import Context
from runtime.records.events import Event
from runtime.records.ripple import Ripple
from runtime.store import jobs, workflows
from runtime.store.jobs import NewJob
from runtime.workflow import instances
from runtime.workflow.flow import opened
from runtime.workflow.timers import START

BY_HAND = ("manual", "button")
OWN = "workflow:"
DEEPEST = 8  # causes before a change that may still start a workflow: what sets itself off comes to an end


class WorkflowsListener:
    """The listener of this room."""

    def listens(self, ctx: Context) -> Mapping[str, frozenset[str]]:
        """Every form a workflow runs on; derived moves matter to `changed` and `enters`."""
        found: dict[str, frozenset[str]] = {}
        for one in ctx.rev.definition.workflows.values():
            found[one.form] = found.get(one.form, frozenset()) | _derived(ctx, one)
        return found

    def hear(self, ripple: Ripple, events: Sequence[Event]) -> None:
        """Matches each change while relations and roll-ups still show what was before."""
        for event in events:
            for one in ripple.uow.ctx.rev.definition.workflows.values():
                if one.form == event.form and event.new is not None and _starts(ripple, one, event):
                    _enqueue(ripple, one, event)
            if not event.derived:
                _guard(ripple, event)

    def done(self, ripple: Ripple) -> None:
        """Nothing is left for the end."""


def _derived(ctx: Context, workflow: Workflow) -> frozenset[str]:
    kind = ctx.runtime.catalog.triggers.get(str(workflow.on.get("event")))
    if kind is None:
        return frozenset()
    watched = kind.watches({name: value for name, value in workflow.on.items() if name != "event"})
    if watched is None:
        form = ctx.rev.definition.forms.get(workflow.form)
        return frozenset(item.key for item in form.fields) if form else frozenset()
    return watched


def _starts(ripple: Ripple, workflow: Workflow, event: Event) -> bool:
    name = str(workflow.on.get("event"))
    kind = ripple.uow.ctx.runtime.catalog.triggers.get(name)
    if kind is None or name in BY_HAND or event.depth >= DEEPEST:
        return False
    if not kind.hits({key: value for key, value in workflow.on.items() if key != "event"}, event):
        return False
    now = _holds(ripple, workflow, event, event.new)
    return now and not (getattr(kind, "turns", False) and event.old is not None and _holds(ripple, workflow, event, event.old))


def _holds(ripple: Ripple, workflow: Workflow, event: Event, image: Any) -> bool:
    return workflow.when is None or Act(ripple, event.form, image, event.old, me=event.person).truth(workflow.when)


def _enqueue(ripple: Ripple, workflow: Workflow, event: Event) -> None:
    uow = ripple.uow
    key = f"wf:start:{uow.ctx.app}:{workflow.key}:{event.record}:{uow.new_ids(1)[0]}"
    payload = {"workflow": workflow.key, "form": event.form, "record": event.record, "initiator": event.person, "key": key}
    jobs.enqueue(uow, [NewJob(START, key, payload, lock_key=f"{event.form}/{event.record}", depth=event.depth)])


def _guard(ripple: Ripple, event: Event) -> None:
    """A locked record changes only through its workflow; a deleted one takes its instances with it."""
    if event.old is None:
        return
    uow = ripple.uow
    if event.actor is not None and not event.cause.startswith(OWN):
        locking = workflows.locking(uow, event.record)
        if locking:
            found = uow.ctx.rev.definition.workflows.get(locking[0])
            raise Conflict("record_locked", workflow=text_of(found.label, uow.ctx.locale) if found else "")
    if event.new is None:
        for one in workflows.running_on(uow, event.record):
            with uow.acting(uow.ctx.as_system("workflow")):
                flow = opened(ripple, one)
                instances.cancel_by_force(flow, None, "record_deleted")
                flow.close()
