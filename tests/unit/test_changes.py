"""Changes between two versions: each named, with its place, its danger and a sentence; equal versions give none."""

import ast
import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import messages
from builder.changes import Change, compare
from builder.changes.conversions import Side, level
from builder.studio import judge
from runtime.catalog import build_catalog
from tests.builders import Documents, field, tiny_app

CATALOG = build_catalog()
ROOT = Path(__file__).parents[2]
Edit = Callable[[Documents], Any]


def fields(documents: Documents, form: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = documents["form", form]["fields"]
    return found


def set_field(form: str, index: int, /, **values: Any) -> Edit:
    return lambda documents: fields(documents, form)[index].update(values)


def set_form(form: str, /, **values: Any) -> Edit:
    return lambda documents: documents["form", form].update(values)


NAME, MOBILE, GENDER, INTERESTS, BIRTHDAY, JOINED, TIER = range(7)
SPENT, AVERAGE = 10, 12
AMOUNT, LINES = 3, 5
M, P = "form/member", "form/purchase"
OPTION = {"key": "female", "label": {"zh-CN": "女", "en": "Female"}}

CASES: list[tuple[Edit, set[tuple[str, str, str]]]] = [
    (lambda d: d["app", "tiny"].update(label="大商场"), {("app_setting_changed", "app/label", "safe")}),
    (lambda d: d["app", "tiny"].update(timezone="UTC"), {("zone_changed", "app/timezone", "lossy")}),
    (lambda d: d["app", "tiny"].update(day_start=6), {("zone_changed", "app/timezone", "lossy")}),
    (lambda d: d["app", "tiny"]["menu"].reverse(), {("menu_changed", "app/menu", "safe")}),
    (lambda d: d.update({("form", "tag"): {"key": "tag", "label": "Tag"}}), {("form_added", "form/tag", "safe")}),
    (lambda d: d.pop(("form", "purchase")), {("form_removed", P, "lossy")}),
    (set_form("tier", label="级别"), {("form_relabelled", "form/tier/label", "safe")}),
    (set_form("tier", icon="star"), {("form_setting_changed", "form/tier/icon", "safe")}),
    (lambda d: d["form", "member"]["layout"].pop(), {("form_setting_changed", f"{M}/layout", "safe")}),
    (lambda d: fields(d, "member").append(field("skin")), {("field_added", f"{M}/fields/skin", "safe")}),
    (
        lambda d: fields(d, "member").append(field("skin", required=True)),
        {("field_added", f"{M}/fields/skin", "safe"), ("field_required_added", f"{M}/fields/skin/required", "safe")},
    ),
    (lambda d: fields(d, "member").append(field("skin", required=True, default="dry")), {("field_added", f"{M}/fields/skin", "safe")}),
    (lambda d: fields(d, "member").pop(BIRTHDAY), {("field_removed", f"{M}/fields/birthday", "lossy")}),
    (set_field("member", BIRTHDAY, archived=True), {("field_archived", f"{M}/fields/birthday", "lossy")}),
    (lambda d: fields(d, "tier").reverse(), {("fields_reordered", "form/tier/fields", "safe")}),
    (set_field("member", NAME, label="称呼"), {("field_relabelled", f"{M}/fields/name/label", "safe")}),
    (set_field("member", NAME, required=False), {("field_required_removed", f"{M}/fields/name/required", "safe")}),
    (set_field("member", BIRTHDAY, required=True), {("field_required_added", f"{M}/fields/birthday/required", "safe")}),
    (set_field("member", MOBILE, unique=False), {("field_unique_removed", f"{M}/fields/mobile/unique", "safe")}),
    (set_field("member", NAME, unique=True), {("field_unique_added", f"{M}/fields/name/unique", "safe")}),
    (set_field("purchase", AMOUNT, check="amount > 0"), {("field_check_added", f"{P}/fields/amount/check", "safe")}),
    (set_field("purchase", AMOUNT, check=None), {("field_check_removed", f"{P}/fields/amount/check", "safe")}),
    (set_field("member", NAME, help="全名"), {("field_setting_changed", f"{M}/fields/name/help", "safe")}),
    (set_field("member", NAME, max_length=20), {("field_narrowed", f"{M}/fields/name/max_length", "lossy")}),
    (set_field("member", NAME, max_length=60), {("field_setting_changed", f"{M}/fields/name/max_length", "safe")}),
    (set_field("tier", 1, scale=1), {("field_narrowed", "form/tier/fields/rate/scale", "lossy")}),
    (set_field("tier", 1, min=1), {("field_limit_tightened", "form/tier/fields/rate/min", "safe")}),
    (set_field("tier", 1, min=-1), {("field_setting_changed", "form/tier/fields/rate/min", "safe")}),
    (set_field("tier", 1, max=9), {("field_limit_tightened", "form/tier/fields/rate/max", "safe")}),
    (set_field("member", NAME, type="long_text"), {("field_type_changed", f"{M}/fields/name/type", "safe")}),
    (set_field("purchase", AMOUNT, type="integer"), {("field_type_changed", f"{P}/fields/amount/type", "lossy")}),
    (
        lambda d: fields(d, "member").__setitem__(TIER, field("tier", "text", label=fields(d, "member")[TIER]["label"])),
        {("field_type_blocked", f"{M}/fields/tier/type", "blocked")},
    ),
    (set_field("member", TIER, form="member"), {("relation_target_changed", f"{M}/fields/tier/form", "blocked")}),
    (set_field("member", TIER, on_delete="cascade"), {("relation_cascades", f"{M}/fields/tier/on_delete", "lossy")}),
    (set_field("member", AVERAGE, expression="spent"), {("formula_changed", f"{M}/fields/average", "safe")}),
    (set_field("member", SPENT, filter="amount > 0"), {("formula_changed", f"{M}/fields/spent", "safe")}),
    (set_field("member", GENDER, options=[OPTION]), {("option_removed", f"{M}/fields/gender/options/male", "lossy")}),
    (
        lambda d: fields(d, "member")[GENDER]["options"].append({"key": "other", "label": "其他"}),
        {("option_added", f"{M}/fields/gender/options/other", "safe")},
    ),
    (
        lambda d: fields(d, "member")[GENDER]["options"][0].update(archived=True),
        {("option_archived", f"{M}/fields/gender/options/female", "safe")},
    ),
    (
        lambda d: fields(d, "member")[GENDER]["options"][0].update(label="女士"),
        {("option_relabelled", f"{M}/fields/gender/options/female", "safe")},
    ),
    (
        lambda d: fields(d, "member")[GENDER]["options"][0].update(color="red"),
        {("option_recoloured", f"{M}/fields/gender/options/female", "safe")},
    ),
    (
        lambda d: fields(d, "purchase")[LINES]["fields"][1].update(min=2),
        {("field_limit_tightened", f"{P}/fields/lines/fields/qty/min", "safe")},
    ),
    (lambda d: fields(d, "purchase")[LINES]["fields"].pop(0), {("field_removed", f"{P}/fields/lines/fields/product", "lossy")}),
    (set_form("tier", constraints=[{"unique": ["name", "rate"]}]), {("constraint_unique_added", "form/tier/constraints/0", "safe")}),
    (
        set_form("tier", constraints=[{"check": "rate > 0", "message": "?"}]),
        {("constraint_check_added", "form/tier/constraints/0", "safe")},
    ),
    (lambda d: d["form", "member"]["views"].pop(), {("view_removed", f"{M}/views/vips", "safe")}),
    (lambda d: d["form", "member"]["views"].append({"key": "new", "label": "New"}), {("view_added", f"{M}/views/new", "safe")}),
    (lambda d: d["form", "member"]["views"][0].update(sort=["name"]), {("view_changed", f"{M}/views/all", "safe")}),
    (lambda d: d["form", "member"]["views"].reverse(), {("views_reordered", f"{M}/views", "safe")}),
    (lambda d: d.update({("role", "boss"): {"key": "boss", "label": "Boss"}}), {("role_added", "role/boss", "safe")}),
    (lambda d: d.pop(("role", "agent")), {("role_removed", "role/agent", "lossy")}),
    (lambda d: d["role", "agent"].update(label="坐席"), {("role_relabelled", "role/agent/label", "safe")}),
    (lambda d: d["role", "agent"].update(apps=["design"]), {("role_rights_changed", "role/agent/apps", "safe")}),
    (lambda d: d["role", "agent"]["grants"].pop(0), {("grant_removed", "role/agent/grants/tier", "safe")}),
    (lambda d: d["role", "agent"]["grants"][0]["actions"].append("update"), {("grant_changed", "role/agent/grants/tier", "safe")}),
    (lambda d: d["role", "agent"]["grants"].append({"form": "*", "actions": ["read"]}), {("grant_added", "role/agent/grants/*", "safe")}),
]


NAMES = [f"{min(expected)[0]}-{number}" for number, (_, expected) in enumerate(CASES)]


def changes(edit: Edit) -> list[Change]:
    after = tiny_app()
    edit(after)
    return compare(tiny_app(), after, CATALOG)


@pytest.mark.parametrize(("edit", "expected"), CASES, ids=NAMES)
def test_each_change_is_named_alone(edit: Edit, expected: set[tuple[str, str, str]]) -> None:
    assert {(change.code, change.path, change.level) for change in changes(edit)} == expected


@pytest.mark.parametrize(("edit", "_"), CASES, ids=NAMES)
def test_each_change_is_a_sentence_without_gaps(edit: Edit, _: Any) -> None:
    for change in changes(edit):
        for locale in messages.LOCALES:
            template = messages.catalogue(locale)[change.code]
            named = {part.partition("}")[0] for part in template.split("{")[1:]}
            assert named <= set(change.params), change.code


def test_the_same_app_has_no_changes_and_a_new_one_only_new_things() -> None:
    assert compare(tiny_app(), tiny_app(), CATALOG) == []
    assert {change.code for change in compare(None, tiny_app(), CATALOG)} == {"form_added", "role_added"}


def test_a_field_put_away_and_taken_back() -> None:
    before, after = tiny_app(), tiny_app()
    fields(before, "member")[BIRTHDAY]["archived"] = True
    assert [change.code for change in compare(before, after, CATALOG)] == ["field_restored"]
    fields(after, "member").pop(BIRTHDAY)
    assert [(change.code, change.level) for change in compare(before, after, CATALOG)] == [("field_removed", "safe")]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(range(len(CASES))), max_size=3, unique=True))
def test_changes_are_found_together_and_backwards(picked: list[int]) -> None:
    """Whatever differs is found in both directions, and only then; judging and comparing leave the documents alone."""
    after = tiny_app()
    for number in picked:
        try:
            CASES[number][0](after)
        except (KeyError, IndexError):
            return  # the edits do not fit together
    kept = copy.deepcopy(after)
    differs = after != tiny_app()
    assert bool(compare(tiny_app(), after, CATALOG)) == differs
    assert bool(compare(after, tiny_app(), CATALOG)) == differs
    judge(after, CATALOG)
    assert after == kept


OPTIONS = {"options": [{"key": "a", "label": "A"}]}
MORE_OPTIONS = {"options": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]}
CONVERSIONS = [
    ("text", {}, "long_text", {}, "safe"),
    ("long_text", {}, "text", {}, "lossy"),
    ("text", {"max_length": 500}, "text", {"max_length": 100}, "lossy"),
    ("text", {}, "phone", {}, "lossy"),
    ("phone", {}, "text", {}, "safe"),
    ("email", {}, "text", {"max_length": 100}, "lossy"),
    ("integer", {}, "text", {}, "safe"),
    ("text", {}, "integer", {}, "lossy"),
    ("integer", {}, "money", {}, "lossy"),
    ("money", {}, "integer", {}, "lossy"),
    ("money", {}, "number", {"scale": 2}, "safe"),
    ("number", {"scale": 2}, "percent", {}, "lossy"),
    ("date", {}, "datetime", {}, "safe"),
    ("datetime", {}, "date", {}, "lossy"),
    ("date", {}, "text", {}, "safe"),
    ("boolean", {}, "text", {}, "safe"),
    ("boolean", {}, "integer", {}, "lossy"),
    ("choice", OPTIONS, "choices", MORE_OPTIONS, "safe"),
    ("choices", OPTIONS, "choice", OPTIONS, "lossy"),
    ("choice", MORE_OPTIONS, "choice", OPTIONS, "lossy"),
    ("choice", OPTIONS, "text", {}, "lossy"),
    ("text", {}, "choice", OPTIONS, "lossy"),
    ("relation", {"form": "a"}, "text", {}, "blocked"),
    ("text", {}, "relation", {"form": "a"}, "blocked"),
    ("user", {}, "text", {}, "blocked"),
    ("text", {}, "file", {}, "blocked"),
    ("subtable", {}, "text", {}, "blocked"),
    ("text", {}, "subtable", {}, "blocked"),
    ("sequence", {}, "text", {}, "safe"),
    ("text", {}, "sequence", {}, "blocked"),
    ("formula", {"expression": "1"}, "rollup", {"function": "count"}, "safe"),
    ("formula", {"expression": "1"}, "integer", {}, "lossy"),
    ("money", {}, "formula", {"expression": "1"}, "lossy"),
    ("file", {}, "formula", {"expression": "1"}, "blocked"),
]


@pytest.mark.parametrize(("old", "old_config", "new", "new_config", "expected"), CONVERSIONS)
def test_conversions(old: str, old_config: dict[str, Any], new: str, new_config: dict[str, Any], expected: str) -> None:
    assert level(Side(CATALOG.fields[old], old_config), Side(CATALOG.fields[new], new_config)) == expected


def config_for(name: str) -> dict[str, Any]:
    return dict(CATALOG.fields[name].example)


@pytest.mark.parametrize("old", [kind.name for kind in CATALOG.fields])
def test_every_pair_of_types_has_a_level_and_none_converts_blindly(old: str) -> None:
    for new in CATALOG.fields:
        found = level(Side(CATALOG.fields[old], config_for(old)), Side(new, config_for(new.name)))
        assert found in ("safe", "lossy", "blocked")
        if old == new.name:
            assert found == ("blocked" if old == "subtable" else "safe")


# The places of codes in calls: function name → position of the code among its arguments.
CODES = {
    "Problem": 1,
    "of_form": 1,
    "of_field": 2,
    "Change": 0,
    "BadValue": 0,
    "Fault": 1,
    "Invalid": 0,
    "Conflict": 0,
    "NotFound": 0,
    "LimitExceeded": 0,
    "Unavailable": 0,
    "of_step": 2,
    "of_way": 2,
    "of_whole": 1,
    "_gone": 1,
    "_say": 1,
    "_say_way": 1,
}


def codes_written() -> Iterator[tuple[str, str]]:
    """Every message code that stands as a constant in a call that carries one."""
    for folder in ("builder", "runtime/fields"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
                if name in CODES and len(node.args) > CODES[name]:  # type: ignore[attr-defined]
                    code = node.args[CODES[name]]  # type: ignore[attr-defined]
                    parts = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
                    yield from ((part.value, path.name) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def test_every_code_in_the_builder_has_a_sentence_in_both_languages() -> None:
    written = set(codes_written())
    assert len(written) > 130
    assert {
        (code, place, locale) for code, place in written for locale in messages.LOCALES if code not in messages.catalogue(locale)
    } == set()


@pytest.mark.parametrize(
    "code",
    [
        "too_small",
        "too_large",
        "too_long",
        "too_few_rows",
        "too_many_rows",
        "too_many_files",
        "not_an_image",
        "definition_too_deep",
        "definition_too_large",
        "definition_text_too_long",
        "definition_not_json",
        "field_required_added",
        "field_required_removed",
        "field_unique_added",
        "field_unique_removed",
        "field_check_added",
        "field_check_removed",
        "view_added",
        "view_removed",
        "view_changed",
        "option_added",
        "option_removed",
        "option_archived",
        "option_restored",
        "option_relabelled",
        "option_recoloured",
        "grant_added",
        "grant_removed",
        "grant_changed",
        "field_archived",
        "field_restored",
    ],
)
def test_codes_returned_by_functions_have_sentences_too(code: str) -> None:
    assert all(code in messages.catalogue(locale) for locale in messages.LOCALES)
