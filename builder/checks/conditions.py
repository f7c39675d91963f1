"""What can be said of conditions without any record: when they never hold, overlap, or leave something out.

Takes: trees of conditions on one number, choice or yes/no. Gives: truth at sample values that stand for all. Never: other shapes (None).

A condition that compares one field with written values changes its truth at those values only; so the values themselves, one step to
either side, and empty stand for every value there is.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from builder.definitions import Field
from builder.expressions import grammar
from builder.expressions.grammar import Call, Compare, Constant, ListOf, Logic, Node, Path, Unary
from builder.expressions.types import Boolean, Choice, Number, Type

MAX_SAMPLES = 400
Part = tuple[str, Node]  # a field, what is asked of it
Value = str | int | Decimal | bool | None
ORDER: Mapping[str, Any] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def parsed(text: str) -> Node | None:
    """The tree of a condition; None where it has none."""
    try:
        return grammar.parse(text)
    except grammar.ExpressionError:
        return None


def conjuncts(node: Node) -> tuple[Node, ...]:
    """The parts that must all hold."""
    return tuple(part for item in node.items for part in conjuncts(item)) if isinstance(node, Logic) and node.operator == "and" else (node,)


def subject(node: Node) -> str | None:
    """The one field a condition compares with written values; None for any other shape."""
    names = grammar.names_used(node)
    return next(iter(names)) if len(names) == 1 and _plain(node) else None


def _plain(node: Node) -> bool:
    match node:
        case Logic(items=items):
            return all(map(_plain, items))
        case Unary(operator="not", operand=operand):
            return _plain(operand)
        case Compare(left=left, right=right):
            return (isinstance(left, Path) and _listed(right)) or (isinstance(right, Path) and is_written(left))
        case Call(function="EMPTY", arguments=(Path(),)) | Path() | Constant(value=bool()):
            return True
    return False


def is_written(node: Node) -> bool:
    """Whether it is a value as such: a number, a text, yes or no."""
    return isinstance(node, Constant) or (isinstance(node, Unary) and node.operator == "-" and isinstance(node.operand, Constant))


def _listed(node: Node) -> bool:
    return all(map(is_written, node.items)) if isinstance(node, ListOf) else is_written(node)


def _value(node: Node) -> Value:
    if isinstance(node, Unary) and isinstance(node.operand, Constant):
        return -node.operand.value  # type: ignore[operator]
    return (node.value if node.value != "" else None) if isinstance(node, Constant) else None


def constants(node: Node) -> set[Value]:
    """The written values of a plain condition."""
    below = {value for child in grammar.children(node) for value in constants(child)} if not is_written(node) else {_value(node)}
    return below - {None}


def holds(node: Node, value: Value) -> bool:
    """Whether a plain condition holds where its field has this value."""
    match node:
        case Logic(operator=operator, items=items):
            return (all if operator == "and" else any)(holds(item, value) for item in items)
        case Unary(operand=operand):
            return not holds(operand, value)
        case Compare(operator=operator, left=Path(), right=right):
            return _compared(operator, value, right)
        case Compare(operator=operator, left=left):
            return _compared(FLIPPED[operator], value, left)
        case Call():
            return value is None
        case Constant(value=written):
            return written is True
    return value is True


def _compared(operator: str, value: Value, other: Node) -> bool:
    if operator in ("in", "not in"):
        found = isinstance(other, ListOf) and any(value == _value(item) for item in other.items if value is not None)
        return found == (operator == "in")
    written = _value(other)
    if operator in ("==", "!="):
        return (value == written) == (operator == "==")
    return value is not None and written is not None and bool(ORDER[operator](value, written))


def samples(nodes: Iterable[Node], type_: Type | None, field: Field | None) -> list[Value] | None:
    """Values that stand for all the field can have; None where there are none such."""
    empty: list[Value] = [] if field and field.required else [None]
    if isinstance(type_, Boolean):
        return [True, False, *empty]
    if isinstance(type_, Choice):
        return [*type_.options, *empty]
    written = {value for node in nodes for value in constants(node)}
    if not isinstance(type_, Number) or not all(isinstance(value, int | Decimal) for value in written) or len(written) * 3 > MAX_SAMPLES:
        return None
    step = Decimal(1).scaleb(-type_.scale)
    below = {Decimal(str(value)).quantize(step, ROUND_FLOOR) for value in written}
    around = sorted({value + by for value in below for by in (-step, Decimal(0), step)})
    low, high = (_limit(field, name) for name in ("min", "max"))
    return [*(value for value in around if (low is None or value >= low) and (high is None or value <= high)), *empty]


def _limit(field: Field | None, name: str) -> Decimal | None:
    given = field.config.get(name) if field else None
    try:
        return None if given is None else Decimal(str(given))
    except InvalidOperation:
        return None  # fields.py says so


def parts(text: str) -> list[Part]:
    """The parts of a condition that must all hold and compare one field with written values, by that field."""
    node = parsed(text)
    found = ((subject(part), part) for part in conjuncts(node)) if node else ()
    return [(name, part) for name, part in found if name]


def ruled_out(found: Iterable[Part], written: Iterable[tuple[str, str]]) -> bool:
    """Whether such parts cannot all hold once these fields have these written values."""
    texts = dict(written)
    return any(_breaks(part, texts[name]) for name, part in found if name in texts)


@lru_cache(4096)
def _breaks(part: Node, text: str) -> bool:
    node = parsed(text)
    return node is not None and is_written(node) and _comparable(part, _value(node)) and not holds(part, _value(node))


def _comparable(node: Node, value: Value) -> bool:
    numbers = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return value is None or all((isinstance(one, int | Decimal) and not isinstance(one, bool)) == numbers for one in constants(node))
