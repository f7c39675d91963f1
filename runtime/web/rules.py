"""Rules at run time over HTTP, for those who may design the app; a run for whoever may read its record. Takes: requests. Never: decides."""

from flask import Blueprint, Response
from marshmallow import fields

from builder.errors import NotFound
from runtime.context import Context
from runtime.rules import desk
from runtime.web import bodies, design
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context, context_of

routes = Blueprint("rules", __name__, url_prefix="/api/v1/apps/<key:app>")


class RunsQuery(Strict):
    """Which runs: about one record, the page after a cursor."""

    record = fields.String(load_default=None, validate=bodies.ID)
    cursor = fields.String(load_default=None, validate=bodies.ID)
    limit = bodies.number(1, desk.MOST, 20)


class SwitchBody(Strict):
    """Whether those that meet it already are dealt with too."""

    backlog = bodies.Truth(load_default=False)


class RecordBody(Strict):
    """Which record."""

    record = fields.String(required=True, validate=bodies.ID)


def _designer(app: str) -> Context:
    """The Context of somebody who looks after the rules of a published app."""
    ctx = context_of(design.context_for(app).actor, app)
    if ctx.revision is None:
        raise NotFound("app_not_found")
    return ctx


@routes.get("/rules")
def list_rules(app: str) -> Response:
    """Every rule: what it says, whether it is on, how often it fired."""
    return answer({"rules": desk.listed(_designer(app))})


@routes.get("/rules/<key:rule>")
def get_rule(app: str, rule: str) -> Response:
    """One rule."""
    return answer(desk.shown(_designer(app), rule))


@routes.get("/rules/<key:rule>/runs")
def rule_runs(app: str, rule: str) -> Response:
    """What it did, newest first."""
    asked = bodies.query(RunsQuery)
    return answer(desk.runs(_designer(app), rule, asked["record"], asked["cursor"], asked["limit"]))


@routes.post("/rules/<key:rule>:switch_on")
def switch_rule_on(app: str, rule: str) -> Response:
    """From now on, or for those that meet it already too."""
    given, ctx = bodies.body(SwitchBody), _designer(app)
    told = desk.switch_on(ctx, rule, given["backlog"])
    design.audit(ctx, "rule_on", app, {"rule": rule, "backlog": given["backlog"]})
    return answer(told)


@routes.post("/rules/<key:rule>:pause")
def pause_rule(app: str, rule: str) -> Response:
    """Until somebody lets it go on."""
    bodies.nothing()
    ctx = _designer(app)
    told = desk.pause(ctx, rule)
    design.audit(ctx, "rule_paused", app, {"rule": rule})
    return answer(told)


@routes.post("/rules/<key:rule>:resume")
def resume_rule(app: str, rule: str) -> Response:
    """From now on again."""
    bodies.nothing()
    ctx = _designer(app)
    told = desk.switch_on(ctx, rule, False)
    design.audit(ctx, "rule_on", app, {"rule": rule, "backlog": False})
    return answer(told)


@routes.post("/rules/<key:rule>:backlog")
def rule_backlog(app: str, rule: str) -> Response:
    """How many meet it already."""
    bodies.nothing()
    return answer(desk.counted(_designer(app), rule))


@routes.post("/rules/<key:rule>:why_not")
def rule_why_not(app: str, rule: str) -> Response:
    """Why it did not fire for a record."""
    given = bodies.body(RecordBody)
    return answer(desk.why_not(_designer(app), rule, given["record"]))


@routes.get("/runs/<id:run>")
def get_run(app: str, run: str) -> Response:
    """One run, for whoever may read the record it was about."""
    return answer(desk.run(context(app), run))


