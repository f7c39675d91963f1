"""What people do in an example, through the same doors as everybody. Takes: a Stage, who, {verb: what}. Gives: nothing.

Never: more rights than the person has. Nobody named: the system does it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from builder.errors import AppError, Invalid
from builder.messages import text
from runtime.context import Context
from runtime.examples.stage import Stage
from runtime.records import service
from runtime.rules import buttons
from runtime.store import tasks
from runtime.store.tasks import Task
from runtime.workflow import acts, instances

Raw = Mapping[str, Any]


def do(stage: Stage, login: str | None, act: Raw) -> None:
    """One act."""
    ((verb, what),) = act.items()
    if verb not in VERBS:
        raise Invalid("example_verb_unknown", verb=verb)
    VERBS[verb](stage, login, what)


def _create(stage: Stage, login: str | None, what: Raw) -> None:
    made = service.create(stage.context(login), what["form"], stage.value(what.get("values", {})))
    stage.call(what.get("as"), what["form"], made.record.id)


def _update(stage: Stage, login: str | None, what: Raw) -> None:
    form, record = stage.record(what["record"])
    service.update(stage.context(login), form, record, stage.value(what["values"]))


def _delete(stage: Stage, login: str | None, what: str) -> None:
    service.delete(stage.context(login), *stage.record(what))


def _button(stage: Stage, login: str | None, what: Raw) -> None:
    """A button of a rule or of a workflow."""
    ctx, (_, record) = stage.context(login), stage.record(what["record"])
    if what["key"] in ctx.rev.definition.workflows:
        instances.start(ctx, what["key"], record, stage.act())
    else:
        buttons.press(ctx, what["key"], record, stage.value(what.get("values", {})), stage.act())


def _acting(verb: str) -> Callable[[Stage, str | None, Raw], None]:
    def act(stage: Stage, login: str | None, what: Raw) -> None:
        ctx = stage.context(login)
        task = _task(stage, ctx, str(login), what)
        sent = acts.Sent(stage.act(), what.get("comment", ""), stage.value(what.get("values", {})))
        acts.perform(ctx, task.id, verb, sent)

    return act


def _task(stage: Stage, ctx: Context, login: str, what: Raw) -> Task:
    """The oldest open task of the person that fits: `step` its key, `title` a part of it."""
    user = stage.person(login)
    found: list[Task] = ctx.runtime.store.read(ctx, lambda uow: tasks.open_of(uow, user, stage.app))
    fitting = [
        task for task in found
        if what.get("step") in (None, task.step_key) and what.get("title", "") in (task.title or "")
    ]
    if not fitting:
        raise Invalid("example_no_task", login=login, titles="；".join(f"{task.title} ({task.step_key})" for task in found))
    oldest: Task = min(fitting, key=lambda task: task.id)
    return oldest


VERBS: Mapping[str, Callable[[Stage, str | None, Any], None]] = {
    "create": _create, "update": _update, "delete": _delete, "button": _button,
    "approve": _acting("approve"), "reject": _acting("reject"), "submit": _acting("submit"), "done": _acting("done"),
}


def codes(error: Exception) -> list[str]:
    """The code of a refusal and those of its faults."""
    if not isinstance(error, AppError):
        return [str(error)]
    return [error.code, *(fault.code for fault in getattr(error, "faults", ()))]


def said(error: Exception, locale: str) -> str:
    """A refusal in a person's words, every fault with its place."""
    if not isinstance(error, AppError):
        return str(error)
    faults = [f"{fault.pointer}: {text(fault.code, locale, fault.params)}" for fault in getattr(error, "faults", ())]
    return " ".join([text(error.code, locale, error.params), *faults])
