"""The gate of every button, of rules and of workflows: who may press it, on which records it is there.

Takes: the button's configuration, an Act about the record. Gives: refusals. Never: what pressing it does.
"""

from collections.abc import Mapping
from typing import Any

from builder.definitions import Label, text_of
from builder.errors import Conflict, NotAllowed
from runtime.actions.act import Act
from runtime.context import Context


def allowed(ctx: Context, config: Mapping[str, Any]) -> bool:
    """Whether somebody holds one of its roles; a button without any is there for all who see the record."""
    roles = config.get("roles")
    return not roles or bool(ctx.actor.roles_in(ctx.app) & frozenset(roles))


def require_allowed(ctx: Context, config: Mapping[str, Any], label: Label) -> None:
    """Refuses those it is not for."""
    if not allowed(ctx, config):
        raise NotAllowed("not_allowed_button", button=text_of(label, ctx.locale))


def require_shown(act: Act, *conditions: str | None) -> None:
    """Refuses where one of its conditions does not hold for the record as it is now."""
    if not all(act.truth(one) for one in conditions if one):
        raise Conflict("button_not_shown")
