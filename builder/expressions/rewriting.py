"""Trees made of other trees: names replaced, seen from elsewhere, joined. Takes: nodes. Gives: nodes. Never: what a name means."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from builder.expressions.grammar import Binary, Call, Compare, If, ListOf, Logic, Node, Path, Unary


def either(nodes: Sequence[Node]) -> Node:
    """The node that holds where one of several does."""
    return nodes[0] if len(nodes) == 1 else Logic(0, 0, "or", tuple(nodes))


def every(nodes: Sequence[Node]) -> Node:
    """The node that holds where all of several do."""
    return nodes[0] if len(nodes) == 1 else Logic(0, 0, "and", tuple(nodes))


def prefixed(node: Node, prefix: tuple[str, ...]) -> Node:
    """The same condition seen from a record that reaches this one through a relation path."""
    return rewritten(node, lambda path: path if path.names[0].startswith("@") else replace(path, names=(*prefix, *path.names)))


def rewritten(node: Node, change: Callable[[Path], Node]) -> Node:
    """A copy of the tree with every name replaced by what `change` makes of it."""
    return replaced(node, lambda piece: change(piece) if isinstance(piece, Path) else None)


def replaced(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A copy of the tree with every piece replaced that `change` has something else for; from the top, and not inside what is replaced."""
    found = change(node)
    if found is not None:
        return found

    def each(items: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(replaced(item, change) for item in items)

    match node:
        case ListOf(items=items) | Logic(items=items):
            return replace(node, items=each(items))
        case Call(arguments=items):
            return replace(node, arguments=each(items))
        case Unary(operand=operand):
            return replace(node, operand=replaced(operand, change))
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return replace(node, left=replaced(left, change), right=replaced(right, change))
        case If(condition=test, then=then, otherwise=otherwise):
            return If(node.start, node.end, *each((test, then, otherwise)))
    return node
