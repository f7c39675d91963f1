"""Buttons over HTTP: of rules, and those that start a workflow. Takes: a press. Gives: one call of the room. Never: decides."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder.definitions import text_of
from builder.messages import text
from runtime.context import Context
from runtime.records import shape
from runtime.rules import buttons
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.workflow import instances

routes = Blueprint("actions", __name__, url_prefix="/api/v1/apps/<key:app>/actions")


class PressBody(Strict):
    """On which record, what was filled in, and the word that makes a second press the same one."""

    record = fields.String(required=True, validate=bodies.ID)
    values = bodies.values(required=False)
    action_id = fields.String(required=True, validate=validate.Length(1, 60))


@routes.post("/<key:button>")
def press(app: str, button: str) -> Response:
    """Does what the button says."""
    given, ctx = bodies.body(PressBody), context(app)
    if button in ctx.rev.definition.workflows and button not in ctx.rev.definition.rules:
        return _start(ctx, button, given)
    done = buttons.press(ctx, button, given["record"], given.get("values") or {}, given["action_id"])
    record = shape.one(ctx, done.record) if done.record else None
    return answer({"message": done.message, "record": record, "run": done.run})


def _start(ctx: Context, key: str, given: dict[str, Any]) -> Response:
    """The workflow begins on the record."""
    made = instances.start(ctx, key, given["record"], given["action_id"], given.get("values") or ())
    workflow = ctx.rev.definition.workflows[key]
    done = workflow.on.get("done")
    said = text_of(done, ctx.locale) if done else text("button_done", ctx.locale, {"button": text_of(workflow.label, ctx.locale)})
    return answer({"message": said, "record": None, "run": None, "instance": made.id})
