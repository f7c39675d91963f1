"""Segments over HTTP. Takes: requests on /apps/{app}/segments. Gives: counts, the list of members as a filter. Never: decides."""

from flask import Blueprint, Response
from marshmallow import fields

from runtime.reports import offered, segments
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.reports import Params

routes = Blueprint("segments", __name__, url_prefix="/api/v1/apps/<key:app>")


class CountBody(Params):
    """The parameters of a segment, where they are not its own."""


class SegmentSpecBody(Params):
    """A segment that is being put together."""

    spec = fields.Dict(keys=fields.String(), required=True)


class MembersBody(Strict):
    """The members are an ordinary list: nothing is asked here."""


@routes.get("/segments")
def list_segments(app: str) -> Response:
    """The segments this caller may use, in words."""
    ctx = context(app)
    return answer({"segments": offered.segments_json(ctx)})


@routes.post("/segments/<key:segment>:count")
def count_segment(app: str, segment: str) -> Response:
    """How many are in it now."""
    given, ctx = bodies.body(CountBody), context(app)
    return answer(segments.count(ctx, segments.segment_of(ctx, segment), given["params"]))


@routes.post("/segments:count")
def count_spec(app: str) -> Response:
    """The same of a segment that is being put together."""
    given, ctx = bodies.body(SegmentSpecBody), context(app)
    return answer(segments.count(ctx, segments.spec_of(ctx, given["spec"]), given["params"]))


@routes.post("/segments/<key:segment>:members")
def segment_members(app: str, segment: str) -> Response:
    """Who is in it: the list of its form with one filter."""
    ctx = context(app)
    if bodies.sent():
        bodies.body(MembersBody)
    return answer(segments.members(ctx, segments.segment_of(ctx, segment)))
