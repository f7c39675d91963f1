"""Expressions while somebody writes them: chips, faults, completion, a try on a record. Takes: requests. Gives: words. Never: stores."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder import schema
from builder.checks.action_scope import ActionScope
from builder.checks.scope import FormScope, Types, form_scope
from builder.definitions import App, load
from builder.errors import Fault, Invalid, NotFound
from builder.expressions import describe, python, tree
from builder.expressions.check import Typed, checked
from builder.expressions.errors import ExpressionError
from builder.expressions.types import Boolean, Ref, Type
from builder.kinds import Place
from runtime.context import Context
from runtime.records import service
from runtime.records.environment import environment
from runtime.records.names import VisibleScope
from runtime.records.plan import plan_of
from runtime.records.shown import Listing, Shown
from runtime.web import bodies, client_definition, design
from runtime.web.answers import answer, encode
from runtime.web.bodies import Strict
from runtime.web.caller import context_of
from runtime.web.form_shape import Frame, everything, form_json
from runtime.web.words import sentence

routes = Blueprint("builder_expressions", __name__, url_prefix="/api/v1/builder/apps/<key:app>")
EXPECTED: Mapping[str, Type | None] = {"any": None, "boolean": Boolean()}
TABLE = validate.Regexp(r"\A[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?\Z")


class ExpressionBody(Strict):
    """A text on a form (`purchase`) or on the rows of a subtable (`purchase.lines`); `old`, `binds` (name → form): as rules know them."""

    form = fields.String(required=True, validate=TABLE)
    text = fields.String(required=True, validate=validate.Length(max=2000))
    expect = fields.String(load_default="any", validate=validate.OneOf(sorted(EXPECTED)))
    old = bodies.Truth(load_default=False)
    binds = fields.Dict(keys=fields.String(validate=bodies.KEY), values=fields.String(validate=TABLE), load_default=dict)


class CompleteBody(Strict):
    """What stands before the cursor, as a path."""

    form = fields.String(required=True, validate=TABLE)
    prefix_path = fields.List(fields.String(validate=bodies.KEY), load_default=list, validate=validate.Length(max=5))
    old = bodies.Truth(load_default=False)
    binds = fields.Dict(keys=fields.String(validate=bodies.KEY), values=fields.String(validate=TABLE), load_default=dict)


class TryBody(Strict):
    """A text to compute on a record, or on the newest one there is."""

    form = fields.String(required=True, validate=bodies.KEY)
    text = fields.String(required=True, validate=validate.Length(1, 2000))
    record = fields.String(load_default=None, allow_none=True, validate=bodies.ID)


class PreviewBody(Strict):
    """A form of the draft."""

    form = fields.String(required=True, validate=bodies.KEY)


def _draft(ctx: Context) -> App:
    return load(design.studio(ctx).draft(ctx.app).documents)


def _scope(ctx: Context, table: str) -> FormScope:
    app = _draft(ctx)
    form, _, subtable = table.partition(".")
    found = app.forms.get(form)
    if found is None or (subtable and subtable not in found.by_key):
        raise NotFound("form_not_found")
    return form_scope(app, ctx.runtime.catalog, table)


def _known(ctx: Context, given: Mapping[str, Any]) -> FormScope | ActionScope:
    """The names of a form alone, or with those of a rule: the record before, what earlier actions found."""
    plain = _scope(ctx, given["form"])
    if not given["old"] and not given["binds"]:
        return plain
    return ActionScope(Place(Types(_draft(ctx), ctx.runtime.catalog), given["form"], given["old"], given["binds"]))


def kind_of(type_: Type) -> str:
    """The name of a value type, as the front end and the schemas use it."""
    return type(type_).__name__.lower()


@routes.post("/draft:expression")
def read_expression(app: str) -> Response:
    """Chips for the text, its type and tree, or where it is wrong."""
    given, ctx = bodies.body(ExpressionBody), design.context_for(app)
    scope = _known(ctx, given)
    shown: dict[str, Any] = {"problems": [], "tokens": describe.tokens(given["text"], scope, ctx.locale), "type": None, "tree": None}
    try:
        typed = checked(given["text"], scope, EXPECTED[given["expect"]])
    except ExpressionError as error:
        words = sentence(error.code, ctx.locale, error.params)
        shown["problems"] = [{"code": error.code, "message": words, "start": error.start, "end": error.end}]
    else:
        shown |= {"type": kind_of(typed.type), "tree": _tree(typed)}
    return answer(shown)


def _tree(typed: Typed) -> Any:
    """The tree for the browser; None for what only the server can tell."""
    try:
        return tree.to_tree(typed)
    except ExpressionError:
        return None


@routes.post("/draft:complete")
def complete(app: str) -> Response:
    """What may follow a path."""
    given, ctx = bodies.body(CompleteBody), design.context_for(app)
    scope, path = _known(ctx, given), tuple(given["prefix_path"])
    return answer(
        {
            "items": [
                {
                    "path": ".".join((*path, name)),
                    "label": describe.label_of(info.label, ctx.locale),
                    "type": kind_of(info.type),
                    "many": info.many,
                }
                for name, info in scope.children(path)
            ]
        }
    )


@routes.post("/draft:try")
def try_expression(app: str) -> Response:
    """What the text gives on a real record the designer may read; nothing is written."""
    given, ctx = bodies.body(TryBody), design.context_for(app)
    inner = context_of(ctx.actor, app)
    try:
        typed = checked(given["text"], VisibleScope(inner, given["form"]))
    except ExpressionError as error:
        if _fits_draft(ctx, given["form"], given["text"]):
            raise Invalid("try_unpublished") from None
        raise Invalid("invalid", [Fault("/text", error.code, error.params)]) from None
    found = _record(inner, given["form"], given["record"])
    value = _computed(inner, found, typed)
    return answer({"value": value, "text": _text(inner, typed.type, value), "record": {"id": found.id, "title": found.title}})


def _fits_draft(ctx: Context, form: str, text: str) -> bool:
    """Whether the text is right on the draft: then it names something no record has yet."""
    try:
        checked(text, _scope(ctx, form))
    except ExpressionError:
        return False
    return True


def _record(ctx: Context, form: str, key: str | None) -> Shown:
    if key is not None:
        return service.get(ctx, form, key).record
    newest = service.list_(ctx, form, Listing(limit=1, sort="-created_at", refs=False)).records
    if not newest:
        raise NotFound("try_no_record")
    return newest[0]


def _computed(ctx: Context, found: Shown, typed: Typed) -> Any:
    known = {key: value for key, value in found.values.items() if key not in found.masked}
    system = {name: getattr(found, name) for name in ("id", "version", "created_at", "created_by", "updated_at", "updated_by")}
    plan = plan_of(ctx, found.form)
    env = ctx.runtime.store.read(ctx, lambda uow: environment(uow, plan.fields, {**known, **system}, typed.names))
    return python.compile(typed)(env)


def _text(ctx: Context, type_: Type, value: Any) -> str:
    if value is None:
        return sentence("value_empty", ctx.locale)
    if isinstance(value, bool):
        return sentence("value_yes" if value else "value_no", ctx.locale)
    if isinstance(type_, Ref):
        return service.titles(ctx, type_.form, [value]).get(value, "")
    plain = encode(value).decode()
    return str(value) if isinstance(value, str) else plain.strip('"')


@routes.post("/draft:preview")
def preview(app: str) -> Response:
    """A form of the draft in the shape the running app has."""
    given, ctx = bodies.body(PreviewBody), design.context_for(app)
    drafted = _draft(ctx)
    if given["form"] not in drafted.forms:
        raise NotFound("form_not_found")
    frame = Frame(drafted, ctx.runtime.catalog, ctx.locale, everything(drafted))
    try:
        shown = form_json(frame, given["form"])
    except (ExpressionError, LookupError, TypeError) as error:  # what a draft may still lack or have wrong: told as its check tells it
        faults = schema.faults(design.studio(ctx).check(app))
        if not faults:
            raise
        raise Invalid("draft_has_problems", faults, count=len(faults)) from error
    return answer({**shown, "operators": client_definition.operators(ctx.locale)})
