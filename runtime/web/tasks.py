"""The inbox over HTTP. Takes: requests on /tasks. Gives: one act or one list each, shaped. Never: decides who may."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder.errors import Conflict
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.workflow import acts, inbox
from runtime.workflow.acts import Sent

routes = Blueprint("tasks", __name__, url_prefix="/api/v1")
MOST = 200


class TasksQuery(Strict):
    """Which of my tasks."""

    state = fields.String(load_default="open", validate=validate.OneOf(inbox.STATES))
    app = fields.String(load_default=None, validate=bodies.KEY)
    cursor = bodies.text(100)
    limit = bodies.number(1, MOST, 50)


class ActBody(Strict):
    """An act: `action_id` makes a repeated click one; `to` a person (or, to return, a step), `users` signers to add or remove."""

    action_id = fields.String(required=True, validate=validate.Length(8, 64))
    comment = fields.String(load_default="", allow_none=True, validate=validate.Length(max=2000))
    values = bodies.values(required=False)
    to = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    kind = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["before", "after", "parallel"]))
    users = fields.List(fields.String(validate=bodies.ID), load_default=list, validate=validate.Length(max=20))
    version = fields.Integer(strict=True, load_default=None, allow_none=True)


@routes.get("/tasks")
def list_tasks() -> Response:
    """Mine: open, done, started by me, copied to me; with counts."""
    asked = bodies.query(TasksQuery)
    return answer(inbox.mine(context(), asked["state"], asked["app"], asked.get("cursor") or None, asked["limit"]))


@routes.get("/tasks/<id:task>")
def one_task(task: str) -> Response:
    """One of mine."""
    return answer(inbox.one(context(), task))


def _act(task: str, verb: str, given: dict[str, Any]) -> Response:
    ctx = context()
    sent = Sent(
        given["action_id"], given["comment"] or "", given.get("values") or {}, given["to"], given["kind"], tuple(given["users"]),
        given["version"],
    )  # fmt: skip
    try:
        made = acts.perform(ctx, task, verb, sent)
    except Conflict as error:
        if "task_id" in error.params:
            del error.params["task_id"]
            error.params["task"] = inbox.fresh(ctx, task)
        raise
    return answer({"task": inbox.fresh(ctx, task), "instance": {"id": made.instance, "state": made.state} if made.instance else None})


@routes.post("/tasks/<id:task>:approve")
def approve(task: str) -> Response:
    """Agree."""
    return _act(task, "approve", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:reject")
def reject(task: str) -> Response:
    """Refuse."""
    return _act(task, "reject", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:submit")
def submit(task: str) -> Response:
    """Fields are filled in."""
    return _act(task, "submit", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:done")
def done(task: str) -> Response:
    """A to-do is done."""
    return _act(task, "done", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:return")
def give_back(task: str) -> Response:
    """Back to an earlier step."""
    return _act(task, "return", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:transfer")
def transfer(task: str) -> Response:
    """Somebody else does it."""
    return _act(task, "transfer", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:delegate")
def delegate(task: str) -> Response:
    """Ask a colleague first."""
    return _act(task, "delegate", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:add_signer")
def add_signer(task: str) -> Response:
    """More signers."""
    return _act(task, "add_signer", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:remove_signer")
def remove_signer(task: str) -> Response:
    """Without signers I had added."""
    return _act(task, "remove_signer", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:take_back")
def take_back(task: str) -> Response:
    """My answer is withdrawn."""
    return _act(task, "take_back", bodies.body(ActBody))


@routes.post("/tasks/<id:task>:urge")
def urge(task: str) -> Response:
    """Ask for haste."""
    return _act(task, "urge", bodies.body(ActBody))
