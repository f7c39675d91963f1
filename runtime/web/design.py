"""What every design route needs: who may, and the studio for this caller. Takes: a Context. Gives: studios. Never: HTTP."""

from collections.abc import Mapping
from typing import Any

from builder.definitions import load
from builder.errors import NotAllowed, NotFound
from builder.studio import Studio
from runtime.context import Context
from runtime.identity import audit_log, roles
from runtime.store.definitions import DefinitionStore
from runtime.store.publish import StoreLiveData, StorePublisher
from runtime.web import overview, shipped
from runtime.web.caller import context, context_of

DESIGN = "design"
OWNER = "owner"


def studio(ctx: Context) -> Studio:
    """The design-time use cases acting for this caller."""
    store = ctx.runtime.store
    return Studio(ctx.runtime.catalog, DefinitionStore(store, ctx), StoreLiveData(store, ctx), StorePublisher(store, ctx), shipped.package)


def require_some(ctx: Context) -> None:
    """Somebody who may design at least one app."""
    if not overview.may(ctx)[DESIGN]:
        raise NotAllowed("not_allowed_design")


def context_for(app: str) -> Context:
    """The Context of a design request; an app one may not design does not exist."""
    ctx = context()
    if not may_design(ctx, app):
        raise NotFound("app_not_found")
    return context_of(ctx.actor, app, required=False)


def may_design(ctx: Context, app: str) -> bool:
    """Administrators, and holders of a role with the right `design`; before the first publication the draft's own roles count."""
    if not DefinitionStore(ctx.runtime.store, ctx).exists(app):
        return False
    if ctx.actor.admin:
        return True
    held = ctx.actor.roles_in(app)
    inner = context_of(ctx.actor, app, required=False)
    if inner.revision is not None:
        return DESIGN in overview.rights_in(inner)
    drafted = load(studio(ctx).draft(app).documents).roles
    return any(DESIGN in drafted[key].apps for key in held if key in drafted)


def put_in_charge(ctx: Context, app: str) -> None:
    """Whoever made an app is its owner; where a template brings other roles, whoever its roles let design it."""
    drafted = load(studio(ctx).draft(app).documents).roles
    building = [key for key, role in drafted.items() if DESIGN in role.apps]
    roles.found(ctx, app, [OWNER] if OWNER in drafted else building)


def audit(ctx: Context, action: str, app: str, detail: Mapping[str, Any]) -> None:
    """A row of the audit log about an app."""
    audit_log.note(ctx, action, f"app/{app}", detail)


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7386: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
