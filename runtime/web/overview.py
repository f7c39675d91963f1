"""Across forms: the apps one has, their published definitions, home, search, saved views.

Takes: requests. Gives: what this caller may see.
"""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import fields, validate

from builder.definitions import text_of
from runtime.context import Context
from runtime.permissions import policy
from runtime.records import service
from runtime.reports import offered
from runtime.store.definitions import DefinitionStore
from runtime.web import bodies, client_definition
from runtime.web import home as start
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context, context_of

routes = Blueprint("overview", __name__, url_prefix="/api/v1")


class SearchQuery(Strict):
    """What to look for, in one app or in all."""

    q = fields.String(required=True, validate=validate.Length(1, 100))
    app = fields.String(load_default=None, validate=bodies.KEY)


def app_keys(ctx: Context) -> list[str]:
    """The apps this person has a part in (administrators: all), in a steady order."""
    if ctx.actor.admin:
        return DefinitionStore(ctx.runtime.store, ctx).apps()
    return sorted({app for app, _ in ctx.actor.roles})


def rights_in(ctx: Context) -> frozenset[str]:
    """Rights on the app of the Context itself; administrators have all."""
    return frozenset({"design", "people"}) if ctx.actor.admin else policy.app_rights(ctx)


def _app_line(ctx: Context, key: str) -> dict[str, Any] | None:
    inner = context_of(ctx.actor, key, required=False)
    if inner.revision is None:
        return None
    info = inner.rev.definition.info
    return {
        "key": key,
        "label": text_of(info.label, ctx.locale),
        "icon": info.icon,
        "color": info.color,
        "published": True,
        "design": "design" in rights_in(inner),
    }


def apps_of(ctx: Context) -> list[dict[str, Any]]:
    """The published apps of this person."""
    return [line for key in app_keys(ctx) if (line := _app_line(ctx, key)) is not None]


def may(ctx: Context) -> dict[str, bool]:
    """What this person may do beyond records: design some app, look after people."""
    found: set[str] = {"design", "people"} if ctx.actor.admin else set()
    for key in app_keys(ctx):
        inner = context_of(ctx.actor, key, required=False)
        if inner.revision is not None:
            found |= rights_in(inner)
    return {"design": "design" in found, "people": "people" in found}


@routes.get("/apps")
def list_apps() -> Response:
    """The apps I have."""
    return answer({"apps": apps_of(context())})


@routes.get("/apps/<key:app>")
def get_app(app: str) -> Response:
    """The published definition as this caller may see it; unchanged answers 304."""
    ctx = context(app)
    found = client_definition.of_app(ctx)
    tag = client_definition.etag_of(ctx)
    if request.if_none_match.contains(tag):
        return Response(status=304, headers={"ETag": f'"{tag}"'})
    return answer(found, headers={"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"})


@routes.get("/apps/<key:app>/home")
def home(app: str) -> Response:
    """Where one starts: what one touched last, what one may begin, the numbers of one's forms."""
    ctx = context(app)
    board = offered.home_dashboard(ctx)
    return answer({"recent": service.recent(ctx), "shortcuts": start.shortcuts(ctx), "numbers": start.numbers(ctx), "dashboard": board})


@routes.get("/search")
def search() -> Response:
    """Records of all my apps, or of one."""
    asked, ctx = bodies.query(SearchQuery), context()
    keys = [asked["app"]] if asked["app"] else app_keys(ctx)
    groups: list[dict[str, Any]] = []
    for key in keys:
        inner = context_of(ctx.actor, key, required=bool(asked["app"]))
        if inner.revision is not None:
            groups.extend({"app": key, **group} for group in service.search(inner, asked["q"]))
    return answer({"groups": groups})
