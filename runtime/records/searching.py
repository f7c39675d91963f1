"""What a search text means for a form: its search fields, as far as the caller may read them.

Takes: text. Gives: a condition. Never: SQL.
"""

from collections.abc import Iterator
from typing import Any

from builder.errors import Fault, Invalid
from builder.expressions.check import Typed
from builder.expressions.grammar import Call, Constant, Logic, Node, Path
from builder.expressions.rewriting import either
from builder.expressions.types import Text
from builder.kinds import BadValue
from runtime.context import Context
from runtime.permissions import row_rules
from runtime.permissions.conditions import checked_node
from runtime.permissions.grants import MASKED, RANK, READ, Granted, granted
from runtime.records.plan import FieldPlan, plan_of, title_names

LONGEST = 100


def condition_of(ctx: Context, form: str, q: str) -> Typed:
    """Some search field holds the text.

    A masked field takes part only by the last characters its mask leaves open, and only by all of them.
    """
    if len(q) > LONGEST or "\0" in q:
        raise Invalid("invalid", [Fault("/q", "search_too_long", {"max": LONGEST})])
    nodes = [node for key in search_fields(ctx, form) for node in _matches(ctx, form, key, q)]
    return checked_node(ctx, form, either(nodes) if nodes else Constant(0, 0, False))


def search_fields(ctx: Context, form: str) -> tuple[str, ...]:
    """The stored text fields people search by: the form's own list, else those of its title."""
    plan = plan_of(ctx, form)
    names = plan.form.search or tuple(sorted(title_names(ctx, form)))
    return tuple(key for key in names if key in plan.fields and key not in plan.live_keys and isinstance(plan.fields[key].type, Text))


def _matches(ctx: Context, form: str, key: str, q: str) -> Iterator[Node]:
    plan = plan_of(ctx, form).fields[key]
    grants = granted(ctx, form, "read")
    reading = tuple(one for one in grants if RANK[one.level(key)] >= RANK[READ])
    if reading:
        for text in sorted(_spellings(plan, q)):
            yield _narrowed(ctx, form, Call(0, 0, "CONTAINS", (Path(0, 0, (key,)), Constant(0, 0, text))), reading)
    if plan.kind.masked_tail and len(q) == plan.kind.masked_tail and len(reading) < len(grants):
        knowing = tuple(one for one in grants if one.level(key) == MASKED)
        if knowing:
            yield _narrowed(ctx, form, Call(0, 0, "ENDS", (Path(0, 0, (key,)), Constant(0, 0, q))), knowing)


def _spellings(plan: FieldPlan, q: str) -> set[str]:
    """The text as typed, and as the field's type would store it (138-1234-5678 is 13812345678)."""
    try:
        stored: Any = plan.kind.parse(plan.config, q)
    except BadValue:
        stored = None
    return {q, stored} if isinstance(stored, str) else {q}


def _narrowed(ctx: Context, form: str, node: Node, grants: tuple[Granted, ...]) -> Node:
    """The match, on the records where these grants hold."""
    rules = row_rules.reach(ctx, form, grants)
    return Logic(0, 0, "and", (node, rules[0].node)) if rules else node


