"""Whether an actor may take an action on a form, and why not, in words. Takes: a Context. Gives: a Decision. Never: looks at records."""

from dataclasses import dataclass, field
from typing import Any

from builder.definitions import text_of
from builder.errors import NotAllowed, NotFound
from builder.messages import text
from runtime.context import Context
from runtime.permissions.grants import CHANGES, SYSTEM_KIND, Granted, granted, lasting

ACTIONS = ("read", "create", "update", "delete", "export", "import")


@dataclass(frozen=True)
class Decision:
    """The answer: the grants that allow it, or the message code and parameters of the reason."""

    allowed: bool
    reason_code: str
    params: dict[str, Any] = field(default_factory=dict)
    grants: tuple[Granted, ...] = ()


def decide(ctx: Context, form: str, action: str) -> Decision:
    """Deny unless one grant of one role allows it."""
    grants = granted(ctx, form, action)
    if grants:
        return Decision(True, "allowed_system" if ctx.actor.kind == SYSTEM_KIND else "allowed_grant", {}, grants)
    lasts = action in CHANGES and lasting(ctx, form)
    return Decision(False, "form_append_only" if lasts else "not_allowed_action", reason(ctx, form, action))


def reason(ctx: Context, form: str, action: str) -> dict[str, Any]:
    """What a refusal names: the action and the form in the caller's words."""
    definition = ctx.rev.definition.forms.get(form)
    label = text_of(definition.label, ctx.locale) if definition else ""
    return {"action": text(f"action_{action}", ctx.locale), "form": label}


def require(ctx: Context, form: str, action: str) -> Decision:
    """The Decision where it allows; NotFound for a form that does not exist, else NotAllowed with the reason."""
    if form not in ctx.rev.definition.forms:
        raise NotFound("form_not_found")
    decision = decide(ctx, form, action)
    if not decision.allowed:
        raise NotAllowed(decision.reason_code, **decision.params)
    return decision


def require_changeable(ctx: Context, form: str) -> None:
    """NotAllowed for a form whose records stay as they were written, whoever asks."""
    if lasting(ctx, form):
        raise NotAllowed("form_append_only", **reason(ctx, form, "update"))


def app_rights(ctx: Context) -> frozenset[str]:
    """Rights on the app itself (`design`, `people`), from roles."""
    roles = ctx.rev.definition.roles
    return frozenset(right for key in ctx.actor.roles_in(ctx.app) if key in roles for right in roles[key].apps)
