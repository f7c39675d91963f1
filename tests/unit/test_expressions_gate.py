"""The gate: exactly the allow-list passes, limits hold at their edge, faults name their place."""

import ast
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.expressions import grammar
from builder.expressions.grammar import ExpressionError, parse

# One text for every syntax-tree class an expression can hold, allowed or not.
SHAPES = {
    "a": True,
    "1": True,
    "'x'": True,
    "[1, 2]": True,
    "a.b.c": True,
    "-a": True,
    "not a": True,
    "a + 1": True,
    "a - 1": True,
    "a * 2": True,
    "a / 2": True,
    "a % 2": True,
    "a and b": True,
    "a or b": True,
    "a if b else c": True,
    "a == 1": True,
    "a != 1": True,
    "a < 1": True,
    "a <= 1": True,
    "a > 1": True,
    "a >= 1": True,
    "a in [1]": True,
    "a not in [1]": True,
    "IF(a, 1, 2)": True,
    "@me": True,
    "a ** 2": False,
    "a // 2": False,
    "a << 1": False,
    "a >> 1": False,
    "a & 1": False,
    "a | 1": False,
    "a ^ 1": False,
    "a @ b": False,
    "~a": False,
    "+a": False,
    "a is b": False,
    "a is not b": False,
    "(1, 2)": False,
    "{1, 2}": False,
    "{1: 2}": False,
    "a[0]": False,
    "a[0:1]": False,
    "lambda: 1": False,
    "lambda x: x": False,
    "[x for x in a]": False,
    "{x for x in a}": False,
    "(x for x in a)": False,
    "{x: 1 for x in a}": False,
    "f'{a}'": False,
    "b'a'": False,
    "(a := 1)": False,
    "await a": False,
    "yield": False,
    "IF(*a)": False,
    "IF(a=1)": False,
    "IF(**a)": False,
    "a.b()": False,
    "a()": False,
    "(1).real": False,
    "'a'.upper()": False,
    "[1].append": False,
    "IF(a, 1).b": False,
    "...": False,
    "1j": False,
    "a; b": False,
    "a = 1": False,
    "__import__('os')": False,
    "a.__class__": False,
    "_a": False,
    "1e5": False,
    "1_000": False,
    "0x10": False,
    "07": False,
    "1.": False,
    ".5": False,
    "'a' 'b'": False,
    "'''a'''": False,
    "r'a'": False,
    "'\\x41'": False,
    "'\\u0041'": False,
    "a # b": False,
    "a \\\n+ 1": False,
    "a, b": False,
    "": False,
    "  ": False,
    "print(1)": False,
    "eval('1')": False,
    "@you": False,
    "a @me": False,
    "a.@me": False,
}


@pytest.mark.parametrize(("text", "passes"), SHAPES.items())
def test_only_the_allow_list_passes(text: str, passes: bool) -> None:
    if passes:
        assert isinstance(parse(text), grammar.Node)
        return
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert 0 <= caught.value.start <= caught.value.end <= max(len(text), 1)


def test_every_expression_class_of_this_python_is_decided() -> None:
    classes = {
        item
        for item in vars(ast).values()
        if isinstance(item, type) and issubclass(item, ast.expr | ast.operator | ast.unaryop | ast.boolop | ast.cmpop)
    }
    abstract = {ast.expr, ast.operator, ast.unaryop, ast.boolop, ast.cmpop}
    old = {item for item in classes if item.__name__ in ("Num", "Str", "Bytes", "NameConstant", "Ellipsis")}
    refused = {item.__name__ for item in classes - abstract - old - grammar.ALLOWED}
    assert refused == {
        "Await",
        "BitAnd",
        "BitOr",
        "BitXor",
        "Dict",
        "DictComp",
        "FloorDiv",
        "FormattedValue",
        "GeneratorExp",
        "Invert",
        "Is",
        "IsNot",
        "JoinedStr",
        "LShift",
        "Lambda",
        "ListComp",
        "MatMult",
        "NamedExpr",
        "Pow",
        "RShift",
        "Set",
        "SetComp",
        "Slice",
        "Starred",
        "Subscript",
        "Tuple",
        "UAdd",
        "Yield",
        "YieldFrom",
    }


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("a" * 2000, "a" * 2001, "expression_too_long"),
        ("'" + "字" * 500 + "'", "'" + "字" * 501 + "'", "expression_text_too_long"),
        ("-" * 39 + "a", "-" * 40 + "a", "expression_too_complex"),
        ("[" + ", ".join("1" * 299) + "]", "[" + ", ".join("1" * 300) + "]", "expression_too_complex"),
        ("1" * 36, "1" * 37, "expression_digits"),
        ("a.b.c.d.e.f", "a.b.c.d.e.f.g", "expression_too_many_hops"),
    ],
)
def test_a_limit_holds_at_its_edge(good: str, bad: str, code: str) -> None:
    parse(good)
    with pytest.raises(ExpressionError) as caught:
        parse(bad)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "(" * 990 + "a" + ")" * 990,
        "-" * 1990 + "1",
        "not " * 490 + "a",
        "[" * 995 + "]" * 995,
        "1+" * 990 + "1",
        "IF(" * 600,
        "a." * 900 + "b",
    ],
)
def test_hostile_texts_are_refused_quickly(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ExpressionError):
        parse(text)
    spent = time.process_time() - began
    tracemalloc.start()
    with pytest.raises(ExpressionError):
        parse(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 1
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("amount > 金额", "expression_not_ascii", "金"),
        ("amount = 1", "expression_single_equals", "="),
        ("name == 'a", "expression_unclosed_text", "'a"),
        ("amount + LEN(name)", "expression_unknown_function", "LEN"),
        ("amount + a ** 2", "expression_not_allowed", "a ** 2"),
        ("amount > $1", "expression_character", "$"),
        ("'\\d'", "expression_escape", "'\\d'"),
        ("ａmount > 1", "expression_not_ascii", "ａ"),
        ("  amount > [x for x in y]", "expression_not_allowed", "[x for x in y]"),
        ("1 < a + 1 < 3", "expression_chain", "1 < a + 1 < 3"),
    ],
)
def test_a_fault_names_its_place(text: str, code: str, place: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.code, text[caught.value.start : caught.value.end]) == (code, place)


def test_names_literals_and_case() -> None:
    node = parse(["if(old.status != status and owner == @me, sum(lines.amount), 1 if (flag) else 2)", " '@now'"][0])
    assert grammar.names_used(node) == {"old.status", "status", "owner", "@me", "lines.amount", "flag"}
    assert isinstance(node, grammar.Call)
    assert node.function == "IF"
    assert grammar.names_used(parse("note == '@me 你好'")) == {"note"}
    assert parse("'it\\'s 你'") == grammar.Constant(0, 9, "it's 你")
    assert parse("\n  amount\n >= 1 ") == parse("\n  amount\n >= 1 ")
    assert grammar.names_used(parse("amount\n>= 1\nand qty > 2")) == {"amount", "qty"}


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as fault:
        assert fault.code.startswith("expression_")  # noqa: PT017 - either outcome is right


@given(st.text(alphabet="ab1.'\"()[]+-*/%<>=!@,; \\{}:_if else and not in", max_size=40))
def test_texts_of_expression_characters_are_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as fault:
        assert fault.code.startswith("expression_")  # noqa: PT017 - either outcome is right


def test_a_text_is_read_once_and_a_wrong_one_is_refused_each_time() -> None:
    assert parse("amount > 1") is parse("amount > 1")
    assert parse("amount > 1") is not parse("amount >  1")
    for _ in range(2):
        with pytest.raises(ExpressionError):
            parse("amount >")
