"""Dashboards over HTTP. Takes: requests on /apps/{app}/dashboards. Gives: their layout, their tiles. Never: decides."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder.definitions.report import Report
from builder.errors import AppError, NotAllowed
from runtime.context import Context
from runtime.reports import asking
from runtime.reports import dashboard as dashboards
from runtime.reports.dashboard import Chosen
from runtime.reports.engine import Question
from runtime.values import instant_text
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.reports import NAME, Cell, Format, Params, Step, ValuesBody, exported
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


class TileBody(DashboardBody):
    """One tile of numbers, as it stands there now."""

    tile = fields.String(required=True, validate=bodies.KEY)


class TileRecordsBody(Cell, TileBody):
    """Which of its numbers is meant."""


class TileExportBody(Format, TileBody):
    """A tile as a file."""


def chosen(given: Mapping[str, Any]) -> Chosen:
    """What a body says is chosen on a dashboard."""
    return Chosen(given["params"], tuple(given["tiles"]), tuple(given["cross"]), given["drill"])


def tile_question(ctx: Context, dashboard: str, given: Mapping[str, Any]) -> tuple[Report, Question]:
    """The report of a tile with everything that is chosen around it."""
    board = dashboards.dashboard_of(ctx, dashboard)
    return dashboards.question_of(ctx, board, dashboards.tile_of(board, given["tile"]), chosen(given))


@routes.get("/<key:dashboard>")
def get_dashboard(app: str, dashboard: str) -> Response:
    """How a dashboard is laid out for this caller."""
    ctx = context(app)
    shown = dashboards.shown(ctx, dashboards.dashboard_of(ctx, dashboard))
    tiles = [one | (tile_json(one["locked"], ctx.locale) if "locked" in one else {}) for one in shown["tiles"]]
    return answer({**shown, "tiles": tiles})


@routes.post("/<key:dashboard>:values")
def dashboard_values(app: str, dashboard: str) -> Response:
    """What a shared parameter may be set to."""
    given, ctx = bodies.body(ValuesBody), context(app)
    return answer(dashboards.offered_values(ctx, dashboards.dashboard_of(ctx, dashboard), given["param"], given["q"], given["chosen"]))


@routes.post("/<key:dashboard>:records")
def tile_records(app: str, dashboard: str) -> Response:
    """The list of records behind a number of a tile."""
    given, ctx = bodies.body(TileRecordsBody), context(app)
    return answer(asking.records_behind(ctx, *tile_question(ctx, dashboard, given), given["cell"], given["measure"]))


@routes.post("/<key:dashboard>:export")
def tile_export(app: str, dashboard: str) -> Response:
    """A tile as a file."""
    given, ctx = bodies.body(TileExportBody), context(app)
    report, question = tile_question(ctx, dashboard, given)
    return exported(ctx, report, question, given["format"])


@routes.post("/<key:dashboard>")
def run_dashboard(app: str, dashboard: str) -> Response:
    """The tiles of a dashboard, each for itself."""
    given, ctx = bodies.body(DashboardBody), context(app)
    found = dashboards.run(ctx, dashboards.dashboard_of(ctx, dashboard), chosen(given))
    tiles = {key: tile_json(one, ctx.locale) if isinstance(one, AppError) else one for key, one in found.items()}
    return answer({"tiles": tiles, "as_of": instant_text(ctx.now)})


def tile_json(error: AppError, locale: str) -> dict[str, Any]:
    """A tile that is closed to the caller, or that failed, in words."""
    words = sentence(error.code, locale, error.params)
    if isinstance(error, NotAllowed):
        return {"locked": words}
    return {"error": {"code": error.code, "detail": words, "errors": faults_json(getattr(error, "faults", ()), locale)}}
