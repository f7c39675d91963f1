"""Who is calling, in which language, under which trace.

Takes: the request the gate has judged. Gives: a Context for use cases. Never: trusts a header for identity.
"""

import secrets
from dataclasses import dataclass

from flask import Request, current_app, g, request

from builder.errors import NotFound
from runtime.context import ANONYMOUS, Actor, Context, Runtime
from runtime.revision import Revision

LOCALES = ("zh-CN", "en")


@dataclass(frozen=True, slots=True)
class Caller:
    """The actor of a request and how they proved it: `session` is the id of their session, `csrf` the word writes must carry,
    `current` the app of the address with the revision everyone uses now, read in the same query."""

    actor: Actor
    session: str | None = None
    csrf: str | None = None
    current: tuple[str, int | None] = ("", None)
    must_change: bool = False


NOBODY = Caller(ANONYMOUS)


def runtime() -> Runtime:
    """The running installation this request belongs to."""
    return current_app.extensions["dougong"]  # type: ignore[no-any-return]


def caller() -> Caller:
    """Who calls; NOBODY before the gate has judged or where nobody is signed in."""
    return g.get("caller", NOBODY)  # type: ignore[no-any-return]


def adopt(found: Caller) -> None:
    """From here on the request is made by somebody who has just proved who they are."""
    g.caller = found


def trace_of() -> str:
    """The word a person can quote and a log line carries."""
    if "trace" not in g:
        g.trace = secrets.token_hex(8)
    return g.trace  # type: ignore[no-any-return]


def locale_of(incoming: Request) -> str:
    """The language of answers: the person's own, else the best of Accept-Language, else Chinese."""
    own = caller().actor.locale
    if own in LOCALES:
        return own
    wanted = incoming.headers.get("Accept-Language", "")
    if not wanted:
        return LOCALES[0]
    best = incoming.accept_languages.best_match(["zh", "zh-CN", "en", "en-US", "en-GB"], default="zh")
    return "en" if best.startswith("en") else "zh-CN"


def _revision(running: Runtime, app: str) -> Revision | None:
    named, number = caller().current
    if named == app:
        return None if number is None else running.store.revision(app, number)
    return running.store.revision(app)  # type: ignore[no-any-return]


def context_of(actor: Actor, app: str, *, required: bool = True, cause: str = "http") -> Context:
    """A Context for an actor on the revision of `app` that everyone uses now. An app one has no part in does not exist;
    where it is not `required`, the Context simply has no revision."""
    running = runtime()
    known = bool(app) and (actor.admin or bool(actor.roles_in(app)))
    revision = _revision(running, app) if known else None
    if app and required and revision is None:
        raise NotFound("app_not_found")
    return Context(
        actor=actor,
        runtime=running,
        now=running.clock(),
        app=app,
        revision=revision,
        locale=locale_of(request),
        cause=cause,
        trace=trace_of(),
    )


def context(app: str = "", cause: str = "http") -> Context:
    """The Context of this request."""
    return context_of(caller().actor, app, cause=cause)
