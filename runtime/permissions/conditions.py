"""Expressions on a form as checked conditions, definitions' once per revision.

Takes: expression text or nodes. Gives: Typed. Never: rights.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from builder.checks.computed import expression_of, keep_of
from builder.checks.places import walk as places_of
from builder.checks.scope import form_scope
from builder.expressions import grammar
from builder.expressions.check import Scope, Typed, check
from builder.expressions.grammar import Binary, Call, Compare, Constant, If, ListOf, Logic, Node, Path, Unary
from builder.expressions.types import Boolean, Number, Type
from runtime.context import Context

LIVE = "live"


def scope(ctx: Context, form: str) -> Scope:
    """The names an expression on this form may use."""
    return ctx.rev.memo(("permissions", "scope", form), lambda rev: form_scope(rev.definition, ctx.runtime.catalog, form))


def condition(ctx: Context, form: str, text: str, parameters: Mapping[str, Type] | None = None) -> Typed:
    """A boolean expression of a definition on a form, checked once; `parameters` are further names with their types."""
    given = tuple(sorted((parameters or {}).items(), key=lambda item: item[0]))

    def build(_: object) -> Typed:
        names = form_scope(ctx.rev.definition, ctx.runtime.catalog, form, parameters=parameters) if parameters else scope(ctx, form)
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
    """A condition put together from nodes; `names` where not all names of the form are allowed."""
    if names is not None:
        check(node, names, Boolean(), filter=True)
    return check(unfolded(ctx, form, node), scope(ctx, form), Boolean(), filter=True)


def unfolded(ctx: Context, form: str, node: Node) -> Node:
    """The expression with every live formula, which no column holds, replaced by what it is made of."""

    def change(path: Path) -> Node:
        places = list(places_of(ctx.rev.definition, ctx.runtime.catalog, form, path.names))
        field = places[-1].field if len(places) == len(path.names) else None
        if field is None or not expression_of(field) or keep_of(field) != LIVE:
            return path
        inner = unfolded(ctx, places[-1].table, grammar.parse(str(expression_of(field))))
        return _rounded(ctx, form, path, prefixed(inner, path.names[:-1]))

    return rewritten(node, change)


def _rounded(ctx: Context, form: str, path: Path, node: Node) -> Node:
    info = scope(ctx, form).resolve(path.names)
    if info is None or not isinstance(info.type, Number):
        return node
    return Call(path.start, path.end, "ROUND", (node, Constant(0, 0, info.type.scale)))


def either(nodes: Sequence[Node]) -> Node:
    """The node that holds where one of several does."""
    return nodes[0] if len(nodes) == 1 else Logic(0, 0, "or", tuple(nodes))


def prefixed(node: Node, prefix: tuple[str, ...]) -> Node:
    """The same condition seen from a record that reaches this one through a relation path."""
    return rewritten(node, lambda path: path if path.names[0].startswith("@") else replace(path, names=(*prefix, *path.names)))


def rewritten(node: Node, change: Callable[[Path], Node]) -> Node:
    """A copy of the tree with every name replaced by what `change` makes of it."""

    def each(items: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(rewritten(item, change) for item in items)

    match node:
        case Path():
            return change(node)
        case ListOf(items=items) | Logic(items=items):
            return replace(node, items=each(items))
        case Call(arguments=items):
            return replace(node, arguments=each(items))
        case Unary(operand=operand):
            return replace(node, operand=rewritten(operand, change))
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return replace(node, left=rewritten(left, change), right=rewritten(right, change))
        case If(condition=test, then=then, otherwise=otherwise):
            return If(node.start, node.end, *each((test, then, otherwise)))
    return node
