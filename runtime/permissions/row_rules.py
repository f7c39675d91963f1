"""Which records an action reaches: one condition over all grants, compiled once per role set.

Takes: a Context. Gives: Typed. Never: SQL.
"""

from builder.expressions.check import Typed
from runtime.context import Context
from runtime.permissions.conditions import any_of
from runtime.permissions.grants import Granted, granted


def conditions(ctx: Context, form: str, action: str) -> tuple[Typed, ...] | None:
    """None: no record at all; (): every record; else one condition, the OR over the grants, to be joined to a query."""
    grants = granted(ctx, form, action)
    if not grants:
        return None
    return reach(ctx, form, grants)


def reach(ctx: Context, form: str, grants: tuple[Granted, ...]) -> tuple[Typed, ...]:
    """The condition of some grants together; () where one of them has no row rule."""
    rules = [grant.rows for grant in grants]
    held = [rule for rule in rules if rule is not None]
    return () if len(held) < len(rules) else (any_of(ctx, form, held),)
