"""Expressions on a form as checked conditions, definitions' once per revision.

Takes: expression text or nodes. Gives: Typed. Never: rights.
"""

from collections.abc import Mapping, Sequence

from builder.checks import unfolding
from builder.checks.scope import FormScope, Types
from builder.expressions import grammar
from builder.expressions.check import Scope, Typed, check
from builder.expressions.grammar import Node
from builder.expressions.rewriting import either
from builder.expressions.terms import SEEN, SEGMENT
from builder.expressions.types import Boolean, Type
from runtime.context import Context


def types_of(ctx: Context) -> Types:
    """The value types of the app's fields."""
    return ctx.rev.memo(("permissions", "types"), lambda rev: Types(rev.definition, ctx.runtime.catalog))


def scope(ctx: Context, form: str) -> Scope:
    """The names an expression on this form may use."""
    return ctx.rev.memo(("permissions", "scope", form), lambda _: FormScope(types_of(ctx), form, members=SEGMENT))


def _asked_scope(ctx: Context, form: str) -> Scope:
    """The same where somebody asks: segments are made of what he may see."""
    return ctx.rev.memo(("permissions", "asked_scope", form), lambda _: FormScope(types_of(ctx), form, members=SEEN))


def condition(ctx: Context, form: str, text: str, parameters: Mapping[str, Type] | None = None) -> Typed:
    """A boolean expression of a definition on a form, checked once; `parameters` are further names with their types."""
    given = tuple(sorted((parameters or {}).items(), key=lambda item: item[0]))

    def build(_: object) -> Typed:
        names = FormScope(types_of(ctx), form, parameters=parameters, members=SEGMENT) if parameters else scope(ctx, form)
        return check(unfolded(ctx, form, grammar.parse(text)), names, Boolean(), filter=True, text=text)

    return ctx.rev.memo(("permissions", "condition", form, text, given), build)


def any_of(ctx: Context, form: str, conditions: Sequence[Typed]) -> Typed:
    """One condition that holds where one of several does, checked once for the same ones."""
    texts = {one.text: one for one in conditions}
    if len(texts) == 1:
        return conditions[0]
    key = ("permissions", "any", form, tuple(texts))
    node = either([one.node for one in texts.values()])
    return ctx.rev.memo(key, lambda _: checked_node(ctx, form, node))


def checked_node(ctx: Context, form: str, node: Node, names: Scope | None = None) -> Typed:
    """A condition put together from nodes; `names` where somebody asks who may not use all names of the form."""
    if names is None:
        return check(unfolded(ctx, form, node), scope(ctx, form), Boolean(), filter=True)
    check(node, names, Boolean(), filter=True)
    return check(unfolded(ctx, form, node), _asked_scope(ctx, form), Boolean(), filter=True)


def unfolded(ctx: Context, form: str, node: Node) -> Node:
    """The expression with every live formula, which no column holds, replaced by what it is made of."""
    return unfolding.unfolded(types_of(ctx), form, node)
