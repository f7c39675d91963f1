"""Whether the installation lives, for whoever watches over servers. Takes: nothing. Gives: a word and a number. Never: what is in it."""

from flask import Blueprint, Response

from runtime.jobs import monitor
from runtime.web.answers import answer
from runtime.web.caller import context
from runtime.web.gate import public

routes = Blueprint("health", __name__)


@routes.get("/healthz")
@public
def healthz() -> Response:
    """200 while the database answers; `late_jobs`: how many jobs wait for longer than a minute (no worker, or too few)."""
    late = monitor.late(context())
    return answer({"status": "late" if late else "ok", "late_jobs": late})
