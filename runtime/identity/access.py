"""From a cookie or a token to an Actor, in one query.

Takes: the installation and a secret. Gives: who that is now. Never: a cached right.

Roles, disabling and the current revision are read with every request, so each credential dies, and each right changes, with the next one.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from builder.errors import NotAllowed
from runtime.context import ANONYMOUS, SYSTEM, Actor, Context, Runtime
from runtime.store import sessions as kept
from runtime.store.write import UnitOfWork

TOUCH_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has proved who they are: `session` is its id, `csrf` the word their writes carry, `revision` the current
    one of the app asked for; `must_change`: the password was given by somebody else and opens nothing until it is one's own."""

    actor: Actor
    session: str | None = None
    csrf: str | None = None
    revision: int | None = None
    must_change: bool = False


def digest(runtime: Runtime, secret: str) -> str:
    """What the database knows of a secret: useless without the installation's key."""
    return hmac.new(runtime.settings.secret_key.encode(), secret.encode(), hashlib.sha256).hexdigest()


def nobody(runtime: Runtime) -> Context:
    """The Context in which identity itself reads."""
    return Context(actor=ANONYMOUS, runtime=runtime, now=runtime.clock())


def system(runtime: Runtime, cause: str = "identity") -> Context:
    """The Context in which the installation itself writes."""
    return Context(actor=SYSTEM, runtime=runtime, now=runtime.clock(), cause=cause)


def _actor(row: Mapping[str, Any], kind: str) -> Actor:
    department = row["department_id"]
    return Actor(
        kind=kind,
        id=row["user_id"],
        name=row["name"],
        login=row["login"],
        admin=bool(row["admin"]),
        roles=row["roles"],
        departments=(department,) if department else (),
        locale=row["locale"],
    )


def by_session(runtime: Runtime, cookie: str, app: str = "") -> SignedIn:
    """The person behind a session cookie; raises NotAllowed where it ended, idled out or was revoked."""
    ctx = nobody(runtime)
    row = runtime.store.read(ctx, lambda uow: kept.by_session(uow, digest(runtime, cookie), app))
    if row is None or not row["active"] or row["auth_version"] != row["user_version"]:
        raise NotAllowed("not_signed_in")
    settings = runtime.settings
    idle, age = ctx.now - row["seen_at"], ctx.now - row["created_at"]
    if idle > timedelta(seconds=settings.session_idle) or age > timedelta(seconds=settings.session_absolute):
        raise NotAllowed("signed_out")
    if idle > TOUCH_AFTER:
        runtime.store.write(ctx, lambda uow: kept.touch(uow, row["id"]))
    return SignedIn(_actor(row, "user"), row["id"], row["csrf"], row["current"], bool(row["must_change"]))


def by_token(runtime: Runtime, token: str, app: str = "") -> SignedIn:
    """The person behind an API token; raises NotAllowed where it expired, was revoked or its person is disabled."""
    ctx = nobody(runtime)
    row = runtime.store.read(ctx, lambda uow: kept.by_token(uow, digest(runtime, token), app))
    if row is None or not row["active"] or row["revoked_at"] is not None:
        raise NotAllowed("not_signed_in")
    if row["expires_at"] is not None and row["expires_at"] <= ctx.now:
        raise NotAllowed("not_signed_in")
    return SignedIn(_actor(row, "token"), revision=row["current"])


def of_user(uow: UnitOfWork, user: Mapping[str, Any], roles: list[tuple[str, str]]) -> Actor:
    """The Actor of a person whose row one has."""
    return _actor({**user, "user_id": user["id"], "roles": frozenset(roles)}, "user")
