"""Expressions on a form as checked conditions, definitions' once per revision.

Takes: expression text or nodes. Gives: Typed. Never: rights.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from builder.checks.scope import form_scope
from builder.expressions.check import Scope, Typed, check, checked
from builder.expressions.grammar import Binary, Call, Compare, If, ListOf, Logic, Node, Path, Unary
from builder.expressions.types import Boolean, Type
from runtime.context import Context


def scope(ctx: Context, form: str) -> Scope:
    """The names an expression on this form may use."""
    return ctx.rev.memo(("permissions", "scope", form), lambda rev: form_scope(rev.definition, ctx.runtime.catalog, form))


def condition(ctx: Context, form: str, text: str, parameters: Mapping[str, Type] | None = None) -> Typed:
    """A boolean expression of a definition on a form, checked once; `parameters` are further names with their types."""
    given = tuple(sorted((parameters or {}).items(), key=lambda item: item[0]))

    def build(_: object) -> Typed:
        names = form_scope(ctx.rev.definition, ctx.runtime.catalog, form, parameters=parameters) if parameters else scope(ctx, form)
        return checked(text, names, Boolean(), filter=True)

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
    return check(node, names or scope(ctx, form), Boolean(), filter=True)


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
