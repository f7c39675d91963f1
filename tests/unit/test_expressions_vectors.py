"""The shared vectors [expression, names, result, tree]: Python, the reference evaluator, the browser's tree; Vitest runs the same file."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builder.expressions import python, reference, tree
from builder.expressions import types as t
from builder.expressions.check import checked
from builder.expressions.functions import FUNCTIONS
from tests.contract.expression_table import FIELDS, LINES, SCOPE, to_json

VECTORS = json.loads((Path(__file__).parents[1] / "expression_vectors.json").read_text("utf-8"))
TYPES: Mapping[str, t.Type] = {**FIELDS, **LINES, "@today": t.Date(), "@now": t.Instant(), "@me": t.Ref("@user")}


def _value(kind: t.Type | None, raw: Any) -> Any:
    if raw is None:
        return None
    if kind is None:
        return (ZoneInfo(raw[0]), raw[1])
    if isinstance(raw, list):
        return [_value(kind.of if isinstance(kind, t.List) else kind, item) for item in raw]
    if isinstance(kind, t.Number):
        return Decimal(raw) if kind.scale else raw
    if isinstance(kind, t.Date):
        return date.fromisoformat(raw)
    return datetime.fromisoformat(raw) if isinstance(kind, t.Instant) else raw


def _expected(result: Any, found: Any) -> Any:
    """Results beyond a JSON number stand as text."""
    return str(found) if isinstance(result, str) and isinstance(found, int) else to_json(found)


@pytest.mark.parametrize(("text", "names", "result", "expected_tree"), VECTORS, ids=[row[0] for row in VECTORS])
def test_a_vector_holds_on_the_server(text: str, names: dict[str, Any], result: Any, expected_tree: Any) -> None:
    typed = checked(text, SCOPE)
    scope = {name: _value(TYPES.get(name), raw) for name, raw in names.items()}
    found = python.compile(typed)(scope)
    assert _expected(result, found) == result
    assert _expected(result, reference.evaluate(typed, scope)) == result
    assert tree.to_tree(typed) == expected_tree


def test_every_function_has_a_vector() -> None:
    written = " ".join(row[0].upper() for row in VECTORS)
    assert {name for name, function in FUNCTIONS.items() if function.where == "both" and f"{name}(" not in written} == set()
