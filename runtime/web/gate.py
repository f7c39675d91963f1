"""The gate before every view. Takes: a request. Gives: its Caller, or a refusal. Never: an exemption by URL text.

Everything is closed; a view opens itself to people who are not signed in with `@public`, and to nobody else's pages.
"""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

from builder.errors import NotAllowed
from runtime.identity import access
from runtime.web.caller import NOBODY, Caller, runtime
from runtime.web.headers import secure

V = TypeVar("V", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
MARK = "open_to_everyone"
FIRST = "open_before_the_password_is_changed"


def public(view: V) -> V:
    """Opens a view to callers who are not signed in."""
    setattr(view, MARK, True)
    return view


def before_password(view: V) -> V:
    """Opens a view to those who still have to put a password of their own in place of one that was given to them."""
    setattr(view, FIRST, True)
    return view


def open_views(flask: Flask, blueprint: str) -> None:
    """Opens every view of a blueprint that carries no records: the pages and their assets."""
    for endpoint, view in flask.view_functions.items():
        if endpoint.startswith(f"{blueprint}."):
            setattr(view, MARK, True)


def cookie_name(secure_cookies: bool) -> str:
    """The session cookie; the `__Host-` name binds it to this host where HTTPS is sure."""
    return "__Host-dougong" if secure_cookies else "dougong_session"


def bearer() -> str | None:
    """The token of the Authorization header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _same_site() -> None:
    """Browsers say where a request comes from: another site may not write with somebody's cookie, nor sign them in."""
    if request.method not in SAFE and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise NotAllowed("csrf")


def _csrf(found: Caller) -> None:
    if request.method in SAFE or found.csrf is None:
        return
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), found.csrf.encode()):
        raise NotAllowed("csrf")


def identify(app: str = "") -> Caller:
    """Whoever the token or the cookie proves; raises NotAllowed("not_signed_in"). The current revision of `app` comes in the same query."""
    running = runtime()
    token, cookie = bearer(), request.cookies.get(cookie_name(running.settings.secure_cookies))
    if token is not None:
        found = access.by_token(running, token, app)
    elif cookie:
        found = access.by_session(running, cookie, app)
    else:
        raise NotAllowed("not_signed_in")
    return Caller(found.actor, found.session, found.csrf, (app, found.revision), found.must_change)


def _before() -> None:
    g.caller = NOBODY
    if request.endpoint is None:
        return
    _same_site()
    view = current_app.view_functions[request.endpoint]
    if getattr(view, MARK, False):
        return
    found = identify((request.view_args or {}).get("app", ""))
    g.caller = found
    _csrf(found)
    if found.must_change and not getattr(view, FIRST, False):
        raise NotAllowed("must_change_password")


def _after(response: Response) -> Response:
    api = request.path.startswith("/api/")
    return secure(response, api=api, nonce=g.get("csp_nonce"), https=runtime().settings.secure_cookies)


def install(flask: Flask) -> None:
    """Puts the gate before every view and the headers behind it."""
    flask.before_request(_before)
    flask.after_request(_after)
