"""The tree the browser interprets. Takes: Typed. Gives: JSON lists. Never: what the caller may not read (the door leaves those names out).

`["k", v]` constant (null, true, text) · `["n", "0.10"]` number as text · `["d", "2026-01-31"]` date · `["i", "…Z"]` instant ·
`["v", name, kind]` name or whole path, kind `n2` (number with 2 places), `s` text, `b` yes/no, `d`, `i`, `z` zone, `x` opaque, `l…` list ·
`["l", …]` list · `["if", c, a, b]` · `and or not neg + - * / % == != < <= > >= in empty` · `["each", [names], body]` a value per line,
the names standing for that line's values · `["f", function, …]` everything else, fixed parts first as constants.
"""

from typing import Any

from builder.expressions.check import Typed
from builder.expressions.errors import ExpressionError
from builder.expressions.operations import written
from builder.expressions.terms import Term, is_members
from builder.expressions.types import Boolean, Date, Instant, List, Number, Type

Tree = list[Any]
_OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "neg": "neg", "in": "in", "and": "and", "or": "or", "not": "not", "if": "if", "empty": "empty", "list": "l",
}
_KINDS: dict[type, str] = {Boolean: "b", Date: "d", Instant: "i"}


def to_tree(typed: Typed) -> Tree:
    """The JSON tree of an expression."""
    return term_tree(typed.root)


def term_tree(item: Term) -> Tree:
    """The JSON tree of a term; raises ExpressionError for what only the server can tell."""
    if is_members(item):
        raise ExpressionError("expression_server_only", item.start, item.end)
    if item.op == "const":
        return _constant(item)
    if item.op == "name":
        return ["v", item.value, "z" if item.value == "@zone" else _kind(item.type)]
    args = [term_tree(arg) for arg in item.args]
    if item.op == "each":
        return ["each", line_names(item), *args]
    if item.op in _OPERATORS:
        return [_OPERATORS[item.op], *args]
    return ["f", item.op, *_fixed(item), *args]


def line_names(each: Term) -> list[str]:
    """The paths an `each` reads once per line."""
    return sorted({part.value for part in each.args[0].walk() if part.op == "name" and part.prefix == each.value})


def _kind(type_: Type) -> str:
    if isinstance(type_, Number):
        return f"n{type_.scale}"
    if isinstance(type_, List):
        return "l" + _kind(type_.of)
    return _KINDS.get(type(type_), "s" if type(type_).__name__ in ("Text", "Choice", "Ref", "Time") else "x")


def _constant(item: Term) -> Tree:
    if item.value is None or isinstance(item.value, bool):
        return ["k", item.value]
    if isinstance(item.type, Number):
        return ["n", written(item.value)]
    if isinstance(item.type, Instant):
        return ["i", item.value.isoformat(timespec="milliseconds")[:-6] + "Z"]
    return ["d", item.value.isoformat()] if isinstance(item.type, Date) else ["k", item.value]


def _fixed(item: Term) -> list[Tree]:
    """The fixed part of an operation: places, unit, wall-clock time, scale of a sum's zero."""
    if item.op in ("scale", "sum", "avg"):
        return [["k", item.scale]]
    if item.op == "local":
        return [["k", item.value.isoformat(timespec="milliseconds")]]
    return [] if item.value is None else [["k", item.value]]
