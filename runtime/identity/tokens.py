"""API keys: a person's rights for a program. Takes: a Context. Gives: the key's text once. Never: the text again."""

import secrets
from datetime import timedelta
from typing import Any

from builder.errors import NotFound
from runtime.context import Context
from runtime.identity import audit_log
from runtime.identity.access import digest
from runtime.store import tokens as kept
from runtime.store.write import UnitOfWork

PREFIX = "dg_"


def create(ctx: Context, user: str, label: str = "", days: int | None = None) -> tuple[str, str]:
    """(id, text) of a new key of a person; it lives `days`, or until revoked."""
    secret = PREFIX + secrets.token_urlsafe(32)

    def act(uow: UnitOfWork) -> str:
        expires = None if days is None else uow.now + timedelta(days=days)
        made = kept.insert(uow, {"hash": digest(ctx.runtime, secret), "user_id": user, "label": label, "expires_at": expires})
        audit_log.add(uow, "token_create", f"user/{user}", {"token": made})
        return made

    return ctx.runtime.store.write(ctx, act), secret


def listed(ctx: Context, user: str) -> list[dict[str, Any]]:
    """The keys of a person, without their text."""
    return ctx.runtime.store.read(ctx, lambda uow: kept.of_user(uow, user))  # type: ignore[no-any-return]


def revoke(ctx: Context, token: str) -> None:
    """Ends a key with the next request."""

    def act(uow: UnitOfWork) -> None:
        if not kept.revoke(uow, token):
            raise NotFound("token_not_found")
        audit_log.add(uow, "token_revoke", f"token/{token}")

    ctx.runtime.store.write(ctx, act)
