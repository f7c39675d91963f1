"""An instance as one page: the drawing with the path taken, who has it, what happened, the record as far as this person sees it.

Takes: a Context. Gives: JSON. Never: an instance to somebody who has no part in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.definitions import text_of
from builder.definitions.workflow import Workflow
from builder.errors import NotFound
from builder.messages import text as message
from runtime.context import Context
from runtime.permissions import policy
from runtime.records import judge
from runtime.store import tasks, users, workflows
from runtime.store.tasks import CANCELLED, PENDING, Task
from runtime.store.workflows import Activation, Instance
from runtime.values import instant_text
from runtime.workflow import inbox, instances, seeing, telling
from runtime.workflow.flow import definition


def page(ctx: Context, workflow: str, key: str) -> dict[str, Any]:
    """The whole page; who was told of it has read it now."""
    found = ctx.runtime.store.read(ctx, lambda uow: _page(uow, workflow, key))
    if found["unread"]:
        ctx.runtime.store.write(ctx, lambda uow: workflows.mark_read(uow, str(ctx.actor.id), key))
    return {name: value for name, value in found.items() if name != "unread"}


def _page(uow: Any, workflow: str, key: str) -> dict[str, Any]:
    instance = workflows.one(uow, key)
    if instance is None or instance.app != uow.ctx.app or instance.workflow != workflow:
        raise NotFound("instance_not_found")
    informed = uow.ctx.actor.id in workflows.informed(uow, key)
    if not (informed or instances.designer(uow.ctx) or tasks.took_part(uow, str(uow.ctx.actor.id), key) or _reads(uow, instance)):
        raise NotFound("instance_not_found")
    return {**_whole(uow, instance), "unread": informed}


def _reads(uow: Any, instance: Instance) -> bool:
    """Whether the caller sees the record it runs on: he then sees how it goes on with it."""
    if instance.form not in uow.ctx.rev.definition.forms:
        return False
    return bool(judge.holding(uow, instance.form, "read", [instance.record_id])[instance.record_id])


def _whole(uow: Any, instance: Instance) -> dict[str, Any]:
    ctx, made = uow.ctx, definition(uow, instance)
    given, visits = tasks.of_instance(uow, instance.id), workflows.activations(uow, instance.id)
    mine = next((task for task in given if _mine(uow, task, made, instance)), None)
    levels = _levels(uow, made, given, mine)
    seen = seeing.record(uow, instance.form, instance.record_id, levels)
    shown = [task for task in given if task.open]
    return {
        **_head(uow, instance, made, seen),
        "graph": graph(uow, made, visits, given),
        "history": telling.sentences(uow, made, workflows.history(uow, instance.id)),
        "tasks": inbox.cards(uow, shown),
        "my_task": inbox.detail(uow, mine) if mine else None,
        "fields": levels if mine and mine.open else dict.fromkeys((key for key, level in levels.items() if level != "hidden"), "read"),
        "record_values": seeing.as_json(uow, seen),
        "can": _can(uow, instance, made, shown),
        "waiting_for": waiting_words(ctx, uow, instance, made, visits),
    }


def _mine(uow: Any, task: Task, made: Workflow, instance: Instance) -> bool:
    """Whether this person has something to do with it, more than handing it to somebody else."""
    return inbox.verbs(uow, task, made.by_key.get(str(task.step_key)), instance) not in ([], ["transfer"])


def _head(uow: Any, instance: Instance, made: Workflow, seen: Any) -> dict[str, Any]:
    ctx = uow.ctx
    names = users.names(uow, [instance.initiator]) if instance.initiator else {}
    form = ctx.rev.definition.forms.get(instance.form)
    title = seeing.title(uow, seen)
    return {
        "id": instance.id, "workflow": instance.workflow, "label": text_of(made.label, ctx.locale),
        "title": instance.title or title or text_of(made.label, ctx.locale), "state": instance.state, "result": instance.result,
        "app": instance.app, "form": instance.form, "form_label": text_of(form.label, ctx.locale) if form else "",
        "record": instance.record_id, "record_title": title,
        "initiator": {"id": instance.initiator, "title": names.get(instance.initiator, "")} if instance.initiator else None,
        "started_at": instant_text(instance.started_at), "ended_at": instant_text(instance.ended_at) if instance.ended_at else None,
        "revision": instance.revision, "has_incident": instance.has_incident, "previous": instance.prev_instance_id,
    }  # fmt: skip


def _levels(uow: Any, made: Workflow, given: Sequence[Task], mine: Task | None) -> Mapping[str, str]:
    """The fields of the step he works on; else those of every step he ever had a part in."""
    if mine is not None and mine.open:
        step = made.by_key.get(str(mine.step_key))
        return step.config.get("fields", {}) if step else {}
    me = uow.ctx.actor.id
    steps = {task.step_key for task in given if me in (task.assignee, task.owner, task.done_by, task.delegated_by)}
    shared = tasks.candidates(uow, [task.id for task in given if task.assignee is None])
    steps |= {task.step_key for task in given if me in shared.get(task.id, ())}
    return seeing.merged(made.by_key[key].config.get("fields", {}) for key in sorted(filter(None, steps)) if key in made.by_key)


def _can(uow: Any, instance: Instance, made: Workflow, shown: Sequence[Task]) -> list[str]:
    if instance.state != workflows.RUNNING:
        return []
    found = ["withdraw"] if instances.may_withdraw(uow, instance, made) else []
    if any(task.state == PENDING and task.assignee != uow.ctx.actor.id for task in shown):
        found.append("urge")
    if instances.designer(uow.ctx):
        found += [
            "cancel",
            *(["retry", "skip"] if instance.has_incident else []),
            *(["migrate"] if instance.revision != uow.ctx.rev.n else []),
        ]
    return found


def graph(uow: Any, made: Workflow, visits: Sequence[Activation], given: Sequence[Task]) -> dict[str, Any]:
    """The drawing: boxes with their state and people, ways with whether they were taken; x and y only where people placed them."""
    taken = {one.via for one in visits if one.via}
    taken |= _arrived(made, visits)
    last = {one.step_key: one for one in visits}
    people = sorted({user for task in given for user in (task.done_by, task.assignee) if user})
    names = users.names(uow, people)
    steps = []
    for step in made.steps:
        visit = last.get(step.key)
        asked = [task for task in given if visit is not None and task.activation_id == visit.id]
        x, y = made.layout.get(step.key, (None, None))
        steps.append({
            "key": step.key, "type": step.type, "label": telling.step_words(uow.ctx, made, step.key),
            "icon": uow.ctx.runtime.catalog.steps[step.type].icon, "x": x, "y": y, "state": _state(visit), "who": _who(asked, names),
            "due_at": _due(asked, visit), "failed": bool(visit and visit.state == "active" and "failed" in visit.notes),
        })  # fmt: skip
    ways = [
        {
            "key": way.key,
            "from": way.source,
            "to": way.target,
            "label": text_of(way.label, uow.ctx.locale) if way.label else "",
            "taken": way.key in taken,
        }
        for way in made.transitions
    ]
    return {"steps": steps, "transitions": ways}


def _arrived(made: Workflow, visits: Sequence[Activation]) -> set[str]:
    """Ways into a join along which a branch has come: its visits are over and their only way leads there."""
    done = {one.step_key for one in visits if one.state == "done"}
    joins = {step.key for step in made.steps if any(one.step_key == step.key and "region" in one.notes for one in visits)}
    return {way.key for way in made.transitions if way.target in joins and way.source in done}


def _state(visit: Activation | None) -> str:
    return "todo" if visit is None else visit.state


def _who(asked: Sequence[Task], names: Mapping[str, str]) -> list[dict[str, Any]]:
    shown = [task for task in asked if task.state != CANCELLED or task.cancel_reason != "removed"]
    return [
        {
            "id": user,
            "title": names.get(user, ""),
            "outcome": task.outcome,
            "state": task.state,
            "at": instant_text(task.done_at) if task.done_at and task.done_by else None,
        }
        for task in shown
        if (user := task.done_by or task.assignee)
    ]


def _due(asked: Sequence[Task], visit: Activation | None) -> str | None:
    moments = [task.due_at for task in asked if task.open and task.due_at]
    if moments:
        return instant_text(min(moments))
    return visit.notes.get("until") if visit is not None and visit.state == "active" else None


def waiting_words(ctx: Context, uow: Any, instance: Instance, made: Workflow, visits: Sequence[Activation]) -> str:
    """One sentence: where it is and whom it waits for."""
    resting = [one for one in visits if one.state == "active"]
    if instance.state != workflows.RUNNING or not resting:
        return message(f"instance_{instance.state}", ctx.locale)
    joint = "、" if ctx.locale == "zh-CN" else ", "
    steps = joint.join(dict.fromkeys(telling.step_words(ctx, made, one.step_key) for one in resting))
    people = joint.join(one["title"] for one in inbox.waiting_for(uow, instance))
    code = "instance_failed" if instance.has_incident else "instance_waiting" if people else "instance_resting"
    return message(code, ctx.locale, {"steps": steps, "people": people})


def of_record(ctx: Context, form: str, record: str) -> list[dict[str, Any]]:
    """What ran or runs on a record, for those who see the record."""
    policy.require(ctx, form, "read")

    def work(uow: Any) -> list[dict[str, Any]]:
        judge.seen(uow, form, record)
        return [_line(uow, one) for one in workflows.of_record(uow, form, record)]

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]


def of_workflow(ctx: Context, workflow: str, record: str | None, cursor: str | None) -> dict[str, Any]:
    """The instances of a workflow: all for those who look after the app, else those on a record one sees or that one began."""
    if workflow not in ctx.rev.definition.workflows:
        raise NotFound("workflow_not_found")

    def work(uow: Any) -> dict[str, Any]:
        if record is not None:
            form = ctx.rev.definition.workflows[workflow].form
            judge.seen(uow, form, record)
            found = [one for one in workflows.of_record(uow, form, record) if one.workflow == workflow]
        elif instances.designer(ctx):
            found = workflows.of_workflow(uow, workflow, cursor)
        else:
            found = [one for one in workflows.started_by(uow, str(ctx.actor.id), ctx.app, cursor) if one.workflow == workflow]
        more = found[-1].id if record is None and len(found) == workflows.PAGE else None
        return {"instances": [_line(uow, one) for one in found], "next_cursor": more}

    return ctx.runtime.store.read(ctx, work)  # type: ignore[no-any-return]


def _line(uow: Any, instance: Instance) -> dict[str, Any]:
    made, visits = definition(uow, instance), workflows.activations(uow, instance.id, active=True)
    names = users.names(uow, [instance.initiator]) if instance.initiator else {}
    return {
        "id": instance.id, "workflow": instance.workflow, "label": text_of(made.label, uow.ctx.locale), "state": instance.state,
        "result": instance.result, "record": instance.record_id, "title": instance.title or text_of(made.label, uow.ctx.locale),
        "step_labels": [telling.step_words(uow.ctx, made, one.step_key) for one in visits],
        "waiting_for": waiting_words(uow.ctx, uow, instance, made, visits), "started_at": instant_text(instance.started_at),
        "ended_at": instant_text(instance.ended_at) if instance.ended_at else None, "has_incident": instance.has_incident,
        "initiator": {"id": instance.initiator, "title": names.get(instance.initiator, "")} if instance.initiator else None,
    }  # fmt: skip
