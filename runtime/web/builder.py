"""Building apps over HTTP.

Takes: requests on /builder. Gives: one call of the studio each, in the caller's language. Never: judges a definition.
"""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import fields, validate

from builder.errors import NotFound
from builder.schema import KINDS
from runtime.records import samples as sample_rows
from runtime.records import sampling
from runtime.web import bodies, builder_shape, design, samples
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context

routes = Blueprint("builder", __name__, url_prefix="/api/v1/builder")


class NewAppBody(Strict):
    """A blank app, or one from a shipped template; the engine makes its key."""

    label = fields.String(required=True, validate=[validate.Length(1, 60), bodies.not_blank])
    template = fields.String(load_default=None, allow_none=True, validate=bodies.KEY)


class NoteBody(Strict):
    """Why somebody publishes."""

    note = fields.String(load_default="", validate=validate.Length(max=500))


class ImportForm(Strict):
    """How a template comes in."""

    label = fields.String(load_default=None, validate=[validate.Length(1, 60), bodies.not_blank])
    dry_run = bodies.flag()


class ExportQuery(Strict):
    """Whether rows go along."""

    samples = bodies.flag()


class DiffQuery(Strict):
    """Two revisions."""

    from_ = bodies.Digits(data_key="from", required=True, validate=validate.Range(1))
    to = bodies.Digits(required=True, validate=validate.Range(1))


class DryRunQuery(Strict):
    """Whether only to look."""

    dry_run = bodies.flag()


@routes.get("/catalog")
def catalog() -> Response:
    """Every kind with its words, shape and example."""
    design.require_some(context())
    return answer(builder_shape.catalog_json(context().runtime.catalog))


@routes.get("/schemas/<key:kind>")
def schema(kind: str) -> Response:
    """The JSON Schema of a definition file."""
    design.require_some(context())
    return answer(builder_shape.schema_json(kind))


@routes.get("/apps")
def apps() -> Response:
    """The apps I may design, with the state of their drafts."""
    ctx = context()
    design.require_some(ctx)
    return answer({"apps": builder_shape.apps_json(ctx)})


@routes.post("/apps")
def create_app() -> Response:
    """A new app; whoever makes it is in charge of it."""
    ctx = context()
    design.require_some(ctx)
    given = bodies.body(NewAppBody)
    app = design.studio(ctx).create_app(given["label"], ctx.locale, given["template"])
    design.put_in_charge(ctx, app)
    return answer({"app": app}, 201)


@routes.get("/apps/<key:app>/draft")
def get_draft(app: str) -> Response:
    """The working copy."""
    ctx = design.context_for(app)
    return answer(builder_shape.draft_json(ctx))


@routes.put("/apps/<key:app>/draft/<key:kind>/<key:key>")
def put_definition(app: str, kind: str, key: str) -> Response:
    """A whole definition."""
    return _edited(app, kind, key, bodies.document())


@routes.patch("/apps/<key:app>/draft/<key:kind>/<key:key>")
def patch_definition(app: str, kind: str, key: str) -> Response:
    """A part of a definition (RFC 7386)."""
    ctx = design.context_for(app)
    before = design.studio(ctx).draft(app).documents.get((kind, key))
    if before is None:
        raise NotFound("definition_not_found")
    return _edited(app, kind, key, design.merge_patch(before, bodies.document()))


@routes.delete("/apps/<key:app>/draft/<key:kind>/<key:key>")
def delete_definition(app: str, kind: str, key: str) -> Response:
    """A definition leaves the draft."""
    return _edited(app, kind, key, None)


def _edited(app: str, kind: str, key: str, document: dict[str, Any] | None) -> Response:
    if kind not in KINDS:
        raise NotFound("definition_not_found")
    ctx = design.context_for(app)
    studio = design.studio(ctx)
    given = request.headers.get("If-Match")
    if_match = given.strip().strip('"') if given else None
    etag = studio.delete(app, kind, key, if_match) if document is None else studio.put(app, kind, key, document, if_match)
    draft = studio.draft(app)
    return answer({"etag": etag or "", "edits": draft.edits, "can_undo": draft.can_undo, "can_redo": draft.can_redo})


@routes.post("/apps/<key:app>/draft:<any(undo, redo, discard):verb>")
def move_draft(app: str, verb: str) -> Response:
    """Undo, redo, or back to what is published."""
    bodies.nothing()
    ctx = design.context_for(app)
    getattr(design.studio(ctx), verb)(app)
    return answer(builder_shape.draft_json(ctx))


@routes.post("/apps/<key:app>/draft:check")
def check_draft(app: str) -> Response:
    """All problems."""
    bodies.nothing()
    ctx = design.context_for(app)
    return answer({"problems": builder_shape.problems_json(ctx, design.studio(ctx).check(app))})


@routes.post("/apps/<key:app>/draft:impact")
def draft_impact(app: str) -> Response:
    """What publishing would mean for live data."""
    bodies.nothing()
    ctx = design.context_for(app)
    return answer(builder_shape.impact_json(ctx, design.studio(ctx).impact(app)))


@routes.post("/apps/<key:app>/draft:publish")
def publish_draft(app: str) -> Response:
    """Makes the draft the app everyone uses."""
    given, ctx = bodies.body(NoteBody), design.context_for(app)
    studio = design.studio(ctx)
    previous = studio.draft(app).base
    number = studio.publish(app, given["note"])
    design.audit(ctx, "publish", app, {"revision": number})
    told: dict[str, Any] = {"revision": number, "previous": previous}
    if sample_rows.count(ctx)["waiting"]:
        told["samples"] = samples.loaded(ctx)
    return answer(told)


@routes.get("/apps/<key:app>/revisions")
def revisions(app: str) -> Response:
    """Every published revision, newest first."""
    ctx = design.context_for(app)
    return answer({"revisions": builder_shape.revisions_json(ctx, design.studio(ctx).revisions(app))})


@routes.post("/apps/<key:app>/revisions/<int(max=999999):number>:rollback")
def rollback(app: str, number: int) -> Response:
    """The content of an old revision as a new one."""
    asked, ctx = bodies.query(DryRunQuery), design.context_for(app)
    bodies.nothing()
    studio = design.studio(ctx)
    if asked["dry_run"]:
        return answer(builder_shape.impact_json(ctx, studio.rollback_impact(app, number)))
    made = studio.rollback(app, number)
    design.audit(ctx, "rollback", app, {"revision": made, "content_of": number})
    return answer({"revision": made})


@routes.get("/apps/<key:app>/revisions:diff")
def diff(app: str) -> Response:
    """What differs between two revisions."""
    asked, ctx = bodies.query(DiffQuery), design.context_for(app)
    return answer({"changes": builder_shape.changes_json(ctx, design.studio(ctx).diff(app, asked["from_"], asked["to"]))})


@routes.get("/apps/<key:app>:export")
def export(app: str) -> Response:
    """The app as a package; with `samples=1` at most 300 of the records the caller may export go along."""
    asked, ctx = bodies.query(ExportQuery), design.context_for(app)
    rows = sampling.rows(ctx) if asked["samples"] else {}
    package = design.studio(ctx).export(app, rows)
    if rows:
        design.audit(ctx, "samples_exported", app, {"records": sum(map(len, rows.values()))})
    headers = {"Content-Disposition": f'attachment; filename="{app}.zip"'}
    return Response(package, headers=headers, mimetype="application/zip")


@routes.post("/templates:import")
def import_template() -> Response:
    """A package: looked at (`dry_run`), or installed as a draft."""
    ctx = context()
    design.require_some(ctx)
    file, given = bodies.upload(ImportForm, ctx.runtime.settings.max_request)
    package = file.stream.read()
    studio = design.studio(ctx)
    if given["dry_run"]:
        return answer(builder_shape.review_json(ctx, studio.review(package)))
    app = studio.import_(package, label=given["label"])
    design.put_in_charge(ctx, app)
    return answer({"app": app}, 201)


@routes.get("/templates")
def templates() -> Response:
    """The templates shipped with the product."""
    ctx = context()
    design.require_some(ctx)
    return answer({"templates": builder_shape.templates_json(ctx)})
