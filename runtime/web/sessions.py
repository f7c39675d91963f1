"""Signing in and out. Takes: requests on /session. Gives: the cookie and who one is. Never: a hint which accounts exist."""

import ipaddress
from typing import Any

from flask import Blueprint, Response, current_app, request
from marshmallow import fields, validate

from builder.errors import NotFound
from runtime.context import Runtime
from runtime.identity import demo, sessions, sign_in
from runtime.identity.access import SignedIn
from runtime.web import bodies, overview
from runtime.web.answers import answer, nothing
from runtime.web.bodies import Strict
from runtime.web.caller import Caller, adopt, caller, context, runtime
from runtime.web.gate import before_password, cookie_name, public

routes = Blueprint("sessions", __name__, url_prefix="/api/v1/session")
TRIES_PER_ADDRESS = 60
TRY_SECONDS = 300
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


class SignInBody(Strict):
    """An account and its password."""

    login = fields.String(required=True, validate=validate.Length(1, 100))
    password = fields.String(required=True, validate=validate.Length(1, 1000))


class CardBody(Strict):
    """A demo card."""

    login = fields.String(required=True, validate=validate.Length(1, 100))


def address() -> str:
    """Where the request comes from: the connection itself, never a header."""
    return request.remote_addr or ""


def is_loopback(host: str) -> bool:
    """Whether an address is this very machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def cards_offered(running: Runtime) -> bool:
    """Demo cards exist where the demo listens on loopback only, for callers on this machine only: not through a proxy,
    and not for a page of another name that resolves to here."""
    if not (running.settings.demo and is_loopback(running.settings.host) and is_loopback(address())):
        return False
    forwarded = any(name in request.headers for name in FORWARDED)
    return not forwarded and is_loopback(
        request.host.rpartition(":")[0] if not request.host.endswith("]") and ":" in request.host else request.host
    )


def _seen_by_person(found: Caller) -> dict[str, Any]:
    adopt(found)
    ctx = context()
    actor = ctx.actor
    return {
        "user": {"id": actor.id, "name": actor.name, "login": actor.login, "admin": actor.admin, "locale": ctx.locale},
        "apps": [] if found.must_change else overview.apps_of(ctx),
        "can": overview.may(ctx),
        "csrf": found.csrf,
        "must_change": found.must_change,
        "demo": cards_offered(ctx.runtime),
    }


def _welcome(cookie: str, signed_in: SignedIn) -> Response:
    settings = runtime().settings
    found = answer(_seen_by_person(Caller(signed_in.actor, signed_in.session, signed_in.csrf, must_change=signed_in.must_change)), 201)
    found.set_cookie(
        cookie_name(settings.secure_cookies),
        cookie,
        max_age=settings.session_absolute,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="Lax",
        path="/",
    )
    return found


@routes.post("")
@public
def enter() -> Response:
    """Signs in with account and password."""
    given = bodies.body(SignInBody)
    current_app.extensions["dougong_limits"].count(f"sign_in {address()}", TRIES_PER_ADDRESS, TRY_SECONDS)
    attempt = sign_in.Attempt(given["login"], given["password"], address(), request.headers.get("User-Agent", "")[:200])
    return _welcome(*sign_in.sign_in(runtime(), current_app.extensions["dougong_passwords"], attempt))


@routes.get("")
@before_password
def who() -> Response:
    """Who I am and what I may."""
    return answer(_seen_by_person(caller()))


@routes.delete("")
@before_password
def leave() -> Response:
    """Signs out; the session is gone on the server too."""
    found, ctx = caller(), context()
    if found.session:
        sessions.end(ctx, found.session)
    done = nothing()
    settings = ctx.runtime.settings
    done.delete_cookie(cookie_name(settings.secure_cookies), path="/", secure=settings.secure_cookies, httponly=True, samesite="Lax")
    return done


@routes.get("/demo")
@public
def cards() -> Response:
    """The demo accounts, one card each."""
    if not cards_offered(runtime()):
        raise NotFound("no_such_page")
    return answer({"cards": demo.cards(context())})


@routes.post("/demo")
@public
def enter_by_card() -> Response:
    """Signs in as a demo account with one click."""
    if not cards_offered(runtime()):
        raise NotFound("no_such_page")
    login = bodies.body(CardBody)["login"]
    return _welcome(*demo.enter(runtime(), login, address(), request.headers.get("User-Agent", "")[:200]))
