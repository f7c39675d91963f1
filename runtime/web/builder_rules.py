"""Rules and workflows being designed: tried, counted. Takes: requests on /builder. Gives: one call each. Never: writes a record."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response
from marshmallow import fields

from builder import configurations, schema
from builder.definitions import Rule, Workflow, load
from builder.definitions import rule as rules
from builder.definitions import workflow as workflows
from builder.errors import Fault, Invalid
from runtime.context import Context
from runtime.rules import desk
from runtime.web import bodies, design
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context_of
from runtime.workflow import simulating

routes = Blueprint("builder_rules", __name__, url_prefix="/api/v1/builder/apps/<key:app>")


class TryBody(Strict):
    """A rule as it stands in the draft, and a record to try it on."""

    rule = fields.Dict(keys=fields.String(), required=True)
    record = fields.String(required=True, validate=bodies.ID)


class CountBody(Strict):
    """A rule as it stands in the draft."""

    rule = fields.Dict(keys=fields.String(), required=True)


def _rule(ctx: Context, given: dict[str, Any]) -> Rule:
    """The rule, if it has the shape of one."""
    document = {"key": "draft", "label": "draft", **given}
    key = str(document["key"])
    found = schema.shape("rule", key, document) or configurations.problems("rule", key, document, ctx.runtime.catalog)
    if found:
        raise Invalid("invalid", [Fault(f"/rule/{one.path}", one.code, dict(one.params)) for one in found])
    return rules.load(document)


class WayBody(Strict):
    """A workflow as it stands in the draft, and a record to send through it."""

    workflow = fields.Dict(keys=fields.String(), required=True)
    record = fields.String(required=True, validate=bodies.ID)


def _workflow(ctx: Context, given: dict[str, Any]) -> Workflow:
    """The workflow, if it has the shape of one."""
    document = {"key": "draft", "label": "draft", **given}
    key = str(document["key"])
    found = schema.shape("workflow", key, document) or configurations.problems("workflow", key, document, ctx.runtime.catalog)
    made = None if found else workflows.load(document)
    if made is None or made.form not in ctx.rev.definition.forms:
        raise Invalid("invalid", [Fault(f"/workflow/{one.path}", one.code, dict(one.params)) for one in found])
    return made


def _published(app: str) -> Context:
    """On what is published, with the messages of the draft: a new rule often brings its own."""
    ctx = context_of(design.context_for(app).actor, app, required=False)
    if ctx.revision is None:
        raise Invalid("rule_try_unpublished")
    drafted = load(design.studio(ctx).draft(app).documents).messages
    return replace(ctx, revision=ctx.revision.saying(drafted))


@routes.post("/draft:try_rule")
def try_rule(app: str) -> Response:
    """What it would do to a record: a rehearsal, nothing of it remains."""
    given, ctx = bodies.body(TryBody), _published(app)
    return answer(desk.try_(ctx, _rule(ctx, given["rule"]), given["record"]))


@routes.post("/draft:count_rule")
def count_rule(app: str) -> Response:
    """How many records it would find."""
    given, ctx = bodies.body(CountBody), _published(app)
    return answer(desk.count_of(ctx, _rule(ctx, given["rule"])))


@routes.post("/draft:simulate_workflow")
def simulate_workflow(app: str) -> Response:
    """The way a record would take: a rehearsal, nothing of it remains."""
    given, ctx = bodies.body(WayBody), _published(app)
    return answer(simulating.way(ctx, _workflow(ctx, given["workflow"]), given["record"]))
