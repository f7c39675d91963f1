"""Live formulas, which no column holds, replaced by what they are made of. Takes: Types, a table, a node. Gives: a node. Never: rights."""

from dataclasses import replace

from builder.checks.computed import expression_of, keep_of
from builder.checks.places import walk
from builder.checks.scope import FormScope, Types
from builder.expressions import grammar
from builder.expressions.grammar import Call, Constant, Node, Path
from builder.expressions.rewriting import prefixed, rewritten
from builder.expressions.types import Number

LIVE = "live"


def unfolded(types: Types, table: str, node: Node) -> Node:
    """The expression with every live formula replaced by its own expression, as seen from where it stands.

    Rows of a subtable see the record they belong to behind the key of its form (homes.py).
    """
    form, _, subtable = table.partition(".")

    def change(path: Path) -> Node:
        places = list(walk(types.app, types.catalog, table, path.names))
        if subtable and len(places) < len(path.names) and path.names[0] == form:
            return prefixed(unfolded(types, form, replace(path, names=path.names[1:])), (form,)) if len(path.names) > 1 else path
        field = places[-1].field if len(places) == len(path.names) else None
        if field is None or not expression_of(field) or keep_of(field) != LIVE:
            return path
        inner = unfolded(types, places[-1].table, grammar.parse(str(expression_of(field))))
        return _rounded(types, table, path, prefixed(inner, path.names[:-1]))

    return rewritten(node, change)


def _rounded(types: Types, table: str, path: Path, node: Node) -> Node:
    info = FormScope(types, table).resolve(path.names)
    if info is None or not isinstance(info.type, Number):
        return node
    return Call(path.start, path.end, "ROUND", (node, Constant(0, 0, info.type.scale)))
