"""What must be remembered about who did what: sign-ins, refusals, changes of rights.

Takes: a Context. Gives: nothing. Never: a password or token.
"""

from collections.abc import Mapping
from typing import Any

from runtime.context import Context
from runtime.store import audit
from runtime.store.write import UnitOfWork


def add(uow: UnitOfWork, action: str, target: str, detail: Mapping[str, Any] | None = None, *, ip: str | None = None) -> None:
    """A row in the transaction of what it tells."""
    audit.append(uow, {"actor": uow.ctx.actor.id, "ip": ip, "action": action, "object": target, "detail": dict(detail or {})})


def note(ctx: Context, action: str, target: str, detail: Mapping[str, Any] | None = None, *, ip: str | None = None) -> None:
    """A row of its own."""
    ctx.runtime.store.write(ctx, lambda uow: add(uow, action, target, detail, ip=ip))
