"""Tasks as their people see them: cards, lists, what may be done with one.

Takes: a Context. Gives: JSON. Never: a value of the record beyond the step and one's own rights.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from builder.definitions import text_of
from builder.definitions.workflow import Step, Workflow
from builder.errors import Invalid, NotFound
from builder.messages import text as message
from runtime.context import Context
from runtime.ids import decode
from runtime.records.ripple import Ripple
from runtime.store import tasks, users, workflows
from runtime.store.tasks import DONE, PENDING, Task
from runtime.store.workflows import Instance
from runtime.values import instant_text, zone
from runtime.workflow import acts, instances, seeing
from runtime.workflow.flow import Flow, definition
from runtime.workflow.returning import targets
from runtime.workflow.signers import USUAL

PHRASES = ("reject_phrase_1", "reject_phrase_2", "reject_phrase_3")
OWN_VERBS: Mapping[str, tuple[str, ...]] = {"approve": ("approve", "reject"), "form": ("submit",), "todo": ("done", "transfer")}
STATES = ("open", "done", "started", "cc")
HOME_ZONE = "Asia/Shanghai"


def mine(ctx: Context, state: str, app: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
    """One page of my tasks, and how many wait for me."""

    def work(uow: Any) -> dict[str, Any]:
        shown, following = LISTS[state](uow, str(ctx.actor.id), (app, cursor, limit))
        return {"tasks": shown, "next_cursor": following, "counts": counts(uow)}

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]


def counts(uow: Any) -> dict[str, int]:
    """open, overdue, today (in the home zone), cc_unread."""
    me, now = str(uow.ctx.actor.id), uow.now
    place = zone(HOME_ZONE)
    tomorrow = datetime.combine(now.astimezone(place).date() + timedelta(days=1), time(), place)
    return {**tasks.counts(uow, me, now, tomorrow), "cc_unread": workflows.unread(uow, me)}


def one(ctx: Context, key: str) -> dict[str, Any]:
    """One task of mine, now or earlier; with `return_to`: the steps it may be returned to."""

    def work(uow: Any) -> dict[str, Any]:
        task = tasks.one(uow, key)
        if task is None or not _may_see(uow, task):
            raise NotFound("task_not_found")
        return detail(uow, task)

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]


def _may_see(uow: Any, task: Task) -> bool:
    me = uow.ctx.actor.id
    if me in (task.assignee, task.owner, task.done_by, task.delegated_by, task.from_user) or uow.ctx.actor.admin:
        return True
    if task.instance_id is not None and tasks.took_part(uow, me, task.instance_id):
        return True
    return me in tasks.candidates(uow, [task.id])[task.id]


def detail(uow: Any, task: Task) -> dict[str, Any]:
    """The card with the ways back."""
    shown = card(uow, task)
    return {**shown, "return_to": _ways_back(uow, task) if "return" in shown["actions"] else []}


def _ways_back(uow: Any, task: Task) -> list[dict[str, str]]:
    inner = _within(uow, task.app)
    with uow.acting(inner):
        found = workflows.one(uow, str(task.instance_id))
        visit = workflows.visit(uow, str(task.activation_id))
        if found is None or visit is None:
            return []
        flow = Flow(Ripple(uow), found, definition(uow, found))
        return [{"key": key, "label": _label(flow.workflow.by_key[key], inner)} for key in targets(flow, visit)]


def _label(step: Step, ctx: Context) -> str:
    return text_of(step.label or ctx.runtime.catalog.steps[step.type].label, ctx.locale)


def _within(uow: Any, app: str) -> Context:
    return acts.inside(uow.ctx, app)


def cards(uow: Any, found: Sequence[Task]) -> list[dict[str, Any]]:
    """Tasks of any apps as cards."""
    return [card(uow, task) for task in found]


def card(uow: Any, task: Task) -> dict[str, Any]:
    """One task as the API gives it."""
    inner = _within(uow, task.app)
    if inner.revision is None:
        raise NotFound("app_not_found")
    with uow.acting(inner):
        instance = workflows.one(uow, task.instance_id) if task.instance_id else None
        workflow = definition(uow, instance) if instance else None
        step = workflow.by_key.get(str(task.step_key)) if workflow else None
        shared = tasks.candidates(uow, [task.id])[task.id] if task.assignee is None else [task.assignee]
        party = uow.ctx.actor.id in (*shared, task.owner, task.done_by, task.delegated_by)
        seen = seeing.record(uow, task.form, task.record_id, step.config.get("fields", {}) if step and party else {})
        title = seeing.title(uow, seen)
        names = users.names(uow, [key for key in {*shared, task.from_user, instance.initiator if instance else None} if key])
        sender = task.from_user or (instance.initiator if instance else None)
        return {
            **_plain(task, inner),
            **_about_workflow(inner, workflow, step),
            "title": task.title or title or _fallback(inner, workflow),
            "app_label": text_of(inner.rev.definition.info.label, inner.locale),
            "form_label": _form_label(inner, task.form),
            "record_title": title,
            "summary": seeing.summary(uow, seen, workflow.summary if workflow else ()),
            "from": {"id": sender, "title": names.get(sender, "")} if sender else None,
            "candidates": [{"id": key, "title": names.get(key, "")} for key in shared],
            "actions": verbs(uow, task, step, instance),
            "phrases": [message(code, inner.locale) for code in PHRASES] if task.kind == "approve" else [],
        }


def _fallback(ctx: Context, workflow: Workflow | None) -> str:
    return text_of(workflow.label, ctx.locale) if workflow else ""


def _form_label(ctx: Context, form: str | None) -> str:
    found = ctx.rev.definition.forms.get(form) if form else None
    return text_of(found.label, ctx.locale) if found else ""


def _plain(task: Task, ctx: Context) -> dict[str, Any]:
    due = task.due_at
    return {
        "id": task.id, "kind": task.kind, "state": task.state, "app": task.app, "text": task.text or "", "instance": task.instance_id,
        "form": task.form, "record": task.record_id, "due_at": instant_text(due) if due else None,
        "overdue": bool(due and due < ctx.now and task.open), "created_at": instant_text(task.created_at), "outcome": task.outcome,
        "comment": task.comment, "done_at": instant_text(task.done_at) if task.done_at else None, "version": task.version,
        "sign_kind": task.sign_kind, "delegated": bool(task.delegated_by), "cause": task.cause,
    }  # fmt: skip


def _about_workflow(ctx: Context, workflow: Workflow | None, step: Step | None) -> dict[str, Any]:
    submit = step.config.get("submit_label") if step else None
    return {
        "workflow": workflow.key if workflow else None, "workflow_label": text_of(workflow.label, ctx.locale) if workflow else "",
        "step": step.key if step else None, "step_label": _label(step, ctx) if step else "",
        "submit_label": text_of(submit, ctx.locale) if submit else "",
    }  # fmt: skip


def verbs(uow: Any, task: Task, step: Step | None, instance: Instance | None) -> list[str]:
    """What this person may do with the task now."""
    me = uow.ctx.actor.id
    offered = tuple(step.config.get("actions", USUAL)) if step else ()
    running = instance is None or instance.state == workflows.RUNNING
    if task.state == DONE and task.done_by == me and running and "take_back" in offered:
        return ["take_back"]
    held = task.assignee == me or (task.assignee is None and me in tasks.candidates(uow, [task.id])[task.id])
    if task.state != PENDING or not running:
        return []
    if not held:
        return ["transfer"] if instances.designer(uow.ctx) else []
    extra = [
        verb for verb in offered if verb != "take_back" and not (verb.startswith("add_") and (task.parent_task_id or task.delegated_by))
    ]
    added = (
        any(one.parent_task_id == task.id and one.open for one in tasks.of_activation(uow, task.activation_id))
        if task.activation_id
        else False
    )
    return [*OWN_VERBS.get(task.kind, ()), *extra, *(["remove_signer"] if added else [])]


# Lists


def _open(uow: Any, me: str, asked: tuple[str | None, str | None, int]) -> tuple[list[Any], str | None]:
    app, cursor, limit = asked
    found = tasks.open_of(uow, me, app, _due_cursor(cursor), limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    following = f"{instant_text(last.due_at) if last.due_at else ''}~{last.id}" if last else None
    return cards(uow, found[:limit]), following


def _due_cursor(cursor: str | None) -> tuple[datetime | None, str] | None:
    if cursor is None:
        return None
    due, _, key = cursor.partition("~")
    try:
        return (datetime.fromisoformat(due) if due else None), _id(key)
    except ValueError:
        raise Invalid("cursor_invalid") from None


def _id(key: str) -> str:
    decode(key)
    return key


def _after(cursor: str | None) -> str | None:
    try:
        return None if cursor is None else _id(cursor)
    except ValueError:
        raise Invalid("cursor_invalid") from None


def _done(uow: Any, me: str, asked: tuple[str | None, str | None, int]) -> tuple[list[Any], str | None]:
    app, cursor, limit = asked
    found = tasks.done_of(uow, me, app, _after(cursor), limit + 1)
    return cards(uow, found[:limit]), found[limit - 1].id if len(found) > limit else None


def _started(uow: Any, me: str, asked: tuple[str | None, str | None, int]) -> tuple[list[Any], str | None]:
    app, cursor, limit = asked
    found = workflows.started_by(uow, me, app, _after(cursor), limit + 1)
    return [instance_card(uow, one) for one in found[:limit]], found[limit - 1].id if len(found) > limit else None


def _copied(uow: Any, me: str, asked: tuple[str | None, str | None, int]) -> tuple[list[Any], str | None]:
    app, cursor, limit = asked
    found = workflows.told(uow, me, app, _after(cursor), limit + 1)
    shown = []
    for row in found[:limit]:
        instance = workflows.one(uow, row["instance_id"])
        if instance is not None:
            shown.append({**instance_card(uow, instance), "read": row["read_at"] is not None, "created_at": instant_text(row["at"])})
    return shown, found[limit - 1]["id"] if len(found) > limit else None


def instance_card(uow: Any, instance: Instance) -> dict[str, Any]:
    """An instance in the shape of a task, of kind `instance`."""
    inner = _within(uow, instance.app)
    with uow.acting(inner):
        workflow = definition(uow, instance)
        seen = seeing.record(uow, instance.form, instance.record_id, {})
        names = users.names(uow, [instance.initiator]) if instance.initiator else {}
        task = Task(
            id=instance.id, app=instance.app, kind="instance", created_at=instance.started_at, state=instance.state,
            instance_id=instance.id, form=instance.form, record_id=instance.record_id, outcome=instance.result, done_at=instance.ended_at,
        )  # fmt: skip
        title = seeing.title(uow, seen)
        return {
            **_plain(task, inner), **_about_workflow(inner, workflow, None), "title": instance.title or title or _fallback(inner, workflow),
            "app_label": text_of(inner.rev.definition.info.label, inner.locale), "form_label": _form_label(inner, instance.form),
            "record_title": title, "summary": seeing.summary(uow, seen, workflow.summary),
            "from": {"id": instance.initiator, "title": names.get(instance.initiator, "")} if instance.initiator else None,
            "candidates": waiting_for(uow, instance), "actions": [], "phrases": [],
        }  # fmt: skip


def waiting_for(uow: Any, instance: Instance) -> list[dict[str, str]]:
    """The people an instance waits for now."""
    pending = [task for task in tasks.of_instance(uow, instance.id) if task.state == PENDING] if instance.state == workflows.RUNNING else []
    shared = tasks.candidates(uow, [task.id for task in pending if task.assignee is None])
    people = dict.fromkeys(user for task in pending for user in ([task.assignee] if task.assignee else shared[task.id]))
    names = users.names(uow, list(people))
    return [{"id": key, "title": names.get(key, "")} for key in people]


LISTS: Mapping[str, Callable[..., tuple[list[Any], str | None]]] = {"open": _open, "done": _done, "started": _started, "cc": _copied}


def fresh(ctx: Context, key: str) -> dict[str, Any]:
    """The task as it stands after an act, for the one who acted."""

    def work(uow: Any) -> dict[str, Any]:
        task = tasks.one(uow, key)
        if task is None:
            raise NotFound("task_not_found")
        return detail(uow, task)

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]
