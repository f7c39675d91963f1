"""The sense of an app: one row per question, each a small change of an app without problems."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from builder import checks, messages
from builder.definitions import load
from builder.problems import Problem
from runtime.catalog import build_catalog
from tests.builders import Documents, app, field, form, tiny_app

CATALOG = build_catalog()
Change = Callable[[Documents], Any]


def problems(documents: Documents) -> list[Problem]:
    return checks.check(load(documents), CATALOG)


def found(documents: Documents) -> set[tuple[str, str, str]]:
    return {(problem.level, problem.code, problem.path) for problem in problems(documents)}


def field_of(documents: Documents, form: str, key: str) -> dict[str, Any]:
    return next(item for item in documents["form", form]["fields"] if item["key"] == key)


def set_field(form: str, key: str, /, **values: Any) -> Change:
    return lambda documents: field_of(documents, form, key).update(values)


def set_form(form: str, /, **values: Any) -> Change:
    return lambda documents: documents["form", form].update(values)


def set_app(**values: Any) -> Change:
    return lambda documents: documents["app", "tiny"].update(values)


def set_role(**values: Any) -> Change:
    return lambda documents: documents["role", "agent"].update(values)


def add_field(form: str, key: str, type_: str, /, **values: Any) -> Change:
    def change(documents: Documents) -> None:
        documents["form", form]["fields"].append(field(key, type_, **values))
        for section in documents["form", form].get("layout", [])[:1]:
            section["fields"].append(key)

    return change


def column(**values: Any) -> Change:
    """The subtable's formula column, changed."""
    return lambda documents: field_of(documents, "purchase", "lines")["fields"][3].update(values)


M, P = "form/member", "form/purchase"

CASES: list[tuple[Change, str, str, str]] = [
    # names
    (set_field("tier", "name", key="class"), "error", "key_reserved", "form/tier/fields/class/key"),
    (set_field("tier", "name", key="created_at"), "error", "key_reserved", "form/tier/fields/created_at/key"),
    (set_field("tier", "rate", key="name"), "error", "key_twice", "form/tier/fields/name/key"),
    (set_field("tier", "rate", label={"zh-CN": "名称", "en": "Rate"}), "warning", "label_twice", "form/tier/fields/rate/label"),
    (set_form("tier", label={"zh-CN": "会员", "en": "Tier"}), "warning", "form_label_twice", "form/tier/label"),
    (set_form("tier", views=[{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]), "error", "key_twice", "form/tier/views/a/key"),
    # fields by themselves
    (set_field("member", "gender", options=[]), "error", "options_missing", f"{M}/fields/gender/options"),
    (
        set_field("member", "gender", options=[{"key": "a", "label": "A", "archived": True}]),
        "error",
        "options_missing",
        f"{M}/fields/gender/options",
    ),
    (
        set_field("member", "gender", options=[{"key": "a", "label": "A"}, {"key": "a", "label": "B"}]),
        "error",
        "option_key_twice",
        f"{M}/fields/gender/options/a",
    ),
    (
        set_field("member", "gender", options=[{"key": "a", "label": "A"}, {"key": "b", "label": "Ａ"}]),
        "warning",
        "option_label_twice",
        f"{M}/fields/gender/options",
    ),
    (set_field("tier", "rate", min=5, max="4.99"), "error", "limits_crossed", "form/tier/fields/rate/min"),
    (set_field("tier", "rate", min="much"), "error", "limit_not_number", "form/tier/fields/rate/min"),
    (set_field("tier", "rate", default="1.234"), "error", "default_wrong", "form/tier/fields/rate/default"),
    (set_field("tier", "rate", default="-1"), "error", "default_wrong", "form/tier/fields/rate/default"),
    (set_field("member", "vip", default="@me"), "error", "default_wrong", f"{M}/fields/vip/default"),
    (set_field("member", "spent", default=0), "error", "default_not_possible", f"{M}/fields/spent/default"),
    (set_field("member", "spent", required=True), "error", "required_computed", f"{M}/fields/spent/required"),
    (set_field("member", "name", readonly=True), "warning", "required_readonly", f"{M}/fields/name/required"),
    (set_field("member", "interests", unique=True), "error", "unique_not_possible", f"{M}/fields/interests/unique"),
    (column(unique=True), "error", "unique_in_subtable", f"{P}/fields/lines/fields/net/unique"),
    (set_field("member", "name", message="?"), "warning", "message_without_check", f"{M}/fields/name/message"),
    (add_field("tier", "rows", "subtable"), "error", "subtable_empty", "form/tier/fields/rows/fields"),
    # references
    (set_field("member", "tier", form="level"), "error", "form_missing", f"{M}/fields/tier/form"),
    (set_field("member", "tier", columns=["rate", "price"]), "error", "field_missing", f"{M}/fields/tier/columns/price"),
    (set_form("member", header=["mobile", "phone"]), "error", "field_missing", f"{M}/header/phone"),
    (set_form("member", badge="level"), "error", "field_missing", f"{M}/badge/level"),
    (set_form("member", search=["birthday"]), "error", "search_not_text", f"{M}/search/birthday"),
    (set_form("member", parent="tier"), "error", "parent_wrong", f"{M}/parent"),
    (set_form("member", main_date="name"), "error", "main_date_wrong", f"{M}/main_date"),
    (set_form("member", related=["purchase.no"]), "error", "related_wrong", f"{M}/related/purchase.no"),
    (set_form("member", logic=[{"when": "vip", "show": ["owners"]}]), "error", "field_missing", f"{M}/logic/0/show/owners"),
    (set_form("member", logic=[{"when": "vip", "require": ["spent"]}]), "error", "required_computed", f"{M}/logic/0/require/spent"),
    (set_form("member", logic=[{"when": "vip", "show": ["owner"], "hide": ["owner"]}]), "error", "logic_shows_and_hides", f"{M}/logic/0"),
    (set_form("tier", constraints=[{"message": "?"}]), "error", "constraint_kind", "form/tier/constraints/0"),
    (set_form("tier", constraints=[{"unique": ["no"]}]), "error", "field_missing", "form/tier/constraints/0/unique/no"),
    (set_form("member", constraints=[{"unique": ["interests"]}]), "error", "field_not_comparable", f"{M}/constraints/0/unique/interests"),
    (set_form("member", indexes=[{"fields": ["-interests"]}]), "error", "field_not_comparable", f"{M}/indexes/0/interests"),
    (
        set_form("tier", views=[{"key": "a", "label": "A", "columns": ["price"]}]),
        "error",
        "field_missing",
        "form/tier/views/a/columns/price",
    ),
    (set_form("tier", views=[{"key": "a", "label": "A", "sort": ["-price"]}]), "error", "field_missing", "form/tier/views/a/sort/price"),
    (set_form("tier", views=[{"key": "a", "label": "A", "roles": ["boss"]}]), "error", "role_missing", "form/tier/views/a/roles/boss"),
    (set_field("member", "spent", subtable="lines"), "error", "rollup_source", f"{M}/fields/spent"),
    (set_field("member", "spent", form="orders"), "error", "rollup_source_missing", f"{M}/fields/spent/form"),
    (set_field("member", "spent", relation="no"), "error", "rollup_relation", f"{M}/fields/spent/relation"),
    (set_field("member", "spent", field="price"), "error", "rollup_field_missing", f"{M}/fields/spent/field"),
    (set_field("member", "spent", field="no"), "error", "rollup_not_a_number", f"{M}/fields/spent/field"),
    (
        lambda documents: (
            add_field("purchase", "age", "formula", expression="DATEDIFF(paid_at, @now, 'day')", keep="live")(documents),
            set_field("member", "spent", field="age")(documents),
        ),
        "error",
        "rollup_of_live",
        f"{M}/fields/spent/field",
    ),
    (
        lambda documents: field_of(documents, "purchase", "lines")["fields"].append(
            field("all", "rollup", subtable="lines", function="count")
        ),
        "error",
        "rollup_in_subtable",
        f"{P}/fields/lines/fields/all",
    ),
    # expressions
    (set_field("purchase", "amount", check="amount >="), "error", "expression_syntax", f"{P}/fields/amount/check"),
    (set_field("purchase", "amount", check="price >= 0"), "error", "expression_unknown_name", f"{P}/fields/amount/check"),
    (set_field("purchase", "amount", check="amount"), "error", "expression_needs_condition", f"{P}/fields/amount/check"),
    (set_field("purchase", "points", expression="amount * no"), "error", "expression_needs_number", f"{P}/fields/points/expression"),
    (set_field("purchase", "points", expression="lines.qty"), "error", "expression_to_many", f"{P}/fields/points/expression"),
    (set_field("purchase", "member", filter="vip and price > 3"), "error", "expression_unknown_name", f"{P}/fields/member/filter"),
    (set_field("member", "orders", filter="spent > 3"), "error", "expression_unknown_name", f"{M}/fields/orders/filter"),
    (set_form("member", logic=[{"when": "name"}]), "error", "expression_needs_condition", f"{M}/logic/0/when"),
    (set_form("tier", constraints=[{"check": "rates > 1"}]), "error", "expression_unknown_name", "form/tier/constraints/0/check"),
    (
        set_form("tier", constraints=[{"unique": ["name"], "where": "rates > 1"}]),
        "error",
        "expression_unknown_name",
        "form/tier/constraints/0/where",
    ),
    (
        set_form("tier", views=[{"key": "a", "label": "A", "filter": "rates > 1"}]),
        "error",
        "expression_unknown_name",
        "form/tier/views/a/filter",
    ),
    (
        set_role(grants=[{"form": "tier", "actions": ["read"], "rows": "owner == @me"}]),
        "error",
        "expression_unknown_name",
        "role/agent/grants/0/rows",
    ),
    (
        set_role(grants=[{"form": "*", "actions": ["read"], "rows": "owner == @me"}]),
        "error",
        "expression_unknown_name",
        "role/agent/grants/0/rows",
    ),
    (column(expression="qty * amount"), "error", "expression_unknown_name", f"{P}/fields/lines/fields/net/expression"),
    # formulas
    (set_field("member", "average", expression="interests"), "error", "formula_result", f"{M}/fields/average/expression"),
    (
        set_field("member", "average", expression="DATEDIFF(birthday, TODAY(), 'year')"),
        "error",
        "formula_must_be_live",
        f"{M}/fields/average/keep",
    ),
    (set_field("member", "average", keep="live", unique=True), "error", "formula_live_unique", f"{M}/fields/average/unique"),
    (column(keep="live"), "error", "formula_live_in_subtable", f"{P}/fields/lines/fields/net/keep"),
    (
        lambda documents: (
            set_field("member", "average", keep="live")(documents),
            add_field("member", "double", "formula", expression="average * 2")(documents),
        ),
        "error",
        "formula_reads_live",
        f"{M}/fields/double/expression",
    ),
    # titles
    (set_form("tier", title=""), "error", "title_missing", "form/tier/title"),
    (set_form("tier", title="等级"), "error", "title_always_same", "form/tier/title"),
    (set_form("tier", title="{{nam}}"), "error", "expression_unknown_name", "form/tier/title"),
    (set_form("tier", title="{{name"), "error", "title_always_same", "form/tier/title"),
    (set_form("tier", title="{{name}} {{TODAY()}}"), "error", "title_asks_clock", "form/tier/title"),
    (set_form("purchase", sentence={"zh-CN": "{{price}}"}), "error", "expression_unknown_name", f"{P}/sentence/zh-CN"),
    # layout
    (set_form("tier", fields=[], title="x", views=[], search=[]), "error", "form_without_fields", "form/tier/fields"),
    (
        lambda documents: documents["form", "member"]["layout"][0]["fields"].append("nothing"),
        "error",
        "field_missing",
        f"{M}/layout/base/fields/nothing",
    ),
    (
        lambda documents: documents["form", "member"]["layout"][1]["fields"].append("name"),
        "error",
        "layout_twice",
        f"{M}/layout/numbers/fields/name",
    ),
    (
        lambda documents: documents["form", "member"]["layout"][1]["fields"].remove("spent"),
        "warning",
        "layout_without",
        f"{M}/fields/spent",
    ),
    # roles and menu
    (set_role(grants=[]), "warning", "role_empty", "role/agent/grants"),
    (set_role(grants=[{"form": "order", "actions": ["read"]}]), "error", "form_missing", "role/agent/grants/0/form"),
    (
        set_role(grants=[{"form": "tier", "actions": ["read"]}, {"form": "member", "actions": ["update"]}]),
        "error",
        "grant_without_read",
        "role/agent/grants/1/actions",
    ),
    (set_role(grants=[{"form": "tier", "actions": []}]), "warning", "grant_without_actions", "role/agent/grants/0/actions"),
    (
        set_role(grants=[{"form": "purchase", "actions": ["read"], "fields": {"lines.cost": "hidden"}}]),
        "error",
        "field_missing",
        "role/agent/grants/0/fields/lines.cost",
    ),
    (set_app(menu=[{"label": "?"}]), "warning", "menu_group_empty", "app/menu/0"),
    (set_app(menu=[{"label": "?", "form": "member", "items": [{"form": "member"}]}]), "error", "menu_entry_kind", "app/menu/0"),
    (set_app(menu=[{"items": [{"form": "member"}]}]), "error", "menu_group_without_label", "app/menu/0/label"),
    (set_app(menu=[{"form": "order"}]), "error", "form_missing", "app/menu/0/form"),
    (set_app(menu=[{"form": "member", "view": "none"}]), "error", "view_missing", "app/menu/0/view"),
    (set_app(menu=[{"form": "member", "roles": ["boss"]}]), "error", "role_missing", "app/menu/0/roles/boss"),
    (set_app(menu=[{"form": "member"}]), "warning", "form_not_in_menu", "form/tier/label"),
    # limits
    (set_app(timezone="Mars/Olympus"), "error", "timezone_unknown", "app/timezone"),
    (set_app(timezone="../../etc/passwd"), "error", "timezone_unknown", "app/timezone"),
    (set_form("tier", fields=[field(f"f{n}") for n in range(501)], title="{{f0}}"), "error", "too_many_fields", "form/tier/fields"),
    (lambda documents: [documents.pop(("role", key)) for key in ("owner", "agent")], "warning", "app_without_roles", "role"),
]


def test_the_tiny_app_has_no_problems() -> None:
    assert problems(tiny_app()) == []


@pytest.mark.parametrize(("change", "level", "code", "path"), CASES, ids=[f"{code}-{path}" for _, _, code, path in CASES])
def test_each_question(change: Change, level: str, code: str, path: str) -> None:
    documents = tiny_app()
    change(documents)
    assert (level, code, path) in found(documents)


@pytest.mark.parametrize(("change", "level", "code", "path"), CASES, ids=[f"{code}-{path}" for _, _, code, path in CASES])
def test_each_answer_is_a_sentence_in_both_languages(change: Change, level: str, code: str, path: str) -> None:
    documents = tiny_app()
    change(documents)
    for problem in problems(documents):
        for locale in messages.LOCALES:
            assert problem.code in messages.catalogue(locale), problem.code


def test_all_problems_come_at_once_errors_first() -> None:
    documents = tiny_app()
    set_form("tier", title="")(documents)
    set_field("member", "tier", form="level")(documents)
    set_app(menu=[{"form": "member"}])(documents)
    levels = [problem.level for problem in problems(documents)]
    assert {"title_missing", "form_missing", "form_not_in_menu"} <= {problem.code for problem in problems(documents)}
    assert levels == sorted(levels)


def test_an_archived_field_is_gone_for_expressions_but_keeps_its_place() -> None:
    documents = tiny_app()
    set_field("member", "remark", archived=True)(documents)
    assert problems(documents) == []
    set_field("member", "vip", archived=True)(documents)
    assert ("error", "field_put_away", f"{M}/logic/0/when") in found(documents)
    [named] = [problem for problem in problems(documents) if problem.path == f"{M}/logic/0/when"]
    assert messages.text(named.code, "zh-CN", {"used": "贵宾"}) == "「贵宾」已停用，但这里还在用它：请换一项，或恢复它。"


def test_a_field_put_away_on_another_form_is_named_by_its_label() -> None:
    documents = tiny_app()
    set_field("tier", "rate", archived=True)(documents)
    away = {problem.path: problem.params["used"]["zh-CN"] for problem in problems(documents) if problem.code == "field_put_away"}
    assert away == {
        "form/purchase/fields/points/expression": "积分倍率",
        "form/tier/views/all/columns/rate": "积分倍率",
        "form/tier/views/all/sort/rate": "积分倍率",
    }


def test_a_cycle_over_forms_is_named_by_labels() -> None:
    documents = tiny_app()
    set_field("purchase", "points", expression="amount * member.total", keep="at_write")(documents)
    add_field(
        "member",
        "total",
        "rollup",
        label={"zh-CN": "总积分", "en": "Total"},
        form="purchase",
        relation="member",
        function="sum",
        field="points",
    )(documents)
    [cycle] = [problem for problem in problems(documents) if problem.code == "formula_cycle"]
    named = {frozenset(cycle.params["cycle"]["zh-CN"].split(" → ")), frozenset(cycle.params["cycle"]["en"].split(" → "))}
    assert named == {frozenset({"会员.总积分", "消费.积分"}), frozenset({"Member.Total", "Purchase.Points"})}


def test_a_formula_that_reads_itself_is_a_cycle() -> None:
    documents = tiny_app()
    set_field("member", "average", expression="average + 1")(documents)
    assert ("error", "formula_cycle", f"{M}/fields/average") in found(documents)


def test_several_cycles_are_each_named() -> None:
    fields = [field("name"), *(field(f"{letter}{n}", "formula", expression=f"{letter}{1 - n} + 1") for letter in "ab" for n in (0, 1))]
    assert sum(problem.code == "formula_cycle" for problem in problems(app(form("a", fields)))) == 2


def test_checks_leave_the_documents_alone() -> None:
    documents = tiny_app()
    before = copy.deepcopy(documents)
    problems(documents)
    assert documents == before
