"""Rules being designed: tried on a record, counted. Takes: requests on /builder. Gives: one call each. Never: writes a record."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields

from builder import configurations, schema
from builder.definitions import Rule
from builder.definitions import rule as rules
from builder.errors import Fault, Invalid
from runtime.context import Context
from runtime.rules import desk
from runtime.web import bodies, design
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context_of

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


def _published(app: str) -> Context:
    ctx = context_of(design.context_for(app).actor, app, required=False)
    if ctx.revision is None:
        raise Invalid("rule_try_unpublished")
    return ctx


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
