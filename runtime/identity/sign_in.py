"""Proving who one is with a password.

Takes: an attempt. Gives: a session. Never: tells whether an account exists, or hurries a guesser.
"""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import Any

from builder.errors import LimitExceeded, NotAllowed
from runtime.context import Context, Runtime
from runtime.identity import access, audit_log
from runtime.identity.access import SignedIn, digest
from runtime.identity.passwords import Passwords
from runtime.store import sessions, users
from runtime.store.write import UnitOfWork


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at the door; `ip` and `agent` are kept with the session so that people recognise their own."""

    login: str
    password: str
    ip: str = ""
    agent: str = ""


def folded(login: str) -> str:
    """The one spelling under which an account is known."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def sign_in(runtime: Runtime, passwords: Passwords, attempt: Attempt) -> tuple[str, SignedIn]:
    """The secret for the cookie and who it is; raises NotAllowed, or LimitExceeded while the account is locked."""
    ctx = access.system(runtime)
    user = runtime.store.read(ctx, lambda uow: users.by_login(uow, folded(attempt.login)))
    _refuse_locked(ctx, user)
    right = passwords.verify(user["password_hash"] if user and user["active"] else None, attempt.password)
    if user is None or not right:
        _failed(ctx, user, attempt)
        raise NotAllowed("sign_in_failed")
    return open_session(runtime, user, attempt, "sign_in")


def _refuse_locked(ctx: Context, user: Mapping[str, Any] | None) -> None:
    until = user["locked_until"] if user else None
    if until is not None and until > ctx.now:
        seconds = ceil((until - ctx.now).total_seconds())
        raise LimitExceeded("locked_out", seconds=seconds, minutes=ceil(seconds / 60))


def _failed(ctx: Context, user: Mapping[str, Any] | None, attempt: Attempt) -> None:
    settings = ctx.runtime.settings

    def record(uow: UnitOfWork) -> None:
        if user is not None:
            users.count_failure(uow, user["id"], settings.lockout_failures, uow.now + timedelta(seconds=settings.lockout_seconds))
        audit_log.add(uow, "sign_in_failed", f"user/{user['id']}" if user else "user", ip=attempt.ip)

    ctx.runtime.store.write(ctx, record)


def open_session(runtime: Runtime, user: Mapping[str, Any], attempt: Attempt, action: str) -> tuple[str, SignedIn]:
    """A new session of a person: a fresh secret of 256 bits, never one that came from outside."""
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    ctx = access.system(runtime)

    def begin(uow: UnitOfWork) -> SignedIn:
        users.change(uow, user["id"], {"failures": 0, "locked_until": None, "last_sign_in": uow.now})
        row = {"hash": digest(runtime, secret), "user_id": user["id"], "auth_version": user["auth_version"], "csrf": csrf}
        session = sessions.insert(uow, {**row, "ip": attempt.ip, "agent": attempt.agent})
        sessions.purge(uow, uow.now - timedelta(seconds=runtime.settings.session_absolute))
        actor = access.of_user(uow, user, users.roles_of(uow, [user["id"]])[user["id"]])
        uow.ctx = replace(uow.ctx, actor=actor)
        audit_log.add(uow, action, f"user/{user['id']}", ip=attempt.ip)
        return SignedIn(actor, session, csrf, must_change=bool(user["must_change"]))

    return secret, runtime.store.write(ctx, begin)
