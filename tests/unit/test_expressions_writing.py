"""Trees written as text and read again are the same trees."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from builder.expressions.check import checked
from builder.expressions.grammar import Binary, Call, Compare, Constant, If, ListOf, Logic, Node, Path, Unary, parse
from builder.expressions.writing import text_of, value_node
from tests.contract.expression_table import SCOPE

NAMES = some.sampled_from([("amount",), ("member", "tier", "key"), ("@me",), ("@now",), ("lines", "qty")])
TEXTS = some.text(some.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=8)
DECIMALS = some.decimals(min_value=0, max_value=10**6, places=2).map(abs)
CONSTANTS = some.one_of(some.none(), some.booleans(), some.integers(0, 10**9), DECIMALS, TEXTS).map(lambda value: Constant(0, 0, value))


def _more(inner: Any) -> Any:
    pair = some.tuples(inner, inner)
    several = some.lists(inner, min_size=2, max_size=3).map(tuple)
    return some.one_of(
        some.lists(inner, max_size=3).map(lambda items: ListOf(0, 0, tuple(items))),
        some.tuples(some.sampled_from(["-", "not"]), inner).map(lambda p: Unary(0, 0, *p)),
        some.tuples(some.sampled_from("+-*/%"), pair).map(lambda p: Binary(0, 0, p[0], *p[1])),
        some.tuples(some.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"]), pair).map(lambda p: Compare(0, 0, p[0], *p[1])),
        some.tuples(some.sampled_from(["and", "or"]), several).map(lambda p: Logic(0, 0, *p)),
        some.tuples(inner, inner, inner).map(lambda p: If(0, 0, *p)),
        some.tuples(some.sampled_from(["IF", "CONCAT", "SUM", "SEGMENT"]), several).map(lambda p: Call(0, 0, *p)),
    )


NODES = some.recursive(some.one_of(CONSTANTS, NAMES.map(lambda names: Path(0, 0, names))), _more, max_leaves=12)


def _bare(node: Node) -> Node:
    """The same tree without places."""
    match node:
        case ListOf(items=items):
            return ListOf(0, 0, tuple(map(_bare, items)))
        case Logic(operator=operator, items=items):
            return Logic(0, 0, operator, tuple(map(_bare, items)))
        case Call(function=function, arguments=items):
            return Call(0, 0, function, tuple(map(_bare, items)))
        case Unary(operator=operator, operand=operand):
            return Unary(0, 0, operator, _bare(operand))
        case Binary(operator=operator, left=left, right=right) | Compare(operator=operator, left=left, right=right):
            return type(node)(0, 0, operator, _bare(left), _bare(right))
        case If(condition=test, then=then, otherwise=otherwise):
            return If(0, 0, _bare(test), _bare(then), _bare(otherwise))
    return replace(node, start=0, end=0)


@settings(max_examples=300, deadline=None)
@given(NODES)
def test_what_is_written_is_read_as_the_same_tree(node: Node) -> None:
    assert _bare(parse(text_of(node))) == _bare(node)


@pytest.mark.parametrize("text", [
    "a if b or c else d if e else f", "not (a and b) or c", "(a or b) and not c", "-(a + b) * c - d % -e", "(a == b) == c",
    "(a < b) in [true, none]", "a - (b - c) - d", "x not in SEGMENT('k')", "(a if b else c) + 1", "not a == b", "(not a) == b",
])
def test_it_stays_as_people_write_it(text: str) -> None:
    assert text_of(parse(text)) == text


@pytest.mark.parametrize(("value", "text"), [
    (None, "none"), (True, "true"), (0, "0"), (-5, "-5"), (Decimal("-0.10"), "-0.10"), (Decimal("1E+3"), "1000"), ("it's \\ \n", r"'it\'s \\ \n'"),
    (date(2026, 2, 28), "DATE('2026-02-28')"), (datetime(2026, 11, 22, 6, 0, 0, 5000, tzinfo=UTC), "DATETIME('2026-11-22T06:00:00.005Z')"),
    ([1, 2], "[1, 2]"), (["a", None], "['a', none]"), ([], "[]"),
])
def test_values_are_written_so_that_they_mean_themselves(value: Any, text: str) -> None:
    assert text_of(value_node(value)) == text
    if not isinstance(value, list) and value is not None:
        assert checked(text, SCOPE).root.value == value
