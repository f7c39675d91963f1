"""Records over HTTP. Takes: requests on /apps/{app}/forms/{form}/records. Gives: one call of the door each, shaped. Never: decides."""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import fields, validate

from builder.errors import AppError, Invalid
from runtime.context import Context
from runtime.records import service, shape
from runtime.records.shown import Batch, Listing, One, Outcome
from runtime.web import bodies, idempotency
from runtime.web.answers import answer, etag, nothing
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.web.words import faults_json, sentence

routes = Blueprint("records", __name__, url_prefix="/api/v1/apps/<key:app>/forms")


class ListQuery(Strict):
    """What a list may be asked."""

    filter = bodies.text(2000)
    sort = bodies.text(500)
    fields_ = fields.String(data_key="fields", validate=validate.Length(max=4000))
    q = bodies.text(100)
    limit = bodies.number(1, 200, 50)
    cursor = bodies.text(2000)
    count = fields.String(load_default="none", validate=validate.OneOf(["none", "exact", "estimate"]))
    refs = bodies.flag()
    deleted = bodies.flag()


class OneQuery(Strict):
    """How one record is read."""

    deleted = bodies.flag()


class RecordBody(Strict):
    """A record to write."""

    values = bodies.values()


class BatchUpdate(Strict):
    """One change of a batch."""

    id = fields.String(required=True, validate=bodies.ID)
    values = bodies.values()
    version = fields.Integer(strict=True, load_default=None, validate=validate.Range(1))


class BatchBody(Strict):
    """Many writes at once."""

    create = fields.List(fields.Dict(keys=fields.String()), load_default=list, validate=validate.Length(max=bodies.MAX_BATCH))
    update = fields.List(fields.Nested(BatchUpdate), load_default=list, validate=validate.Length(max=bodies.MAX_BATCH))
    delete = fields.List(fields.String(validate=bodies.ID), load_default=list, validate=validate.Length(max=bodies.MAX_BATCH))
    atomic = bodies.Truth(load_default=True)


class PageQuery(Strict):
    """A page of something ordered by time."""

    cursor = bodies.text(200)
    limit = bodies.number(1, 200, 50)


class WhyQuery(Strict):
    """Which value to explain."""

    field = fields.String(required=True, validate=bodies.KEY)


class OptionsQuery(Strict):
    """What a picker asks."""

    field = fields.String(required=True, validate=validate.Length(1, 90))
    q = fields.String(load_default="", validate=validate.Length(max=100))
    limit = bodies.number(1, 50, 20)
    record = fields.String(load_default=None, validate=bodies.ID)


class EvaluateBody(Strict):
    """A draft of a record."""

    values = bodies.values()
    id = fields.String(load_default=None, allow_none=True, validate=bodies.ID)


def listing_of(asked: dict[str, Any]) -> Listing:
    """The Listing a query string asks for."""
    named = asked.get("fields_")
    return Listing(
        filter=asked.get("filter") or None,
        sort=asked.get("sort") or None,
        fields=tuple(named.split(",")) if named else None,
        q=asked.get("q") or None,
        limit=asked["limit"],
        cursor=asked.get("cursor") or None,
        count=asked["count"],
        refs=asked["refs"],
        deleted=asked["deleted"],
    )


def expected_version(ctx: Context) -> int | None:
    """The version of If-Match; people signed in must send one, programs may."""
    given = request.headers.get("If-Match")
    if given is None:
        if ctx.actor.kind == "user":
            raise Invalid("if_match_required")
        return None
    plain = given.strip().removeprefix("W/").strip('"')
    if not plain.isascii() or not plain.isdigit() or len(plain) > 15:
        raise Invalid("if_match_required")
    return int(plain)


def one_answer(ctx: Context, found: One, status: int = 200) -> Response:
    """A record with its ETag; a new one with its place."""
    headers = etag(found.record.version)
    if status == 201:
        headers["Location"] = f"{request.path}/{found.record.id}"
    return answer(shape.one(ctx, found), status, headers)


@routes.get("/<key:form>/records")
def list_records(app: str, form: str) -> Response:
    """A page of records."""
    ctx = context(app)
    return answer(shape.found(ctx, service.list_(ctx, form, listing_of(bodies.query(ListQuery)))))


@routes.post("/<key:form>/records")
def create_record(app: str, form: str) -> Response:
    """A new record."""
    given = bodies.body(RecordBody)
    return idempotency.once(context(app), lambda ctx: one_answer(ctx, service.create(ctx, form, given["values"]), 201))


@routes.post("/<key:form>/records:batch")
def batch_records(app: str, form: str) -> Response:
    """Up to a thousand writes."""
    given = bodies.body(BatchBody)
    if sum(len(given[name]) for name in ("create", "update", "delete")) > bodies.MAX_BATCH:
        raise Invalid("batch_too_large", max=bodies.MAX_BATCH)
    wanted = Batch(tuple(given["create"]), tuple(given["update"]), tuple(given["delete"]), given["atomic"])

    def act(ctx: Context) -> Response:
        return answer({"results": [_outcome(ctx, item) for item in service.batch(ctx, form, wanted)]})

    return idempotency.once(context(app), act)


def _outcome(ctx: Context, item: Outcome) -> dict[str, Any]:
    plain: dict[str, Any] = {"op": item.op, "index": item.index, "id": item.id, "version": item.version}
    if isinstance(item.error, AppError):
        faults = faults_json(getattr(item.error, "faults", ()), ctx.locale)
        plain["error"] = {"code": item.error.code, "detail": sentence(item.error.code, ctx.locale, item.error.params), "errors": faults}
    return plain


@routes.get("/<key:form>/records/<id:record>")
def get_record(app: str, form: str, record: str) -> Response:
    """One record."""
    asked, ctx = bodies.query(OneQuery), context(app)
    return one_answer(ctx, service.get(ctx, form, record, deleted=asked["deleted"]))


@routes.patch("/<key:form>/records/<id:record>")
def update_record(app: str, form: str, record: str) -> Response:
    """Change the named fields."""
    given, ctx = bodies.body(RecordBody), context(app)
    version = expected_version(ctx)
    return idempotency.once(ctx, lambda ctx: one_answer(ctx, service.update(ctx, form, record, given["values"], expected_version=version)))


@routes.delete("/<key:form>/records/<id:record>")
def delete_record(app: str, form: str, record: str) -> Response:
    """To the bin."""
    ctx = context(app)
    version = expected_version(ctx) if "If-Match" in request.headers else None

    def act(ctx: Context) -> Response:
        service.delete(ctx, form, record, expected_version=version)
        return nothing()

    return idempotency.once(ctx, act)


@routes.post("/<key:form>/records/<id:record>:restore")
def restore_record(app: str, form: str, record: str) -> Response:
    """Out of the bin."""
    return idempotency.once(context(app), lambda ctx: one_answer(ctx, service.restore(ctx, form, record)))


@routes.get("/<key:form>/records/<id:record>/history")
def record_history(app: str, form: str, record: str) -> Response:
    """Changes of one record."""
    asked = bodies.query(PageQuery)
    return answer(service.history(context(app), form, record, cursor=asked.get("cursor"), limit=asked["limit"]))


@routes.get("/<key:form>/records/<id:record>/timeline")
def record_timeline(app: str, form: str, record: str) -> Response:
    """What happened around one record."""
    asked = bodies.query(PageQuery)
    return answer(service.timeline(context(app), form, record, cursor=asked.get("cursor"), limit=asked["limit"]))


@routes.get("/<key:form>/records/<id:record>/why")
def record_why(app: str, form: str, record: str) -> Response:
    """How a computed value came about."""
    return answer(service.why(context(app), form, record, bodies.query(WhyQuery)["field"]))


@routes.get("/<key:form>/records/<id:record>/related/<key:child>/<key:field>")
def related_records(app: str, form: str, record: str, child: str, field: str) -> Response:
    """Records of another form that point here."""
    ctx = context(app)
    return answer(shape.found(ctx, service.related(ctx, form, record, (child, field), listing_of(bodies.query(ListQuery)))))


@routes.get("/<key:form>/options")
def picker_options(app: str, form: str) -> Response:
    """What a relation or person picker offers."""
    asked = bodies.query(OptionsQuery)
    return answer(service.options(context(app), form, asked["field"], q=asked["q"], limit=asked["limit"]))


@routes.post("/<key:form>:evaluate")
def evaluate_draft(app: str, form: str) -> Response:
    """What the door would make of a draft; nothing is written."""
    given = bodies.body(EvaluateBody)
    return answer(service.evaluate(context(app), form, given["values"], record=given["id"]))
