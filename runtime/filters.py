"""The filter operators as one table: name, words, arity, how they read as an expression.

Takes: a field key and values. Gives: expression text. Never: SQL.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to compare a field with zero, one, two or many values; `build(name, literals)` gives expression text."""

    name: str
    label: Mapping[str, str]
    values: str  # none | one | two | many
    build: Callable[[str, Sequence[str]], str]


def _operator(name: str, zh: str, en: str, values: str, build: Callable[[str, Sequence[str]], str]) -> Operator:
    return Operator(name, {"zh-CN": zh, "en": en}, values, build)


OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (
        _operator("eq", "等于", "is", "one", lambda n, v: f"{n} == {v[0]}"),
        _operator("ne", "不等于", "is not", "one", lambda n, v: f"{n} != {v[0]}"),
        _operator("lt", "小于", "less than", "one", lambda n, v: f"{n} < {v[0]}"),
        _operator("le", "不大于", "at most", "one", lambda n, v: f"{n} <= {v[0]}"),
        _operator("gt", "大于", "greater than", "one", lambda n, v: f"{n} > {v[0]}"),
        _operator("ge", "不小于", "at least", "one", lambda n, v: f"{n} >= {v[0]}"),
        _operator("between", "介于", "between", "two", lambda n, v: f"{n} >= {v[0]} and {n} <= {v[1]}"),
        _operator("before", "早于", "before", "one", lambda n, v: f"{n} < {v[0]}"),
        _operator("after", "晚于", "after", "one", lambda n, v: f"{n} > {v[0]}"),
        _operator("in", "是其中之一", "is one of", "many", lambda n, v: f"{n} in [{', '.join(v)}]"),
        _operator("not_in", "不是其中任何一个", "is none of", "many", lambda n, v: f"{n} not in [{', '.join(v)}]"),
        _operator("has", "包含选项", "has", "one", lambda n, v: f"{v[0]} in {n}"),
        _operator("contains", "包含", "contains", "one", lambda n, v: f"CONTAINS({n}, {v[0]})"),
        _operator("starts", "开头是", "starts with", "one", lambda n, v: f"STARTS({n}, {v[0]})"),
        _operator("ends", "结尾是", "ends with", "one", lambda n, v: f"ENDS({n}, {v[0]})"),
        _operator("empty", "为空", "is empty", "none", lambda n, v: f"EMPTY({n})"),
        _operator("filled", "不为空", "is filled", "none", lambda n, v: f"not EMPTY({n})"),
        _operator("true", "是", "is yes", "none", lambda n, v: f"{n} == true"),
        _operator("false", "否", "is no", "none", lambda n, v: f"{n} != true"),
    )
}
