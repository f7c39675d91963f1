"""The shape of definitions: what is refused, where the problem points, and that nothing hostile takes long or raises."""

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from builder import schema
from builder.definitions import dump, load
from builder.problems import Problem
from builder.studio import judge
from runtime.catalog import build_catalog
from tests.builders import app, field, form, role, tiny_app

CATALOG = build_catalog()


def problems_of(**change: Any) -> list[tuple[str, str]]:
    """Codes and places of a form with this field changed."""
    made = app(form("visit", [{**field("name"), **change}]))
    return [(problem.code, problem.path) for problem in schema.problems(made, CATALOG)]


def test_the_tiny_app_has_the_right_shape() -> None:
    assert schema.problems(tiny_app(), CATALOG) == []


@pytest.mark.parametrize("kind", schema.KINDS)
def test_published_schemas_are_schemas_and_stay_inside(kind: str) -> None:
    published = schema.published(kind)
    Draft202012Validator.check_schema(dict(published))
    text = json.dumps(published)
    assert '"$ref": "http' not in text
    assert "uniqueItems" not in text
    patterns = {node["pattern"] for node in walk(published) if "pattern" in node}
    assert patterns == {"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"}


def walk(node: Any) -> list[dict[str, Any]]:
    """Every object of a schema."""
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return ([node] if isinstance(node, dict) else []) + [found for item in inner for found in walk(item)]


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"type": "texts"}, "field_type_unknown", "type"),
        ({"colour": "red"}, "shape_unknown", "colour"),
        ({"max_length": 501}, "shape_too_much", "max_length"),
        ({"max_length": "9"}, "shape_wrong", "max_length"),
        ({"required": "yes"}, "shape_wrong", "required"),
        ({"label": ""}, "shape_wrong", "label"),
        ({"label": {"fr": "nom"}}, "shape_wrong", "label"),
        ({"type": "choice"}, "setting_missing", "options"),
        ({"type": "money", "currency": "JPY"}, "shape_not_listed", "currency"),
        ({"type": "relation", "form": "visit", "on_delete": "drop"}, "shape_not_listed", "on_delete"),
        ({"type": "formula", "expression": "1", "keep": "sometimes"}, "shape_not_listed", "keep"),
        ({"type": "subtable", "fields": [{"key": "a", "label": "A", "type": "text", "fields": []}]}, "shape_wrong", "fields/a/fields"),
        ({"type": "subtable", "fields": [{"key": "a", "label": "A", "type": "integer", "min": []}]}, "shape_wrong", "fields/a/min"),
    ],
)
def test_a_wrong_field_is_named_by_place(change: dict[str, Any], code: str, place: str) -> None:
    assert problems_of(**change) == [(code, f"form/visit/fields/name/{place}")]


@pytest.mark.parametrize("key", ["", "Name", "1st", "a__b", "a_", "_a", "a-b", "a b", "a\n", "名", "ａ", "x" * 41, "a.b", "a/../b"])
def test_keys_have_one_form(key: str) -> None:
    found = problems_of(key=key)
    assert found
    assert {code for code, _ in found} <= {"key_shape", "shape_too_much"}


def test_a_file_must_be_called_as_its_key() -> None:
    documents = {("form", "visit"): form("visits", [field("name")])}
    assert [problem.code for problem in schema.shape("form", "visit", documents["form", "visit"])] == ["key_differs"]


def test_an_app_has_exactly_one_document_of_its_own() -> None:
    assert [problem.code for problem in schema.problems({("form", "visit"): form("visit", [field("name")])}, CATALOG)] == [
        "app_document_missing"
    ]


def test_too_many_forms() -> None:
    many = app(*(form(f"f{n}", [field("name")]) for n in range(201)), menu=[])
    assert "too_many_forms" in {problem.code for problem in schema.problems(many, CATALOG)}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


HOSTILE: dict[str, tuple[Any, str]] = {
    "deep": ({"key": "visit", "label": "L", "fields": nested(100_000)}, "definition_too_deep"),
    "wide": ({"key": "visit", "label": "L", "fields": [0] * 200_000}, "definition_too_large"),
    "long": ({"key": "visit", "label": "L", "title": "x" * 10_000_000}, "definition_text_too_long"),
    "long key": ({"key": "visit", "label": "L", "x" * 10_000_000: 1}, "definition_text_too_long"),
    "surrogate": ({"key": "visit", "label": "\ud800"}, "definition_not_json"),
    "nul": ({"key": "visit", "label": "a\x00"}, "definition_not_json"),
    "huge number": ({"key": "visit", "label": "L", "history": 10**400}, "definition_not_json"),
    "not a number": ({"key": "visit", "label": "L", "history": float("nan")}, "definition_not_json"),
    "not json": ({"key": "visit", "label": {1, 2}}, "definition_not_json"),
    "slow key": ({"key": "a" + "_a" * 9_000 + "!", "label": "L"}, "shape_too_much"),
    "many options": (form("visit", [field("a", "choice", options=[0] * 50_000)]), "shape_too_much"),
    "a list": ([], "shape_wrong"),
    "nothing": (None, "shape_wrong"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_quickly(name: str) -> None:
    document, code = HOSTILE[name]
    begin = time.perf_counter()
    found = schema.problems({**app(), ("form", "visit"): document}, CATALOG)
    assert time.perf_counter() - begin < 2
    assert code in {problem.code for problem in found}
    assert len(found) <= 100


def test_a_large_honest_app_is_judged_in_seconds() -> None:
    fields = [field(f"f{n}", "formula", expression=f"f{n - 1} + 1" if n else "1") for n in range(490)]
    documents = app(
        *(form(f"form{n}", [field("name"), *fields]) for n in range(4)), roles=(role("all", [{"form": "*", "actions": ["read"]}]),)
    )
    begin = time.perf_counter()
    assert [problem for problem in judge(documents, CATALOG) if problem.level == "error"] == []
    assert time.perf_counter() - begin < 15


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "name",
            "member",
            "tier",
            "amount",
            "spent",
            "lines",
            "lines.net",
            "1 +",
            "x" * 3000,
            "{{",
            "@me",
            "id",
            [],
            {},
            ["name"],
            [["a"]],
            {"en": "x"},
        ]
    )
)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_the_judge_answers_with_problems(data: st.DataObject) -> None:
    """No change of any value anywhere makes the checks raise; what has the right shape also loads and dumps to itself."""
    documents = copy.deepcopy(tiny_app())
    for _ in range(data.draw(st.integers(1, 3))):
        node: Any = documents[data.draw(st.sampled_from(sorted(documents)))]
        while True:
            steps = sorted(node) if isinstance(node, dict) else range(len(node))
            step = data.draw(st.sampled_from(list(steps)))
            if isinstance(node[step], dict | list) and node[step] and data.draw(st.booleans()):
                node = node[step]
                continue
            if isinstance(node, dict) and data.draw(st.booleans()):
                del node[step]
            else:
                node[step] = copy.deepcopy(data.draw(VALUES))  # a later change may reach into it
            break
    found = judge(documents, CATALOG)
    assert all(isinstance(problem, Problem) for problem in found)
    if not schema.problems(documents, CATALOG):
        assert dump(load(documents)) == documents
