"""Views people save of a list. Takes: requests. Gives: views. Never: a view of a form one may not read."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from builder.errors import NotAllowed, NotFound
from runtime.context import Context
from runtime.permissions import policy
from runtime.store import saved_views as kept
from runtime.web import bodies, overview
from runtime.web.answers import answer, nothing
from runtime.web.bodies import Strict
from runtime.web.caller import context

routes = Blueprint("views", __name__, url_prefix="/api/v1/apps/<key:app>/forms/<key:form>/views")
SHOWN = ("id", "label", "columns", "filter", "sort", "shared")
PLACE = validate.Regexp(r"\A-?[a-z][a-z0-9_.]{0,120}\Z")


class ViewPatch(Strict):
    """What changes about a view."""

    label = fields.String(validate=[validate.Length(1, 60), bodies.not_blank])
    columns = fields.List(fields.String(validate=PLACE), validate=validate.Length(max=100))
    filter = fields.String(allow_none=True, validate=validate.Length(max=2000))
    sort = fields.List(fields.String(validate=PLACE), validate=validate.Length(max=5))
    shared = bodies.Truth()


class ViewBody(ViewPatch):
    """A new view."""

    label = fields.String(required=True, validate=[validate.Length(1, 60), bodies.not_blank])


def _context(app: str, form: str, given: dict[str, Any] | None = None) -> Context:
    ctx = context(app)
    policy.require(ctx, form, "read")
    if given and given.get("shared") and "design" not in overview.rights_in(ctx):
        raise NotAllowed("not_allowed_shared_view")
    return ctx


@routes.get("")
def list_views(app: str, form: str) -> Response:
    """Mine, and those shared with all."""
    ctx = _context(app, form)
    rows = ctx.runtime.store.read(ctx, lambda uow: kept.listed(uow, form))
    mine = {row["id"]: row["user_id"] == ctx.actor.id for row in rows}
    return answer({"views": [{**{name: row[name] for name in SHOWN}, "mine": mine[row["id"]]} for row in rows]})


@routes.post("")
def create_view(app: str, form: str) -> Response:
    """A view of my own."""
    given = bodies.body(ViewBody)
    ctx = _context(app, form, given)
    row = {"columns": [], "filter": None, "sort": [], "shared": False, **given}
    made = ctx.runtime.store.write(ctx, lambda uow: kept.insert(uow, form, row))
    return answer({"id": made, **row}, 201)


@routes.patch("/<id:view>")
def change_view(app: str, form: str, view: str) -> Response:
    """Changes a view of mine."""
    given = bodies.patch(ViewPatch)
    ctx = _context(app, form, given)
    if not ctx.runtime.store.write(ctx, lambda uow: kept.change(uow, form, view, given)):
        raise NotFound("view_not_found")
    return nothing()


@routes.delete("/<id:view>")
def delete_view(app: str, form: str, view: str) -> Response:
    """Removes a view of mine."""
    ctx = _context(app, form)
    if not ctx.runtime.store.write(ctx, lambda uow: kept.delete(uow, form, view)):
        raise NotFound("view_not_found")
    return nothing()
