"""The reference evaluator: simpleeval over the checked tree. Takes: Typed and a mapping. Gives: the value. Never: ungated text.

For expressions that run once (try-out, message preview, doctor) and as a second opinion on `python.py`: simpleeval walks the tree with
its own control flow, with no attribute access, no default function and no default operator.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from simpleeval import SimpleEval

from builder.expressions.check import Typed
from builder.expressions.operations import is_listed, operation
from builder.expressions.terms import Term
from builder.expressions.tree import line_names

_COMPARE: dict[str, type[ast.cmpop]] = {
    "eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE, "in": ast.In,
}
_BINARY: dict[str, type[ast.operator]] = {"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "div": ast.Div, "mod": ast.Mod}
_LISTS = ("sum", "count", "avg", "min", "max", "some")


def evaluate(typed: Typed, scope: Mapping[str, Any]) -> Any:
    """The value of an expression over a mapping as `python.compile` takes it."""
    return _value(typed.root, scope)


def _value(root: Term, scope: Mapping[str, Any]) -> Any:
    rebuilt = _Rebuilt()
    tree = ast.fix_missing_locations(ast.Expr(rebuilt.node(root)))
    names = {name: scope[dotted] for dotted, name in rebuilt.names.items()}
    functions = {name: function(scope) for name, function in rebuilt.functions.items()}
    evaluator = SimpleEval(operators=_operators(), functions=functions, names={**names, **rebuilt.constants}, allowed_attrs={})
    return evaluator.eval("", previously_parsed=tree)


def _operators() -> dict[type, Callable[..., Any]]:
    return {
        ast.Eq: lambda left, right: left == right,
        ast.NotEq: lambda left, right: left != right,
        ast.Lt: _filled(lambda left, right: left < right),
        ast.LtE: _filled(lambda left, right: left <= right),
        ast.Gt: _filled(lambda left, right: left > right),
        ast.GtE: _filled(lambda left, right: left >= right),
        ast.In: lambda left, right: left is not None and left in (right or ()),
        ast.Not: lambda value: value is not True,
    }


def _filled(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: left is not None and right is not None and test(left, right)


class _Rebuilt:
    """A Python tree of names, comparisons, conditions and calls of our own operations."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.constants: dict[str, Any] = {}
        self.functions: dict[str, Callable[[Mapping[str, Any]], Callable[..., Any]]] = {}

    def node(self, item: Term) -> ast.expr:
        """The node of a term."""
        if item.op == "const":
            return self._stored(item.value)
        if item.op == "name":
            return ast.Name(self.names.setdefault(item.value, f"n{len(self.names)}"), ast.Load())
        if item.op == "each":
            return self._call(lambda scope: lambda: _lines(item, scope), ())
        if item.op in _COMPARE:
            return ast.Compare(self.node(item.args[0]), [_COMPARE[item.op]()], [self.node(item.args[1])])
        if item.op in ("and", "or"):
            return ast.BoolOp(ast.And() if item.op == "and" else ast.Or(), [self._condition(arg) for arg in item.args])
        if item.op == "not":
            return ast.UnaryOp(ast.Not(), self.node(item.args[0]))
        if item.op == "if":
            return ast.IfExp(self._condition(item.args[0]), self.node(item.args[1]), self.node(item.args[2]))
        return self._call(lambda scope: _function(item), item.args)

    def _condition(self, item: Term) -> ast.expr:
        return ast.Compare(self.node(item), [ast.Eq()], [self._stored(True)]) if item.nullable else self.node(item)

    def _stored(self, value: Any) -> ast.expr:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return ast.Name(name, ast.Load())

    def _call(self, function: Callable[[Mapping[str, Any]], Callable[..., Any]], args: tuple[Term, ...]) -> ast.expr:
        name = f"f{len(self.functions)}"
        self.functions[name] = function
        return ast.Call(ast.Name(name, ast.Load()), [self.node(arg) for arg in args], [])


def _lines(each: Term, scope: Mapping[str, Any]) -> list[Any]:
    """The body's value on every line."""
    names = line_names(each)
    rows = zip(*(scope[name] or () for name in names), strict=True)
    return [_value(each.args[0], {**scope, **dict(zip(names, row, strict=True))}) for row in rows]


def _function(item: Term) -> Callable[..., Any]:
    if item.op == "list":
        return lambda *values: [value for value in values if value is not None]
    if item.op == "empty":
        return (lambda value: not value) if is_listed(item.args[0]) else (lambda value: value is None)
    if item.op == "coalesce":
        return lambda *values: next((value for value in values if value is not None), None)
    function = operation(item)
    if item.op in _LISTS:
        return lambda values: function(values or ())
    empty = False if item.op in ("contains", "starts", "ends") else None
    return lambda *values: function(*values) if item.op == "concat" or None not in values else empty
