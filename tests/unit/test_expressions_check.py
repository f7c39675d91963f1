"""Sense of expressions: types, scales, digits, to-many paths, and the messages people get."""

import json
from decimal import Decimal

import pytest

from builder import messages
from builder.expressions import describe, python, template, tree
from builder.expressions import types as t
from builder.expressions.check import Hop, PathInfo, checked
from builder.expressions.errors import ExpressionError
from builder.expressions.functions import FUNCTIONS
from tests.contract.expression_table import ROWS, SCOPE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount + rate", t.Number(4, 18)),
        ("amount * rate", t.Number(6, 24)),
        ("amount / 3", t.Number(6, 19)),
        ("IF(flag, 1, amount)", t.Number(2, 15)),
        ("ROUND(amount, 0)", t.Number(0, 14)),
        ("DATEADD(born, 1, 'day')", t.Date()),
        ("DATEADD(paid_at, 1, 'day')", t.Instant()),
        ("COALESCE(tier, 'none')", t.Text(40)),
        ("tier", t.Choice(("gold", "silver", "new"))),
        ("@me", t.Ref("@user")),
        ("amount > 1", t.Boolean()),
        ("tags", t.List(t.Choice(("a", "b", "vip")))),
    ],
)
def test_a_type_is_known_before_anything_runs(text: str, expected: t.Type) -> None:
    assert checked(text, SCOPE).type == expected


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("amoun > 1", "expression_unknown_name", "amoun"),
        ("amount + name", "expression_needs_number", "name"),
        ("born + 1", "expression_date_arithmetic", "born"),
        ("tier == 'platinum'", "expression_unknown_option", "'platinum'"),
        ("tier in ['gold', 'x']", "expression_unknown_option", "'x'"),
        ("owner == '123'", "expression_bad_id", "'123'"),
        ("born > '2026-02-30'", "expression_bad_date", "'2026-02-30'"),
        ("flag > true", "expression_no_order", "flag"),
        ("tags == tags", "expression_no_comparison", "tags"),
        ("amount and flag", "expression_needs_condition", "amount"),
        ("lines.qty > 1", "expression_to_many", "lines.qty > 1"),
        ("amount + lines.qty", "expression_to_many", "amount + lines.qty"),
        ("amount == name", "expression_types_differ", "name"),
        ("amount in name", "expression_needs_list", "name"),
        ("ROUND(amount, qty)", "expression_needs_whole_constant", "qty"),
        ("DATEADD(born, 1, 'hour')", "expression_unit", "'hour'"),
        ("DATEADD(born, 1.5, 'day')", "expression_needs_whole", "1.5"),
        ("ROUND()", "expression_arguments", "ROUND()"),
        ("HOUR(born)", "expression_needs_instant", "born"),
        ("none", "expression_only_empty", "none"),
        ("amount * amount * amount", "expression_digits", "amount * amount * amount"),
        ("SUM(lines.amount, 1)", "expression_one_list", "1"),
        ("SUM(lines.amount + SUM(lines.qty))", "expression_two_lists", "lines.amount + SUM(lines.qty)"),
    ],
)
def test_a_refusal_has_a_code_a_place_and_words(text: str, code: str, place: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        checked(text, SCOPE)
    fault = caught.value
    assert (fault.code, text[fault.start : fault.end]) == (code, place)
    for locale in messages.LOCALES:
        sentence = messages.text(fault.code, locale, fault.params)
        assert sentence != messages.text("unexpected", locale)
        assert "{" not in sentence


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            "expression_too_long",
            "expression_unclosed_text",
            "expression_single_equals",
            "expression_character",
            "expression_not_ascii",
            "expression_syntax",
            "expression_missing",
            "expression_escape",
            "expression_not_allowed",
            "expression_too_complex",
            "expression_text_too_long",
            "expression_digits",
            "expression_too_many_hops",
            "expression_chain",
            "expression_list_in_list",
            "expression_list_item",
            "expression_wrong_result",
            "expression_not_in_lists",
            "template_too_long",
            "expression_unknown_function",
            "expression_needs_date",
            "expression_needs_text",
        }
    ),
)
def test_every_code_has_words(code: str) -> None:
    assert all(code in messages.catalogue(locale) for locale in messages.LOCALES)


def test_many_small_terms_keep_their_digits() -> None:
    assert checked(" + ".join(["amount"] * 30), SCOPE).type == t.Number(2, 17)


def test_what_a_value_depends_on() -> None:
    typed = checked("DATE(paid_at) == TODAY() and owner == @me and SUM(lines.amount) > member.tier.rate", SCOPE)
    assert typed.names == {"paid_at", "@zone", "@today", "owner", "@me", "lines.amount", "member.tier.rate"}
    assert typed.uses_clock
    assert not checked("DATE(paid_at) == born", SCOPE).uses_clock


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("lines.qty > 2", [1, 3], True),
        ("lines.qty > 2", [1, None], False),
        ("not lines.qty > 2", [1, 2], True),
        ("3 in lines.qty", [1, 3], True),
        ("lines.qty != 3", [3], False),
        ("lines.qty > 1 and lines.qty < 0", [-1, 5], True),
        ("lines.qty * 2 == 10", [5], True),
        ("lines.qty > 2", None, False),
    ],
)
def test_in_a_filter_a_to_many_comparison_means_some_line(text: str, lines: list[int | None] | None, expected: bool) -> None:
    typed = checked(text, SCOPE, filter=True)
    assert python.compile(typed)({"lines.qty": lines}) is expected


@pytest.mark.parametrize(
    ("text", "expect", "code"),
    [
        ("amount", t.Boolean(), "expression_needs_condition"),
        ("amount", t.Text(), "expression_wrong_result"),
        ("name", t.Number(), "expression_wrong_result"),
        ("owner", t.Ref("member"), "expression_wrong_result"),
    ],
)
def test_a_place_asks_for_a_kind_of_value(text: str, expect: t.Type, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        checked(text, SCOPE, expect)
    assert caught.value.code == code


def test_a_place_takes_what_it_asks_for() -> None:
    assert checked("none", SCOPE, t.Date()).type == t.Date()
    assert checked("'2026-01-31'", SCOPE, t.Date()).type == t.Date()
    assert checked("tier", SCOPE, t.Text()).type == t.Choice(("gold", "silver", "new"))
    assert checked("amount * 2", SCOPE, t.Number()).type == t.Number(2, 16)


def test_a_choice_takes_options_written_in_branches() -> None:
    wanted = t.Choice(("gold", "silver", "new"))
    for text, value in (("IF(amount > 1, 'gold', 'new')", "gold"), ("COALESCE(none, IF(amount > 5, 'new', IF(amount > 1, 'silver', none)))", "silver")):
        typed = checked(text, SCOPE, wanted)
        assert typed.type == wanted
        assert python.compile(typed)({"amount": Decimal("2.00")}) == value
    with pytest.raises(ExpressionError) as caught:
        checked("IF(amount > 1, 'gold', 'platinum')", SCOPE, wanted)
    assert caught.value.code == "expression_unknown_option"


def test_a_missing_name_is_an_error_not_an_empty_value() -> None:
    with pytest.raises(KeyError):
        python.compile(checked("amount > 1", SCOPE))({})


def test_results_are_exact_types() -> None:
    assert isinstance(python.compile(checked("qty * small", SCOPE))({"qty": 2, "small": 3}), int)
    assert str(python.compile(checked("amount * 0", SCOPE))({"amount": Decimal("-1.00")})) == "0.00"


def test_trees_are_json() -> None:
    typed = checked("IF(SUM(lines.amount) > 0.5 and DATE(paid_at) == '2026-01-31', CONCAT('你', name), '')", SCOPE)
    assert json.loads(json.dumps(tree.to_tree(typed))) == tree.to_tree(typed)


class _Labelled:
    """A scope with labels in two languages."""

    def resolve(self, path: tuple[str, ...]) -> PathInfo | None:
        labels = {"amount": "金额", "member": {"zh-CN": "会员", "en": "Member"}, "member.tier": "等级", "member.tier.rate": "积分倍率"}
        label = labels.get(".".join(path))
        return None if label is None else PathInfo(t.Number(2), False, label, (Hop("member", "member"),))

    def children(self, path: tuple[str, ...]) -> list[tuple[str, PathInfo]]:
        return []


def test_a_formula_is_shown_in_labels() -> None:
    found = describe.tokens("ROUND(amount * member.tier.rate, 2) >= nope and", _Labelled(), "zh-CN")
    assert " ".join(token["label"] for token in found) == "四舍五入 ( 金额 × 会员.等级.积分倍率 , 2 ) 不小于 nope 且"
    assert [token["kind"] for token in found if token["kind"] not in ("operator", "constant")] == ["function", "field", "field", "unknown"]
    assert describe.tokens("member.tier.rate", _Labelled(), "en")[0]["label"] == "Member.等级.积分倍率"
    text = "amount >= '没写完"
    assert [text[token["start"] : token["end"]] for token in describe.tokens(text, _Labelled(), "zh-CN")] == ["amount", ">=", "'没写完"]


def test_a_template_fills_placeholders_and_nothing_else() -> None:
    made = template.parse("{{ no }} · {{CONCAT('}}', name)}}:{{no}} {% if x %} {{}} {{ {x} }} {{open")
    assert made.expressions == ("no", "CONCAT('}}', name)")
    assert made.render({"no": "A-1", "CONCAT('}}', name)": "{{no}}"}) == "A-1 · {{no}}:A-1 {% if x %} {{}} {{ {x} }} {{open"
    assert [part.start for part in made.placeholders] == [3, 13, 36]
    assert template.parse("没有").render({}) == "没有"


def test_every_function_speaks_both_languages() -> None:
    for function in FUNCTIONS.values():
        assert set(function.label) == set(function.help) == {"zh-CN", "en"}
        assert function.signature.startswith(f"{function.name}(")
        assert all((*function.label.values(), *function.help.values()))


def test_the_fifty_rows_hold_every_name() -> None:
    assert all(row.keys() == ROWS[0].keys() for row in ROWS)
