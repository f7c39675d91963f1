"""One record: a checked expression as a fast Python function. Takes: Typed. Gives: a function of a flat mapping. Never: source text.

The function is built from syntax nodes of the checked tree alone. The mapping has every name of `typed.names`; "@zone" is (tzinfo, day
start); a path over a to-many hop is the list of its values in line order, None where a line has none.
"""

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from builder.expressions.check import Typed
from builder.expressions.operations import is_listed, is_whole, operation
from builder.expressions.terms import Term

Evaluate = Callable[[Mapping[str, Any]], Any]
_COMPARE: dict[str, type[ast.cmpop]] = {"eq": ast.Eq, "ne": ast.NotEq, "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE}
_WHOLE: dict[str, type[ast.operator]] = {"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult}


def compile(typed: Typed) -> Evaluate:
    """The function of an expression."""
    return compile_term(typed.root)


def compile_term(root: Term) -> Evaluate:
    """The function of a (part of a) checked tree."""
    emitter = _Emitter()
    body = emitter.value(root)
    arguments = ast.arguments(posonlyargs=[], args=[ast.arg("m")], kwonlyargs=[], kw_defaults=[], defaults=[])
    module = ast.fix_missing_locations(ast.Expression(ast.Lambda(arguments, body)))
    space: dict[str, Any] = {"__builtins__": {}, **emitter.constants}
    return eval(builtins.compile(module, "<expression>", "eval"), space)  # type: ignore[no-any-return] # noqa: S307 - the gated tree only


def _name(text: str) -> ast.expr:
    return ast.Name(text, ast.Load())


def _is_none(item: ast.expr) -> ast.expr:
    return ast.Compare(item, [ast.Is()], [ast.Constant(None)])


def _not_none(item: ast.expr) -> ast.expr:
    return ast.Compare(item, [ast.IsNot()], [ast.Constant(None)])


def _all(tests: Sequence[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), list(tests))


class _Emitter:
    """Python nodes for terms; constants and functions become globals of the new function."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self._variables = 0
        self._lines: dict[str, str] = {}

    def value(self, item: Term) -> ast.expr:
        """The expression that gives the value of a term."""
        method = getattr(self, "_" + item.op, None)
        if method is not None:
            return method(item)  # type: ignore[no-any-return]
        if item.op in _COMPARE:
            return self._comparison(item)
        return self._strict(item.args, lambda operands: self._apply(item, operands))

    def condition(self, item: Term) -> ast.expr:
        """The expression that is exactly True where a boolean term holds."""
        value = self.value(item)
        return ast.Compare(value, [ast.Is()], [ast.Constant(True)]) if item.nullable else value

    def _fresh(self) -> str:
        self._variables += 1
        return f"v{self._variables}"

    def _constant(self, value: Any) -> ast.expr:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return _name(name)

    def _operands(self, args: Sequence[Term]) -> tuple[list[ast.expr], list[ast.expr]]:
        """(the operands that may be empty, bound to variables; all operands as to be read after those)."""
        binding: list[ast.expr] = []
        operands: list[ast.expr] = []
        for arg in args:
            code = self.value(arg)
            if arg.nullable:
                variable = self._fresh()
                binding.append(ast.NamedExpr(ast.Name(variable, ast.Store()), code))
                code = _name(variable)
            operands.append(code)
        return binding, operands

    def _strict(self, args: Sequence[Term], build: Callable[[list[ast.expr]], ast.expr]) -> ast.expr:
        """Empty where an argument is empty, else what `build` makes of them."""
        binding, operands = self._operands(args)
        body = build(operands)
        if not binding:
            return body
        tests = [_is_none(item) for item in binding]
        test = tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)
        return ast.IfExp(test, ast.Constant(None), body)

    def _apply(self, item: Term, operands: list[ast.expr]) -> ast.expr:
        if item.op in _WHOLE and is_whole(item):
            return ast.BinOp(operands[0], _WHOLE[item.op](), operands[1])
        return ast.Call(self._constant(operation(item)), operands, [])

    def _const(self, item: Term) -> ast.expr:
        plain = item.value is None or isinstance(item.value, bool)
        return ast.Constant(item.value) if plain else self._constant(item.value)

    def _name(self, item: Term) -> ast.expr:
        if item.value in self._lines:
            return _name(self._lines[item.value])
        return ast.Subscript(_name("m"), ast.Constant(item.value), ast.Load())

    def _list(self, item: Term) -> ast.expr:
        return ast.Tuple([self.value(arg) for arg in item.args], ast.Load())

    def _comparison(self, item: Term) -> ast.expr:
        if item.op in ("eq", "ne"):
            return ast.Compare(self.value(item.args[0]), [_COMPARE[item.op]()], [self.value(item.args[1])])
        return self._guarded(item.args, lambda sides: ast.Compare(sides[0], [_COMPARE[item.op]()], [sides[1]]))

    def _guarded(self, args: Sequence[Term], build: Callable[[list[ast.expr]], ast.expr]) -> ast.expr:
        """False where an argument is empty, else the test `build` makes of them."""
        binding, operands = self._operands(args)
        return _all([*(_not_none(item) for item in binding), build(operands)])

    def _search(self, item: Term) -> ast.expr:
        return self._guarded(item.args, lambda operands: self._apply(item, operands))

    _contains = _starts = _ends = _search

    def _in(self, item: Term) -> ast.expr:
        left, right = item.args
        if right.op == "list" and all(arg.constant for arg in right.args):
            values = frozenset(arg.value for arg in right.args if arg.value is not None)
            return ast.Compare(self.value(left), [ast.In()], [self._constant(values)])
        values_ = self.value(right)
        if right.nullable:
            values_ = ast.BoolOp(ast.Or(), [values_, ast.Tuple([], ast.Load())])
        return self._guarded((left,), lambda operands: ast.Compare(operands[0], [ast.In()], [values_]))

    def _empty(self, item: Term) -> ast.expr:
        value = self.value(item.args[0])
        scalar = not is_listed(item.args[0])
        return _is_none(value) if scalar else ast.UnaryOp(ast.Not(), value)

    def _and(self, item: Term) -> ast.expr:
        return _all([self.condition(arg) for arg in item.args])

    def _or(self, item: Term) -> ast.expr:
        return ast.BoolOp(ast.Or(), [self.condition(arg) for arg in item.args])

    def _not(self, item: Term) -> ast.expr:
        arg = item.args[0]
        if arg.nullable:
            return ast.Compare(self.value(arg), [ast.IsNot()], [ast.Constant(True)])
        return ast.UnaryOp(ast.Not(), self.value(arg))

    def _if(self, item: Term) -> ast.expr:
        condition, then, otherwise = item.args
        return ast.IfExp(self.condition(condition), self.value(then), self.value(otherwise))

    def _coalesce(self, item: Term) -> ast.expr:
        result = self.value(item.args[-1])
        for arg in reversed(item.args[:-1]):
            if not arg.nullable:
                result = self.value(arg)
                continue
            variable = self._fresh()
            bound = ast.NamedExpr(ast.Name(variable, ast.Store()), self.value(arg))
            result = ast.IfExp(_not_none(bound), _name(variable), result)
        return result

    def _concat(self, item: Term) -> ast.expr:
        return ast.Call(self._constant(operation(item)), [self.value(arg) for arg in item.args], [])

    def _aggregate(self, item: Term) -> ast.expr:
        values = self.value(item.args[0])
        if item.args[0].nullable:
            values = ast.BoolOp(ast.Or(), [values, ast.Tuple([], ast.Load())])
        return ast.Call(self._constant(operation(item)), [values], [])

    _sum = _count = _avg = _min = _max = _some = _aggregate

    def _each(self, item: Term) -> ast.expr:
        """The values of the body, one for each record the to-many path leads to."""
        names = sorted({part.value for part in item.args[0].walk() if part.op == "name" and part.prefix == item.value})
        variables = [self._fresh() for _ in names]
        lists: list[ast.expr] = [
            ast.BoolOp(ast.Or(), [ast.Subscript(_name("m"), ast.Constant(name), ast.Load()), ast.Tuple([], ast.Load())]) for name in names
        ]
        if item.args[0].op == "name":
            return lists[0]
        outer, self._lines = self._lines, {**self._lines, **dict(zip(names, variables, strict=True))}
        body = self.value(item.args[0])
        self._lines = outer
        target: ast.expr = ast.Tuple([ast.Name(variable, ast.Store()) for variable in variables], ast.Store())
        rows = ast.Call(self._constant(zip), lists, [])
        return ast.ListComp(body, [ast.comprehension(target, rows, [], 0)])
