"""Whom a task may be handed to. Takes: a search. Gives: colleagues in service. Never: to somebody who does not see the task."""

from flask import Blueprint, Response

from runtime.records import pickers
from runtime.web import bodies
from runtime.web.answers import answer
from runtime.web.bodies import Strict
from runtime.web.caller import context
from runtime.workflow import inbox

routes = Blueprint("colleagues", __name__, url_prefix="/api/v1/tasks")
MOST = 50


class ColleaguesQuery(Strict):
    """Part of a name or an account."""

    q = bodies.text(100)
    limit = bodies.number(1, MOST, 20)


@routes.get("/<id:task>/people")
def people(task: str) -> Response:
    """Colleagues for a transfer, a question or a signature; oneself is not among them."""
    asked, ctx = bodies.query(ColleaguesQuery), context()
    inbox.one(ctx, task)
    found = ctx.runtime.store.read(ctx, lambda uow: pickers.people(uow, asked.get("q") or "", asked["limit"] + 1))
    return answer({"options": [one for one in found if one["id"] != ctx.actor.id][: asked["limit"]]})
