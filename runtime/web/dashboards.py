"""Dashboards over HTTP. Takes: requests on /apps/{app}/dashboards. Gives: their layout, their tiles. Never: decides."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder.errors import AppError, NotAllowed
from runtime.reports import dashboard as dashboards
from runtime.reports.dashboard import Chosen
from runtime.values import instant_text
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.reports import NAME, Params, Step, ValuesBody
from runtime.web.words import faults_json, sentence

routes = Blueprint("dashboards", __name__, url_prefix="/api/v1/apps/<key:app>/dashboards")
MOST = 60


class CrossItem(Strict):
    """A value clicked in a tile."""

    tile = fields.String(required=True, validate=bodies.KEY)
    dimension = fields.String(required=True, validate=NAME)
    value = fields.Raw(required=True, allow_none=True)


class DashboardBody(Params):
    """What is chosen on a dashboard, and which tiles are wanted."""

    tiles = fields.List(fields.String(validate=bodies.KEY), load_default=list, validate=validate.Length(max=MOST))
    cross = fields.List(fields.Nested(CrossItem), load_default=list, validate=validate.Length(max=20))
    drill = fields.Dict(keys=fields.String(validate=bodies.KEY), values=fields.List(Step()), load_default=dict)


@routes.get("/<key:dashboard>")
def get_dashboard(app: str, dashboard: str) -> Response:
    """How a dashboard is laid out for this caller."""
    ctx = context(app)
    return answer(dashboards.shown(ctx, dashboards.dashboard_of(ctx, dashboard)))


@routes.post("/<key:dashboard>:values")
def dashboard_values(app: str, dashboard: str) -> Response:
    """What a shared parameter may be set to."""
    given, ctx = bodies.body(ValuesBody), context(app)
    return answer(dashboards.offered_values(ctx, dashboards.dashboard_of(ctx, dashboard), given["param"], given["q"]))


@routes.post("/<key:dashboard>")
def run_dashboard(app: str, dashboard: str) -> Response:
    """The tiles of a dashboard, each for itself."""
    given, ctx = bodies.body(DashboardBody), context(app)
    chosen = Chosen(given["params"], tuple(given["tiles"]), tuple(given["cross"]), given["drill"])
    found = dashboards.run(ctx, dashboards.dashboard_of(ctx, dashboard), chosen)
    tiles = {key: tile_json(one, ctx.locale) if isinstance(one, AppError) else one for key, one in found.items()}
    return answer({"tiles": tiles, "as_of": instant_text(ctx.now)})


def tile_json(error: AppError, locale: str) -> dict[str, Any]:
    """A tile that is closed to the caller, or that failed, in words."""
    words = sentence(error.code, locale, error.params)
    if isinstance(error, NotAllowed):
        return {"locked": words}
    return {"error": {"code": error.code, "detail": words, "errors": faults_json(getattr(error, "faults", ()), locale)}}
