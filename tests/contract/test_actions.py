"""Actions through the door, on both databases: what they write, and that they hold when many act at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import AppError, Invalid
from builder.expressions.types import Number
from runtime.actions import Named
from runtime.actions.codes import is_code
from tests.contract import action_app
from tests.contract.action_app import create, perform, values
from tests.installation import Installation
from tests.shelf import Furnishing


@pytest.fixture
def furnishing() -> Furnishing:
    return action_app.READY


@pytest.fixture
def app(installation: Installation) -> Installation:
    return installation


def holder(app: Installation, **more: Any) -> str:
    return create(app, "holder", {"name": "林若溪", **more})[0]


def test_create_fills_fields_lines_and_names_what_it_made(app: Installation) -> None:
    one = holder(app, visits=3)
    tea, cake = create(app, "product", {"name": "茶", "stock": 5}, {"name": "蛋糕", "stock": 5})
    done = perform(app, ("holder", one), [
        {"type": "create", "form": "sale", "as": "sale", "values": {
            "no": "CONCAT('S-', name)", "holder": "id", "net": "visits * 1.005", "at": "@now",
            "lines": [{"product": f"'{tea}'", "qty": "1"}, {"product": f"'{cake}'", "qty": "visits"}],
        }},
        {"type": "create", "form": "sale", "values": {
            "no": "CONCAT(sale.no, '-2')", "lines": {"each": "lines", "values": {"qty": "item.qty"}},
        }},
    ])
    first, second = values(app, "sale")
    assert (first["no"], first["net"], first["holder"]) == ("S-林若溪", Decimal("3.02"), one)
    assert [(line["product"], line["qty"]) for line in first["lines"]] == [(tea, 1), (cake, 3)]
    assert (second["no"], second["lines"]) == ("S-林若溪-2", []), "the lines of a subtable come from the record the act is about"
    assert [(effect.kind, effect.form, effect.about) for effect in done] == [("create", "sale", ("holder", one)), ("create", "sale", None)]


def test_lines_are_copied_line_by_line(app: Installation) -> None:
    tea = create(app, "product", {"name": "茶", "stock": 5})[0]
    sale = create(app, "sale", {"no": "1", "lines": [{"product": tea, "qty": 2, "price": Decimal("1.50")}, {"qty": 9}]})[0]
    perform(app, ("sale", sale), [{"type": "create", "form": "sale", "values": {
        "no": "'copy'", "lines": {"each": "lines", "when": "item.product.stock > 1", "values": {"product": "item.product", "price": "item.price * 2"}},
    }}])
    assert [(line["product"], line["price"]) for line in values(app, "sale")[1]["lines"]] == [(tea, Decimal("3.00"))]


def test_update_reaches_the_record_a_relation_and_those_that_match(app: Installation) -> None:
    one, two = holder(app), create(app, "holder", {"name": "b", "visits": 7})[0]
    sale = create(app, "sale", {"no": "1", "holder": one, "points": 5})[0]
    perform(app, ("sale", sale), [
        {"type": "update", "set": {"no": "CONCAT(no, '!')"}},
        {"type": "update", "target": "holder", "set": {"visits": "visits + trigger.points"}, "as": "who"},
        {"type": "update", "form": "holder", "match": "visits >= trigger.points and id != who.id", "set": {"name": "CONCAT(name, who.visits)"}},
    ])
    assert values(app, "sale")[0]["no"] == "1!"
    assert [(one["name"], one["visits"]) for one in values(app, "holder", one, two)] == [("林若溪", 5), ("b5", 7)]


def test_a_guard_that_does_not_hold_refuses_in_the_apps_words(app: Installation) -> None:
    one = holder(app, balance=3)
    spend = {"type": "update", "set": {"balance": "balance - 5"}, "guard": "balance >= 5"}
    assert perform(app, ("holder", one), [spend]) == []
    with pytest.raises(Invalid) as refused:
        perform(app, ("holder", one), [
            {"type": "create", "form": "coupon", "values": {"code": "'X'"}},
            {**spend, "otherwise": {"refuse": {"zh-CN": "{{name}} 只有 {{balance}} 分", "en": "only {{balance}}"}}},
        ])
    assert (refused.value.code, refused.value.params) == ("own_message", {"message": "林若溪 只有 3 分"})
    assert values(app, "coupon") == [], "nothing of a refused act remains"
    perform(app, ("holder", one), [{**spend, "otherwise": {"do": [{"type": "update", "set": {"visits": "visits + 1"}}]}}])
    assert [(row["balance"], row["visits"]) for row in values(app, "holder")] == [(3, 1)]


def test_conditions_choose_find_and_names_that_stay_empty(app: Installation) -> None:
    one = holder(app, visits=2)
    create(app, "product", {"name": "a", "stock": 1}, {"name": "b", "stock": 8})
    perform(app, ("holder", one), [
        {"type": "find", "form": "product", "match": "stock > trigger.visits", "as": "rich"},
        {"type": "find", "form": "product", "match": "stock > 100", "as": "none"},
        {"type": "create", "when": "visits > 5", "form": "coupon", "values": {"code": "'never'"}, "as": "left_out"},
        {"type": "choose", "cases": [
            {"when": "not EMPTY(none.name)", "do": [{"type": "refuse", "message": "no"}]},
            {"when": "rich.name == 'b' and EMPTY(left_out.code)", "do": [{"type": "create", "form": "coupon", "values": {"code": "rich.name"}}]},
        ], "else": [{"type": "refuse", "message": "else"}]},
    ])
    assert [row["code"] for row in values(app, "coupon")] == ["b"]


def test_each_line_and_each_match_in_turn(app: Installation) -> None:
    tea, cake = create(app, "product", {"name": "茶", "stock": 5}, {"name": "蛋糕", "stock": 5})
    sale = create(app, "sale", {"no": "1", "lines": [{"product": tea, "qty": 2}, {"product": cake, "qty": 3}, {"product": tea, "qty": 1}]})[0]
    down = {"type": "update", "target": "item.product", "set": {"stock": "stock - item.qty"}, "guard": "stock >= item.qty",
            "otherwise": {"refuse": "{{item.product.name}} 不够"}}
    perform(app, ("sale", sale), [{"type": "for_each", "each": "lines", "do": [down]}])
    assert [row["stock"] for row in values(app, "product", tea, cake)] == [2, 2]
    with pytest.raises(Invalid) as refused:
        perform(app, ("sale", sale), [{"type": "for_each", "each": "lines", "do": [down]}])
    assert refused.value.params == {"message": "蛋糕 不够"}
    assert [row["stock"] for row in values(app, "product", tea, cake)] == [2, 2], "all lines or none"
    perform(app, ("sale", sale), [{
        "type": "for_each", "form": "product", "match": "stock > 0", "sort": ["-name"], "as": "what",
        "do": [{"type": "create", "form": "coupon", "values": {"code": "CONCAT(what.name, trigger.no)"}}],
    }])
    assert [row["code"] for row in values(app, "coupon")] == ["蛋糕1", "茶1"]


def test_inputs_of_a_button_are_names_too(app: Installation) -> None:
    one = holder(app)
    asked = {"ask": Named({"points": 7}, None, {"points": Number()})}
    perform(app, ("holder", one), [{"type": "update", "set": {"balance": "balance + ask.points"}}], bindings=asked)
    assert values(app, "holder")[0]["balance"] == 7


def test_the_image_before_is_known_in_every_scope(app: Installation) -> None:
    one, other = holder(app, visits=5), create(app, "holder", {"name": "b", "visits": 2})[0]
    perform(app, ("holder", one), [
        {"type": "update", "form": "holder", "match": "visits == old.visits", "set": {"name": "CONCAT(old.name, trigger.old.visits, name)"}},
    ], old={"id": one, "name": "was", "visits": 2})
    assert values(app, "holder", other)[0]["name"] == "was2b"


def test_delete_and_what_is_kept_for_ever(app: Installation) -> None:
    one = holder(app)
    create(app, "coupon", {"code": "a", "holder": one}, {"code": "b", "holder": one}, {"code": "c"})
    done = perform(app, ("holder", one), [{"type": "delete", "form": "coupon", "match": "holder == trigger.id"}])
    assert [row["code"] for row in values(app, "coupon")] == ["c"]
    assert [(effect.code, effect.params) for effect in done] == [("effect_delete_many", {"count": 2})]
    create(app, "ledger", {"key": "k", "holder": one, "delta": 1})
    for action in ({"type": "delete", "form": "ledger", "match": "delta == 1"},
                   {"type": "update", "form": "ledger", "match": "delta == 1", "set": {"delta": "2"}}):
        with pytest.raises(AppError) as refused:
            perform(app, ("holder", one), [action])
        assert refused.value.code == "form_append_only"


def test_notices_reach_people_once(app: Installation) -> None:
    agent = app.user("agent")
    one = holder(app, owner=agent.id)
    action = {"type": "notify", "to": {"by": "field", "value": "owner"}, "title": "{{name}} 来了"}
    for _ in range(2):
        done = perform(app, ("holder", one), [action], key="run1")
    assert done[0].users == (agent.id,)
    found = app.client(agent).get("/api/v1/notifications").json
    assert found is not None
    assert [(item["title"], item["link"], item["read"]) for item in found["items"]] == [
        ("林若溪 来了", {"app": "tiny", "form": "holder", "record": one}, False),
    ]


def test_eight_threads_never_spend_more_than_there_is(app: Installation) -> None:
    one = holder(app, balance=60)
    create(app, "lot", *({"holder": one, "qty": 20, "remaining": 20, "expires": date(2026, 12, day)} for day in (3, 1, 2)))
    spend = [
        {"type": "update", "set": {"balance": "balance - 7"}, "guard": "balance >= 7", "otherwise": {"refuse": "不够"}},
        {"type": "allocate", "form": "lot", "groups": [{"match": "holder == trigger.id", "sort": ["expires"]}], "take": "remaining",
         "quantity": "7", "set": {"state": "'used' if remaining == taken else 'active'"},
         "into": {"form": "alloc", "values": {"lot": "lot", "qty": "taken"}}},
        {"type": "create", "form": "ledger", "values": {"holder": "id", "delta": "-7"}},
    ]

    def work(_: int) -> str:
        try:
            perform(app, ("holder", one), spend)
        except AppError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(16)))
    assert sorted(set(outcomes)) == ["done", "own_message"]
    assert outcomes.count("done") == 8
    row = values(app, "holder")[0]
    lots = sorted(values(app, "lot"), key=lambda lot: lot["expires"])
    assert (row["balance"], row["booked"]) == (4, -56)
    assert [(lot["remaining"], lot["state"]) for lot in lots] == [(0, "used"), (0, "used"), (4, "active")]
    taken = {lot["id"]: sum(one["qty"] for one in values(app, "alloc") if one["lot"] == lot["id"]) for lot in lots}
    assert [taken[lot["id"]] for lot in lots] == [20, 20, 16]


def test_upsert_at_once_makes_one(app: Installation) -> None:
    one = holder(app, visits=1)
    add = [{"type": "upsert", "form": "product", "key": {"name": "name"}, "values": {"stock": "visits"}, "set": {"stock": "stock + trigger.visits"}}]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: perform(app, ("holder", one), add), range(24)))
    assert [(row["name"], row["stock"]) for row in values(app, "product")] == [("林若溪", 24)]


def test_codes_are_unique_checked_and_taken_again_when_one_is_gone(app: Installation) -> None:
    one = holder(app)
    perform(app, ("holder", one), [{"type": "codes", "form": "coupon", "field": "code", "count": "150", "values": {"holder": "id"}}])
    rows = values(app, "coupon")
    found = [row["code"] for row in rows]
    assert len(set(found)) == 150
    assert all(len(code) == 10 and is_code(code) for code in found)
    assert {row["holder"] for row in rows} == {one}
