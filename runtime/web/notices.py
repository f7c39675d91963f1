"""What the product has told somebody. Takes: requests. Gives: one's own notices. Never: anybody else's."""

from typing import Any

from flask import Blueprint, Response
from marshmallow import fields, validate

from runtime.store import notices as kept
from runtime.values import instant_text
from runtime.web import bodies
from runtime.web.answers import answer, nothing
from runtime.web.bodies import Strict
from runtime.web.caller import context

routes = Blueprint("notices", __name__, url_prefix="/api/v1")
MOST = 200


class NoticeQuery(Strict):
    """Which notices: only unread ones, the page after a cursor."""

    unread = bodies.flag()
    cursor = fields.String(load_default=None, validate=bodies.ID)
    limit = bodies.number(1, MOST, 30)


class ReadBody(Strict):
    """Which have been read; null: all of them."""

    ids = fields.List(fields.String(validate=bodies.ID), required=True, allow_none=True, validate=validate.Length(max=1000))


@routes.get("/notifications")
def list_notices() -> Response:
    """Mine, the newest first, and how many I have not read."""
    asked, ctx = bodies.query(NoticeQuery), context()
    limit, me = asked["limit"], str(ctx.actor.id)

    def work(uow: Any) -> dict[str, Any]:
        rows = kept.listed(uow, me, unread=asked["unread"], before=asked["cursor"], limit=limit + 1)
        following = rows[limit - 1]["id"] if len(rows) > limit else None
        return {"items": [_shown(row) for row in rows[:limit]], "unread": kept.unread(uow, me), "next_cursor": following}

    return answer(ctx.runtime.store.read(ctx, work))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    at, text = instant_text(row["at"]), row["text"] or ""
    return {"id": row["id"], "at": at, "title": row["title"], "text": text, "link": row["link"], "read": row["read_at"] is not None}


@routes.post("/notifications:read")
def mark_read() -> Response:
    """I have read these, or all."""
    given, ctx = bodies.body(ReadBody), context()
    ctx.runtime.store.write(ctx, lambda uow: kept.read(uow, str(ctx.actor.id), given["ids"]))
    return nothing()
