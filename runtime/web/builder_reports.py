"""Reports being designed: what they may be made of, what is wrong, which charts suit. Takes: requests on /builder. Gives: words.

Never: rows (a preview is an ordinary run).
"""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder import schema
from builder.checks import reports, segments
from builder.checks.places import below, columns_of, walk
from builder.checks.scope import FormScope, Types
from builder.definitions import App, Report, Segment, load
from builder.definitions import report as report_definition
from builder.definitions import segment as segment_definition
from builder.errors import Fault, Invalid, NotFound
from builder.expressions import describe
from builder.expressions.check import PathInfo
from builder.expressions.types import File, Json, List, Number, Text, Type
from builder.problems import Problem
from runtime.context import Context
from runtime.reports import answering, columns, offering
from runtime.web import bodies, builder_shape, design
from runtime.web.answers import answer
from runtime.web.bodies import Strict

routes = Blueprint("builder_reports", __name__, url_prefix="/api/v1/builder/apps/<key:app>")
KINDS = {**answering.NAMES, List: "list"}
MEASURED = frozenset({"money", "percent"})  # field types that are numbers to add up rather than groups
HIDDEN = frozenset({"version", "updated_at", "updated_by"})
SYSTEM_ICONS = {"id": "form", "created_at": "clock", "created_by": "user"}
LONG = 500


class ReportBody(Strict):
    """A report as it stands in the draft."""

    report = fields.Dict(keys=fields.String(), required=True)


class SegmentBody(Strict):
    """A segment as it stands in the draft."""

    segment = fields.Dict(keys=fields.String(), required=True)


class FieldsBody(Strict):
    """A form, and the relations opened so far."""

    form = fields.String(required=True, validate=bodies.KEY)
    prefix = fields.List(fields.String(validate=bodies.KEY), load_default=list, validate=validate.Length(max=5))


def _drafted(ctx: Context) -> App:
    return load(design.studio(ctx).draft(ctx.app).documents)


def _shaped(kind: str, given: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The document under its key, and what is wrong with its shape."""
    document = {"key": "draft", "label": "draft", **given}
    return document, schema.shape(kind, str(document["key"]), document)


def _report(given: dict[str, Any]) -> Report:
    document, found = _shaped("report", given)
    if found:
        raise Invalid("invalid", [Fault(f"/report/{one.path}", one.code, dict(one.params)) for one in found])
    return report_definition.load(document)


@routes.post("/draft:check_report")
def check_report(app: str) -> Response:
    """What is wrong with a report, before it is even saved."""
    given, ctx = bodies.body(ReportBody), design.context_for(app)
    document, found = _shaped("report", given["report"])
    found = found or reports.problems_of(_drafted(ctx), ctx.runtime.catalog, report_definition.load(document))
    return answer({"problems": builder_shape.problems_json(ctx, found)})


@routes.post("/draft:check_segment")
def check_segment(app: str) -> Response:
    """What is wrong with a segment."""
    given, ctx = bodies.body(SegmentBody), design.context_for(app)
    document, found = _shaped("segment", given["segment"])
    segment: Segment | None = None if found else segment_definition.load(document)
    if segment:
        found = segments.problems_of(_drafted(ctx), ctx.runtime.catalog, segment)
    return answer({"problems": builder_shape.problems_json(ctx, found)})


@routes.post("/draft:offer_chart")
def offer_chart(app: str) -> Response:
    """Every chart type with a configuration for what was put together: the best first, then those that do not suit, with what they need."""
    given, ctx = bodies.body(ReportBody), design.context_for(app)
    frame = columns.frame(_drafted(ctx), ctx.runtime.catalog, ctx.locale)
    made = offering.offers(frame, ctx.runtime.catalog, _report(given["report"]))
    return answer(
        {
            "charts": [
                {"type": one.kind.name, "config": one.config, "suits": True}
                if one.config is not None
                else {"type": one.kind.name, "config": None, "suits": False, "why": builder_shape.wanted(ctx, one.kind)}
                for one in made
            ]
        }
    )


@routes.post("/draft:report_fields")
def report_fields(app: str) -> Response:
    """What a report on a form may be made of, one level of the tree."""
    given, ctx = bodies.body(FieldsBody), design.context_for(app)
    types = Types(_drafted(ctx), ctx.runtime.catalog)
    if given["form"] not in types.app.forms:
        raise NotFound("form_not_found")
    return answer({"items": list(_level(ctx, types, given["form"], tuple(given["prefix"])))})


def _level(ctx: Context, types: Types, form: str, prefix: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for name, info in FormScope(types, form).children(prefix):
        if name not in HIDDEN:
            item = _item(ctx, types, form, (*prefix, name), info)
            if item is not None:
                yield item
    if prefix:
        return
    for field in columns_of(types.app, form).values():
        if field.fields:
            label = describe.label_of(field.label, ctx.locale)
            yield {"path": field.key, "label": label, "type": "lines", "kind": field.type, "icon": _icon(types, field.type),
                   "role": None, "many": True, "form": f"{form}.{field.key}"}


def _item(ctx: Context, types: Types, form: str, path: tuple[str, ...], info: PathInfo) -> dict[str, Any] | None:
    """A field as an entry of the tree; None where no number or group comes of it."""
    place = list(walk(types.app, types.catalog, form, path))[-1]
    kind = place.field.type if place.field else ""
    if isinstance(info.type, File | Json) or (place.field and place.field.fields) or _too_long(info.type):
        return None
    onward = below(types.catalog, place)
    found: dict[str, Any] = {
        "path": ".".join(path),
        "label": describe.label_of(info.label, ctx.locale),
        "type": KINDS.get(type(info.type), "text"),
        "kind": kind or None,
        "icon": _icon(types, kind) if kind else SYSTEM_ICONS.get(place.name, "form"),
        "role": _role(info.type, kind),
        "many": info.many,
    }
    if onward:
        found["form"] = onward
    if info.many and "." in place.table:
        found |= {"home": place.table, "field": place.name}
    return found


def _too_long(type_: Type) -> bool:
    return isinstance(type_, Text) and type_.max_length > LONG


def _role(type_: Type, kind: str) -> str:
    if not isinstance(type_, Number):
        return "dimension"
    return "measure" if kind in MEASURED else "both"


def _icon(types: Types, kind: str) -> str:
    found = types.catalog.fields.get(kind)
    return found.icon if found else "form"
