"""Segments as a viewer may use them: how many are in, who they are.

Takes: a Context, a segment. Gives: counts, the filter of an ordinary list. Never: a member by a row or field closed to the viewer.

Counting a segment is a report on its form with one condition: the same rights, the same statement, the same cache.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from builder import schema
from builder.checks import segments as checks
from builder.definitions import segment as definition
from builder.definitions import text_of
from builder.definitions.report import Measure, Report
from builder.definitions.segment import Segment
from builder.errors import AppError, Fault, Invalid, NotFound
from builder.messages import text
from runtime.context import Context
from runtime.records import service
from runtime.records.shown import Listing
from runtime.reports import engine, parameters
from runtime.reports.engine import Question
from runtime.revision import Revision

COUNT = Measure("members", agg="count")
KEY = "draft"
SAMPLE = 8


def segment_of(ctx: Context, key: str) -> Segment:
    """A segment of the app by its key."""
    found = ctx.rev.definition.segments.get(key)
    if found is None:
        raise NotFound("segment_not_found")
    return found


def spec_of(ctx: Context, raw: Mapping[str, Any]) -> Segment:
    """A segment somebody has just put together, judged like one that is published."""
    document = {"label": "·", **raw, "key": KEY}
    problems = schema.shape("segment", KEY, document)
    if not problems:
        segment = definition.load(document)
        problems = checks.problems_of(ctx.rev.definition, ctx.runtime.catalog, segment)
    wrong = (one for one in problems if one.level == "error")
    faults = [Fault("/spec" + one.path.removeprefix(f"segment/{KEY}"), one.code, dict(one.params)) for one in wrong]
    if faults:
        raise Invalid("invalid", faults)
    return segment


def count(ctx: Context, segment: Segment, params: Mapping[str, Any]) -> dict[str, Any]:
    """How many records of its form are in it now, of those this viewer sees."""
    within = ctx if not params and ctx.rev.definition.segments.get(segment.key) == segment else having(ctx, given(ctx, segment, params))
    answer = engine.run(within, _report(segment), Question())
    number = answer.shown.rows[0][0] if answer.shown.rows else 0
    label = text_of(ctx.rev.definition.forms[segment.entity].label, ctx.locale)
    told = text("segment_count", ctx.locale, {"count": f"{number:,}", "form": label})
    return {"count": number, "text": told, "sample": sample(within, segment)}


def sample(ctx: Context, segment: Segment) -> list[dict[str, str]]:
    """A few of its members, as the list of its form would show them."""
    found = service.list_(ctx, segment.entity, Listing(filter=f"id in SEGMENT('{segment.key}')", fields=(), limit=SAMPLE, refs=False))
    return [{"id": one.id, "title": one.title} for one in found.records]


def members(ctx: Context, segment: Segment) -> dict[str, Any]:
    """Who is in it: the ordinary list of its form with one filter."""
    engine.permitted(ctx, _report(segment))
    return {"form": segment.entity, "filter": f"id in SEGMENT('{segment.key}')"}


def permitted(ctx: Context, segment: Segment) -> bool:
    """Whether this viewer may ask about it: every field in it is open to him."""
    try:
        engine.permitted(ctx, _report(segment))
    except AppError:
        return False
    return True


def _report(segment: Segment) -> Report:
    condition = f"id in SEGMENT('{segment.key}')"
    return Report(segment.key, segment.label, segment.entity, measures=(COUNT,), filter=(condition,))


def given(ctx: Context, segment: Segment, params: Mapping[str, Any]) -> Segment:
    """The segment with other values for its parameters; Invalid where they do not fit."""
    made = parameters.asking(ctx, engine.frame_of(ctx), segment.source or segment.entity)
    parameters.read(made, segment.parameters, params)
    return replace(segment, parameters=tuple(replace(one, default=params.get(one.key, one.default)) for one in segment.parameters))


def having(ctx: Context, segment: Segment) -> Context:
    """The same work on an app that also has this segment; nothing compiled is shared with the published one."""
    app = ctx.rev.definition
    more = replace(app, segments={**app.segments, segment.key: segment})
    return replace(ctx, revision=Revision(ctx.rev.app, ctx.rev.n, more, ctx.rev.layout))
