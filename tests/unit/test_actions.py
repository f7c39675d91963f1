"""Actions without a database: the arithmetic of lots and refunds, codes, and what each says of a configuration that cannot work."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import checks, schema
from builder.definitions import load
from runtime.actions import ACTIONS
from runtime.actions.allocate import share_out
from runtime.actions.codes import ALPHABET, check_character, codes, is_code
from runtime.actions.reverse import share, still_due
from runtime.catalog import build_catalog
from tests.acting import rule
from tests.builders import Documents
from tests.contract import action_app

CATALOG = build_catalog()
LOTS = st.lists(st.integers(0, 500), max_size=12)


@given(LOTS, st.integers(-5, 4000))
def test_what_is_taken_comes_from_the_first_lots_and_never_more_than_they_have(lots: list[int], wanted: int) -> None:
    taken = share_out(lots, wanted)
    assert sum(taken) == max(min(wanted, sum(lots)), 0)
    assert all(0 <= one <= lot for one, lot in zip(taken, lots, strict=True))
    touched = [number for number, one in enumerate(taken) if one]
    assert all(taken[number] == lots[number] for number in range(max(touched, default=0))), "a later lot only when the earlier ones are empty"


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.lists(st.integers(1, 1000), min_size=1, max_size=6))
def test_partial_refunds_add_up_to_the_whole(amounts: list[int], refunds: list[int]) -> None:
    whole, gone, refunded = sum(refunds), [0] * len(amounts), 0
    for refund in refunds:
        refunded += refund
        due = share(sum(amounts), Fraction(refunded, whole), 0)
        for _ in range(2):  # the second time is a replay
            now = still_due(amounts, gone, due)
            gone = [before + one for before, one in zip(gone, now, strict=True)]
            assert all(one >= 0 for one in now)
        assert sum(now) == 0, "a replay takes nothing"
        assert sum(gone) == sum(amounts) * refunded // whole
        assert all(one <= amount for one, amount in zip(gone, amounts, strict=True))
    assert gone == amounts


@pytest.mark.parametrize(("whole", "part", "scale", "due"), [
    (100, Fraction(1, 3), 0, 33), (100, Fraction(2, 3), 0, 66), (100, Fraction(3, 3), 0, 100), (Decimal("10.00"), Fraction(1, 3), 2, Decimal("3.33")),
    (100, Fraction(7, 5), 0, 100), (100, Fraction(-1), 0, 0), (0, Fraction(1), 0, 0),
])
def test_a_share_is_rounded_down_and_stays_within_the_whole(whole: Any, part: Fraction, scale: int, due: Any) -> None:
    assert share(whole, part, scale) == due


@given(st.integers(0), st.integers(9, 20))
def test_codes_are_different_and_check_themselves(seed: int, length: int) -> None:
    found = codes(random.Random(seed).randbytes, 20, length)
    assert len(set(found)) == 20
    assert all(len(one) == length and is_code(one) for one in found)


@given(st.text(ALPHABET, min_size=8, max_size=19), st.data())
def test_one_wrong_character_is_found(body: str, data: Any) -> None:
    code = body + check_character(body)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    assert not is_code(code[:place] + other + code[place + 1 :])


def problems(*actions: dict[str, Any], on: Any = None, **rest: Any) -> set[tuple[str, str]]:
    """(code, place inside the first action or the list) of what is wrong with a rule on sales that does this."""
    documents: Documents = action_app.documents()
    event = on or {"event": "created", "form": "sale"}
    documents["rule", "test"] = rule("test", event, list(actions), timing="in_transaction", **rest)
    found = schema.problems(documents, CATALOG) or checks.check(load(documents), CATALOG)
    prefix = "rule/test/actions/"
    return {(one.code, one.path.removeprefix(prefix).removeprefix("0/")) for one in found if one.level == "error"}


GOOD: dict[str, dict[str, Any]] = {
    "create": {"type": "create", "form": "ledger", "values": {"holder": "holder", "delta": "points", "key": "CONCAT('P:', no)"}},
    "update": {"type": "update", "target": "holder", "set": {"balance": "balance + trigger.points"}, "guard": "balance >= 0",
               "otherwise": {"refuse": "{{no}} 不行"}},
    "upsert": {"type": "upsert", "form": "product", "key": {"name": "no"}, "values": {"stock": "1"}, "set": {"stock": "stock + 1"}},
    "delete": {"type": "delete", "form": "coupon", "match": "holder == trigger.holder"},
    "allocate": {"type": "allocate", "form": "lot", "groups": [{"match": "holder == trigger.holder", "sort": ["expires", "id"]}],
                 "take": "remaining", "quantity": "points", "set": {"state": "'used' if remaining == taken else 'active'"},
                 "into": {"form": "alloc", "values": {"lot": "lot", "qty": "taken", "sale": "id"}}, "refuse": "{{no}}", "as": "spent"},
    "reverse": {"type": "reverse", "form": "alloc", "match": "sale == trigger.ref", "sort": ["-id"], "amount": "qty",
                "part": "ref.refunded", "whole": "ref.net", "contra": {"form": "back", "of": "alloc", "amount": "qty", "values": {"sale": "id"}},
                "back": {"to": "lot", "add": "remaining", "set": {"state": "'active' if taken > 0 else 'used'"}}},
    "codes": {"type": "codes", "form": "coupon", "field": "code", "count": "points", "values": {"holder": "holder"}},
    "message": {"type": "message", "to": "holder", "message": "hello"},
    "notify": {"type": "notify", "to": {"by": "field", "value": "holder.owner"}, "title": "{{no}}", "text": {"zh-CN": "{{points}}"}},
    "todo": {"type": "todo", "to": {"by": "initiator"}, "title": "{{no}}", "due": "at", "key": "CONCAT('t:', no)"},
    "find": {"type": "find", "form": "product", "match": "stock > trigger.points", "sort": ["-stock"], "as": "tea"},
    "for_each": {"type": "for_each", "each": "lines", "do": [
        {"type": "update", "target": "item.product", "set": {"stock": "stock - item.qty"}, "guard": "stock >= item.qty"}]},
    "choose": {"type": "choose", "cases": [{"when": "points > 5", "do": [{"type": "refuse", "message": "no"}]}], "else": []},
    "refuse": {"type": "refuse", "message": {"zh-CN": "{{no}}", "en": "no"}},
    "http": {"type": "http", "method": "POST", "url": "https://erp.example.com/a/{{no}}", "headers": {"X-A": "1"}, "body": {"no": "no"}},
}


@pytest.mark.parametrize("name", GOOD)
def test_an_action_that_works_has_no_problems(name: str) -> None:
    assert problems(GOOD[name]) == set()


def with_(name: str, **more: Any) -> dict[str, Any]:
    """A good action with some settings changed; None leaves one out."""
    return {key: value for key, value in {**GOOD[name], **more}.items() if value is not None}


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    (with_("create", form="nowhere"), ("form_missing", "form")),
    (with_("create", values={"delta": "points"}), ("action_required_missing", "values")),
    (with_("create", values={"holder": "holder", "color": "no"}), ("field_missing", "values/color")),
    (with_("create", values={"holder": "holder", "delta": "nothing"}), ("expression_unknown_name", "values/delta")),
    (with_("create", values={"holder": "holder", "delta": "no"}), ("expression_wrong_result", "values/delta")),
    (with_("create", form="holder", values={"name": "no", "booked": "1"}), ("action_field_computed", "values/booked")),
    (with_("update", target="holder.name"), ("action_target_wrong", "target")),
    (with_("update", form="lot"), ("action_target_twice", "target")),
    (with_("update", target=None, form="lot", set={"qty": "1"}, guard=None), ("action_match_missing", "match")),
    (with_("update", set={"balance": "points"}), ("expression_unknown_name", "set/balance")),
    (with_("update", guard="balance + 1"), ("expression_needs_condition", "guard")),
    (with_("update", otherwise={"refuse": "{{nobody}}"}), ("expression_unknown_name", "otherwise/refuse")),
    (with_("update", otherwise={"do": [{"type": "refuse", "message": "{{nobody}}"}]}), ("expression_unknown_name", "otherwise/do/0/message")),
    (with_("update", target=None, form="ledger", match="delta > 0", set={"note": "'x'"}, guard=None), ("action_append_only", "form")),
    (with_("update", target=None, guard=None, set={"lines": [{"qty": "1"}]}), ("action_set_rows", "set/lines")),
    (with_("upsert", set={"stock": "stick"}), ("expression_unknown_name", "set/stock")),
    (with_("upsert", key={"nome": "no"}), ("field_missing", "key/nome")),
    (with_("delete", form="ledger", match="delta > 0"), ("action_append_only", "form")),
    (with_("delete", match="holder == nobody"), ("expression_unknown_name", "match")),
    (with_("allocate", take="name"), ("action_not_a_number", "take")),
    (with_("allocate", take="rest"), ("field_missing", "take/rest")),
    (with_("allocate", groups=[{"match": "owner == 1"}]), ("expression_unknown_name", "groups/0/match")),
    (with_("allocate", groups=[{"match": "qty > 0", "sort": ["-when"]}]), ("field_missing", "groups/0/sort/-when")),
    (with_("allocate", quantity="no"), ("expression_wrong_result", "quantity")),
    (with_("allocate", into={"form": "alloc", "values": {"qty": "taken"}}), ("action_required_missing", "into/values")),
    (with_("allocate", into={"form": "nowhere", "values": {}}), ("form_missing", "into/form")),
    (with_("allocate", set={"state": "tiken"}), ("expression_unknown_name", "set/state")),
    (with_("reverse", contra={"form": "back", "of": "sale", "amount": "qty"}), ("action_contra_of", "contra/of")),
    (with_("reverse", whole=None), ("action_part_whole", "part")),
    (with_("reverse", back={"to": "note", "add": "remaining"}), ("action_target_wrong", "back/to")),
    (with_("reverse", back={"to": "lot", "add": "name"}), ("action_not_a_number", "back/add")),
    (with_("codes", field="name"), ("action_code_field", "field")),
    (with_("codes", length=4), ("shape_too_little", "length")),
    (with_("codes", count="no"), ("expression_wrong_result", "count")),
    (with_("message", message="nothing"), ("message_missing", "message")),
    (with_("message", to="ref"), ("action_no_contact", "to")),
    (with_("message", channel="pigeon"), ("action_channel", "channel")),
    (with_("notify", to={"by": "field", "value": "holder.name"}), ("who_not_a_person", "to/value")),
    (with_("notify", title="{{nobody}}"), ("expression_unknown_name", "title")),
    (with_("todo", due="no"), ("expression_wrong_result", "due")),
    ({"type": "start_workflow", "workflow": "nothing"}, ("workflow_missing", "workflow")),
    (with_("find", match="stock > nobody"), ("expression_unknown_name", "match")),
    (with_("for_each", each=None), ("action_each_what", "each")),
    (with_("for_each", each="no"), ("action_each_subtable", "each")),
    (with_("for_each", do=[{"type": "update", "target": "item.nothing", "set": {}}]), ("action_target_wrong", "do/0/target")),
    (with_("choose", cases=[{"when": "points", "do": []}]), ("expression_needs_condition", "cases/0/when")),
    (with_("choose", cases=[]), ("shape_too_little", "cases")),
    (with_("http", url="https://{{no}}.example.com/"), ("action_url", "url")),
    (with_("http", url="https://erp.example.com{{no}}"), ("action_url", "url")),
    (with_("http", url="ftp://erp.example.com/"), ("action_url", "url")),
    (with_("http", headers={"Host": "x"}), ("action_header", "headers/Host")),
    (with_("http", body={"a": "nobody"}), ("expression_unknown_name", "body/a")),
]


@pytest.mark.parametrize(("action", "wanted"), WRONG, ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value["type"]))
def test_an_action_that_cannot_work_is_refused_where_it_is_wrong(action: dict[str, Any], wanted: tuple[str, str]) -> None:
    assert wanted in problems(action)


def test_what_an_action_has_made_is_known_to_those_that_follow_and_nowhere_else() -> None:
    use = {"type": "update", "set": {"no": "tea.name"}}
    assert problems(GOOD["find"], use) == set()
    assert ("expression_unknown_name", "1/set/no") in problems({"type": "choose", "cases": [{"when": "points > 0", "do": [GOOD["find"]]}]}, use)
    assert problems(GOOD["allocate"], {"type": "update", "set": {"points": "spent.taken + spent.short"}}) == set()


@pytest.mark.parametrize("kind", ACTIONS, ids=lambda kind: kind.name)
def test_every_action_speaks_both_languages_and_shows_an_example(kind: Any) -> None:
    assert set(kind.label) == set(kind.help) == {"zh-CN", "en"}
    assert all(rule_.get("label") for rule_ in kind.config_schema["properties"].values()), "every setting has words"
    assert kind.example
    assert kind.icon
    assert kind.group in ("records", "people", "flow", "outside")


def test_the_palette_has_each_once() -> None:
    assert [kind.name for kind in ACTIONS] == [
        "create", "update", "upsert", "delete", "allocate", "reverse", "codes", "message", "notify", "todo", "start_workflow",
        "find", "for_each", "choose", "refuse", "http",
    ]
