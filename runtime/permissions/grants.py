"""The grants of an actor, compiled once per role set and revision.

Takes: the Actor in the Context. Gives: Granted values. Never: a decision.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from builder.definitions import App, Grant
from builder.definitions.role import EVERY_FORM
from builder.expressions.check import Typed
from runtime.context import Context
from runtime.permissions.conditions import condition

HIDDEN, MASKED, READ, WRITE = "hidden", "masked", "read", "write"
RANK: Mapping[str, int] = {HIDDEN: 0, MASKED: 1, READ: 2, WRITE: 3}
SYSTEM_KIND = "system"
CHANGES = frozenset({"update", "delete"})


@dataclass(frozen=True)
class Granted:
    """One grant that applies to a form and an action. `rows`: the condition a record must meet, None = every record."""

    rows: Typed | None
    levels: Mapping[str, str] = field(default_factory=dict)

    def level(self, key: str) -> str:
        """What this grant gives on a field; a column of a subtable (`lines.cost`) never more than the subtable itself."""
        own = self.levels.get(key, WRITE)
        if "." not in key:
            return own
        return lowest(own, self.level(key.split(".", 1)[0]))


EVERYTHING = (Granted(None),)


def lowest(*levels: str) -> str:
    """The smallest of some levels."""
    return min(levels, key=RANK.__getitem__)


def highest(levels: Iterator[str]) -> str:
    """The largest of some levels; hidden where there is none."""
    return max(levels, key=RANK.__getitem__, default=HIDDEN)


def lasting(ctx: Context, form: str) -> bool:
    """Whether what is written in a form stays as it is, for everybody."""
    found = ctx.rev.definition.forms.get(form)
    return found is not None and found.append_only


def standing(ctx: Context) -> str | frozenset[str]:
    """What all an actor may do follows from: what is worked out for one may be kept for everybody of the same standing."""
    if ctx.actor.kind == SYSTEM_KIND:
        return SYSTEM_KIND
    return frozenset() if ctx.actor.kind == "anonymous" else ctx.actor.roles_in(ctx.app)


def granted(ctx: Context, form: str, action: str) -> tuple[Granted, ...]:
    """Every grant of this actor for an action on a form; the system has its own, an administrator none but those of his roles."""
    if action in CHANGES and lasting(ctx, form):
        return ()
    roles = standing(ctx)
    if isinstance(roles, str):
        return EVERYTHING
    if not roles:
        return ()
    return ctx.rev.memo(("permissions", "granted", roles, form, action), lambda _: _compile(ctx, roles, form, action))


def _compile(ctx: Context, roles: frozenset[str], form: str, action: str) -> tuple[Granted, ...]:
    found: list[Granted] = []
    for grant in _matching(ctx.rev.definition, roles, form, action):
        one = Granted(None if grant.rows is None else condition(ctx, form, grant.rows), grant.fields)
        if one not in found:
            found.append(one)
    return tuple(found)


def _matching(app: App, roles: frozenset[str], form: str, action: str) -> Iterator[Grant]:
    if form not in app.forms:
        return
    for key in sorted(roles & app.roles.keys()):
        for grant in app.roles[key].grants:
            if grant.form in (EVERY_FORM, form) and action in grant.actions:
                yield grant
