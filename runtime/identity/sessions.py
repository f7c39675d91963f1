"""Sessions people can see and end. Takes: a Context. Gives: plain rows. Never: a session's secret."""

from typing import Any

from builder.errors import NotFound
from runtime.context import Context
from runtime.identity import audit_log
from runtime.store import sessions as kept
from runtime.store.write import UnitOfWork


def own(ctx: Context) -> list[dict[str, Any]]:
    """Where I am signed in."""
    return ctx.runtime.store.read(ctx, lambda uow: kept.of_user(uow, str(ctx.actor.id)))  # type: ignore[no-any-return]


def end(ctx: Context, session: str) -> None:
    """Ends one of my sessions."""

    def act(uow: UnitOfWork) -> None:
        if not kept.delete(uow, str(ctx.actor.id), session):
            raise NotFound("session_not_found")
        audit_log.add(uow, "sign_out", f"session/{session}")

    ctx.runtime.store.write(ctx, act)
