"""Trees as text again, and values as they are written. Takes: nodes. Gives: text the gate reads as the same tree. Never: labels."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from builder.expressions.grammar import Binary, Call, Compare, Constant, If, ListOf, Logic, Node, Path, Unary

_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)
_BINARY = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t"}


def value_node(value: Any) -> Node:
    """A value as it is written: a day and a moment by their functions, several values as a list."""
    if isinstance(value, datetime):
        return Call(0, 0, "DATETIME", (Constant(0, 0, value.isoformat(timespec="milliseconds").replace("+00:00", "Z")),))
    if isinstance(value, date):
        return Call(0, 0, "DATE", (Constant(0, 0, value.isoformat()),))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ListOf(0, 0, tuple(value_node(item) for item in value))
    return Constant(0, 0, value)


def text_of(node: Node) -> str:
    """The text of a tree."""
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:
    """The text and how tightly it holds together."""
    match node:
        case Constant(value=value):
            return _constant(value)
        case Path(names=names):
            return ".".join(names), _ATOM
        case ListOf(items=items):
            return f"[{_listed(items)}]", _ATOM
        case Call(function=function, arguments=items):
            return f"{function}({_listed(items)})", _ATOM
        case Unary(operator="-", operand=operand):
            return f"-{_at(operand, _ATOM)}", _SIGN
        case Unary(operand=operand):
            return f"not {_at(operand, _NOT)}", _NOT
        case If(condition=test, then=then, otherwise=otherwise):
            return f"{_at(then, _OR)} if {_at(test, _OR)} else {_at(otherwise, _IF)}", _IF
    return _joined(node)


def _joined(node: Node) -> tuple[str, int]:
    match node:
        case Binary(operator=operator, left=left, right=right):
            level = _BINARY[operator]
            return f"{_at(left, level)} {operator} {_at(right, level + 1)}", level
        case Compare(operator=operator, left=left, right=right):
            return f"{_at(left, _SUM)} {operator} {_at(right, _SUM)}", _COMPARE
        case Logic(operator=operator, items=items):
            level = _AND if operator == "and" else _OR
            return f" {operator} ".join(_at(item, level + 1) for item in items), level
    raise TypeError(type(node).__name__)


def _at(node: Node, level: int) -> str:
    text, found = _text(node)
    return text if found >= level else f"({text})"


def _listed(items: Sequence[Node]) -> str:
    return ", ".join(_text(item)[0] for item in items)


def _constant(value: Any) -> tuple[str, int]:
    if isinstance(value, str):
        return "'" + "".join(_ESCAPES.get(character, character) for character in value) + "'", _ATOM
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value], _ATOM
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text, _SIGN if text.startswith("-") else _ATOM
