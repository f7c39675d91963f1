"""The gate: text to our own tree. Takes: text. Gives: frozen nodes. Never: evaluation, names' meaning.

Python's parser reads the text with every literal blanked out; an allow-list of its node classes is rebuilt node by node (security.md §3).
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from builder.expressions.errors import ExpressionError
from builder.expressions.functions import NAMES
from builder.expressions.tokens import KEYWORDS, Token, checked, literal

__all__ = [
    "Binary", "Call", "Compare", "Constant", "ExpressionError", "If", "ListOf", "Logic", "Node", "Path", "Unary",
    "children", "names_used", "parse", "walk",
]

MAX_NODES = 300
MAX_DEPTH = 40
MAX_LITERAL = 500
MAX_DIGITS = 36
MAX_SEGMENTS = 6
CONSTANTS = {"true": True, "false": False, "none": None, "True": True, "False": False, "None": None}


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of an expression and its place in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """None, bool, int, Decimal (as many places as written) or str."""

    value: bool | int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A field or a way over relations: ("member", "tier", "rate"); ("@me",)."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """A written list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`-` or `not`."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`+ - * / %`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`== != < <= > >= in`, `not in`; a chain `a < b < c` is a Logic of these."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and`, `or` over two or more."""

    operator: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`then if condition else otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of the table, by its upper-case name."""

    function: str
    arguments: tuple[Node, ...]


_BINARY: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%"}
_UNARY: dict[type[ast.AST], str] = {ast.USub: "-", ast.Not: "not"}
_LOGIC: dict[type[ast.AST], str] = {ast.And: "and", ast.Or: "or"}
_COMPARE: dict[type[ast.AST], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}
_PLAIN = (
    ast.Constant, ast.Name, ast.Attribute, ast.List, ast.IfExp, ast.Call, ast.Load, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare,
)
ALLOWED = frozenset((*_PLAIN, *_BINARY, *_UNARY, *_LOGIC, *_COMPARE))


@lru_cache(2048)
def parse(text: str) -> Node:
    """The tree of an expression, the same one for the same text; raises ExpressionError with the place of the first fault."""
    tokens = checked(text)
    if not tokens:
        raise ExpressionError("expression_missing", 0, len(text))
    _check_calls(tokens)
    source = _blank(text, tokens)
    tree = _python_tree(source)
    shift = len(source) - len(source.lstrip())
    _limit(tree, shift)
    return _Builder(tokens, shift).node(tree.body)


def names_used(node: Node) -> frozenset[str]:
    """Every name and path, dotted: {"amount", "member.tier.key", "old.status", "@me"}."""
    return frozenset(".".join(item.names) for item in walk(node) if isinstance(item, Path))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    stack = [node]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(children(item))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, left to right."""
    match node:
        case ListOf(items=items) | Logic(items=items) | Call(arguments=items):
            return items
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
    return ()


def _is_call(tokens: list[Token], index: int) -> bool:
    """Whether the name at `index` is called: `if (` after an operand is the conditional, not the function."""
    if index + 1 >= len(tokens) or tokens[index + 1].text != "(" or tokens[index].kind != "name":
        return False
    if tokens[index].text not in KEYWORDS:
        return True
    before = tokens[index - 1] if index else None
    operand = before is not None and (before.text in (")", "]") or (before.kind != "operator" and before.text not in KEYWORDS))
    return tokens[index].text == "if" and not operand


def _check_calls(tokens: list[Token]) -> None:
    """Normalises called names to upper case in place; refuses what the table does not know."""
    for index, token in enumerate(tokens):
        if not _is_call(tokens, index):
            continue
        if token.text.upper() not in NAMES:
            raise ExpressionError("expression_unknown_function", token.start, token.end, {"name": token.text})
        tokens[index] = Token(token.kind, token.text.upper(), token.start)


def _blank(text: str, tokens: list[Token]) -> str:
    """ASCII source of the same length: literals without content, `@me` as `_me`, every gap as spaces."""
    source = [" "] * len(text)
    for token in tokens:
        word = token.text
        if token.kind == "text":
            word = "'" + "x" * (len(word) - 2) + "'"
        elif token.kind == "at":
            word = "_" + word[1:]
        source[token.start : token.end] = word
    return "".join(source)


def _python_tree(source: str) -> ast.Expression:
    """Python's own tree; a refusal of its parser of any sort is ours."""
    try:
        return ast.parse(source.lstrip(), mode="eval")
    except SyntaxError as error:
        place = min(len(source) - len(source.lstrip()) + max((error.offset or 1) - 1, 0), len(source))
        raise ExpressionError("expression_syntax", place, len(source)) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("expression_syntax", 0, len(source)) from None


def _limit(tree: ast.Expression, shift: int) -> None:
    """Refuses what is not on the allow-list, and too many or too deep nodes; walks without recursion."""
    stack: list[tuple[ast.AST, int, ast.expr]] = [(tree.body, 1, tree.body)]
    count = 0
    while stack:
        item, depth, place = stack.pop()
        if isinstance(item, ast.expr):
            place, count = item, count + 1
        if type(item) not in ALLOWED:
            raise ExpressionError("expression_not_allowed", place.col_offset + shift, (place.end_col_offset or 0) + shift)
        if count > MAX_NODES or depth > MAX_DEPTH:
            start, end = place.col_offset + shift, (place.end_col_offset or 0) + shift
            raise ExpressionError("expression_too_complex", start, end, {"nodes": MAX_NODES, "depth": MAX_DEPTH})
        stack.extend((child, depth + isinstance(child, ast.expr), place) for child in ast.iter_child_nodes(item))


class _Builder:
    """Rebuilds an allowed tree from our own nodes; literals come from the tokens, never from Python."""

    def __init__(self, tokens: list[Token], shift: int) -> None:
        self._tokens = {token.start: token for token in tokens}
        self._shift = shift

    def node(self, item: ast.expr) -> Node:
        """Our node for Python's."""
        place = (item.col_offset + self._shift, (item.end_col_offset or 0) + self._shift)
        match item:
            case ast.Constant():
                return self._constant(item, place)
            case ast.Name() | ast.Attribute():
                return self._path(item, place)
            case ast.List(elts=items):
                return ListOf(*place, tuple(self.node(one) for one in items))
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
                return Unary(*place, _UNARY[type(op)], self.node(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return Binary(*place, _BINARY[type(op)], self.node(left), self.node(right))
            case ast.BoolOp(op=op, values=values):
                return Logic(*place, _LOGIC[type(op)], tuple(self.node(one) for one in values))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return If(*place, self.node(test), self.node(body), self.node(orelse))
            case ast.Compare():
                return self._compare(item, place)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return Call(*place, name, tuple(self.node(one) for one in args))
        raise ExpressionError("expression_not_allowed", *place)

    def _constant(self, item: ast.Constant, place: tuple[int, int]) -> Node:
        if item.value is None or isinstance(item.value, bool):
            return Constant(*place, item.value)
        token = self._tokens.get(place[0])
        if token is None or token.kind not in ("text", "number"):
            raise ExpressionError("expression_not_allowed", *place)
        if token.kind == "text":
            return Constant(*place, self._text(token))
        if len(token.text) > MAX_DIGITS:
            raise ExpressionError("expression_digits", *place, {"limit": MAX_DIGITS})
        return Constant(*place, Decimal(token.text) if "." in token.text else int(token.text))

    def _text(self, token: Token) -> str:
        value = literal(token)
        if len(value) > MAX_LITERAL:
            raise ExpressionError("expression_text_too_long", token.start, token.end, {"limit": MAX_LITERAL})
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise ExpressionError("expression_character", token.start, token.end, {"character": ""})
        return value

    def _path(self, item: ast.expr, place: tuple[int, int]) -> Node:
        names: list[str] = []
        while isinstance(item, ast.Attribute):
            names.append(item.attr)
            item = item.value
        if not isinstance(item, ast.Name):
            raise ExpressionError("expression_not_allowed", *place)
        names.append("@" + item.id[1:] if item.id.startswith("_") else item.id)
        if len(names) == 1 and names[0] in CONSTANTS:
            return Constant(*place, CONSTANTS[names[0]])
        if len(names) > MAX_SEGMENTS:
            raise ExpressionError("expression_too_many_hops", *place, {"limit": 4})
        return Path(*place, tuple(reversed(names)))

    def _compare(self, item: ast.Compare, place: tuple[int, int]) -> Node:
        sides = [self.node(one) for one in (item.left, *item.comparators)]
        if any(not isinstance(one, Constant | Path) for one in sides[1:-1]):
            raise ExpressionError("expression_chain", *place)
        parts = tuple(
            Compare(left.start, right.end, _COMPARE[type(op)], left, right)
            for left, op, right in zip(sides, item.ops, sides[1:], strict=False)
        )
        return parts[0] if len(parts) == 1 else Logic(*place, "and", parts)
