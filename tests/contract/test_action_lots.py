"""Lots, refunds and long lists through the door, on both databases."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from builder.errors import Conflict, Invalid, LimitExceeded
from builder.expressions.types import Number
from runtime.actions import Named, choosing, codes
from runtime.actions.codes import check_character
from runtime.jobs.worker import drain
from tests.contract import action_app
from tests.contract.action_app import create, perform, values
from tests.installation import Installation
from tests.shelf import Furnishing

TAKE: Mapping[str, Any] = {
    "type": "allocate", "form": "lot", "take": "remaining", "quantity": "points", "as": "spent",
    "groups": [{"match": "holder == trigger.holder and name == 'first'", "sort": ["expires"]},
               {"match": "holder == trigger.holder", "sort": ["expires"]}],
    "set": {"state": "'used' if remaining == taken else 'active'"},
    "into": {"form": "alloc", "values": {"lot": "lot", "sale": "id", "qty": "taken", "note": "CONCAT(lot.name, ' ', lot.remaining)"}},
}
GIVE_BACK: Mapping[str, Any] = {
    "type": "reverse", "form": "alloc", "match": "sale == trigger.ref", "sort": ["-id"], "amount": "qty",
    "part": "ref.refunded", "whole": "ref.net", "contra": {"form": "back", "of": "alloc", "amount": "qty", "values": {"sale": "id"}},
    "back": {"to": "lot", "add": "remaining", "set": {"state": "'active' if remaining + taken > 0 else 'used'"}},
}


@pytest.fixture
def furnishing() -> Furnishing:
    return action_app.READY


@pytest.fixture
def app(installation: Installation) -> Installation:
    return installation


def lots(app: Installation, holder: str, *given: tuple[str, int, int]) -> list[str]:
    rows = [{"name": name, "holder": holder, "qty": qty, "remaining": qty, "expires": date(2026, 12, day)} for name, qty, day in given]
    return create(app, "lot", *rows)


def left(app: Installation, *ids: str) -> list[tuple[int, str]]:
    return [(lot["remaining"], lot["state"]) for lot in values(app, "lot", *ids)]


def opened(app: Installation, points: int) -> tuple[list[str], str]:
    holder = create(app, "holder", {"name": "林若溪"})[0]
    ids = lots(app, holder, ("late", 30, 20), ("soon", 10, 1), ("first", 5, 28))
    lots(app, create(app, "holder", {"name": "other"})[0], ("soon", 99, 1))
    return ids, create(app, "sale", {"no": "1", "holder": holder, "points": points, "net": Decimal("300.00")})[0]


def test_groups_then_order_and_a_row_for_each_portion(app: Installation) -> None:
    ids, sale = opened(app, 20)
    perform(app, ("sale", sale), [TAKE, {"type": "update", "set": {"no": "CONCAT(spent.taken, '/', spent.short)"}}])
    assert left(app, *ids) == [(25, "active"), (0, "used"), (0, "used")]
    assert [(row["lot"], row["qty"], row["note"]) for row in values(app, "alloc")] == [
        (ids[2], 5, "first 5"), (ids[1], 10, "soon 10"), (ids[0], 5, "late 30"),
    ]
    assert values(app, "sale")[0]["no"] == "20/0"


def test_short_refuses_and_leaves_everything_or_takes_what_there_is(app: Installation) -> None:
    ids, sale = opened(app, 50)
    with pytest.raises(Invalid) as refused:
        perform(app, ("sale", sale), [{**TAKE, "refuse": "{{holder.name}} 的积分不够"}])
    assert refused.value.params == {"message": "林若溪 的积分不够"}
    with pytest.raises(Invalid) as plain:
        perform(app, ("sale", sale), [TAKE])
    assert (plain.value.code, plain.value.params) == ("allocate_short", {"wanted": "50", "there": "45"})
    assert left(app, *ids) == [(30, "active"), (10, "active"), (5, "active")]
    perform(app, ("sale", sale), [{**TAKE, "short": "partial"}, {"type": "update", "set": {"no": "CONCAT(spent.taken, '/', spent.short)"}}])
    assert left(app, *ids) == [(0, "used")] * 3
    assert values(app, "sale")[0]["no"] == "45/5"


@pytest.mark.parametrize("points", [None, 0, -5])
def test_nothing_asked_takes_nothing(app: Installation, points: int | None) -> None:
    ids, sale = opened(app, 1)
    perform(app, ("sale", sale), [{"type": "update", "set": {"points": "none" if points is None else str(points)}}])
    perform(app, ("sale", sale), [TAKE])
    assert values(app, "alloc") == []
    assert left(app, *ids) == [(30, "active"), (10, "active"), (5, "active")]


def test_three_partial_refunds_give_back_exactly_and_a_replay_nothing(app: Installation) -> None:
    ids, sale = opened(app, 20)
    perform(app, ("sale", sale), [TAKE])
    before = values(app, "lot", *ids)
    seen = []
    for refunded in ("100.00", "200.00", "300.00"):
        perform(app, ("sale", sale), [{"type": "update", "set": {"refunded": refunded}}])
        refund = create(app, "sale", {"no": f"R{refunded}", "ref": sale})[0]
        for _ in range(2):
            perform(app, ("sale", refund), [GIVE_BACK])
        seen.append(sum(row["qty"] for row in values(app, "back")))
    assert seen == [6, 13, 20], "a third of 20 rounded down, two thirds rounded down, all"
    after = values(app, "lot", *ids)
    assert [lot["remaining"] for lot in after] == [30, 10, 5]
    assert [lot["expires"] for lot in after] == [lot["expires"] for lot in before], "back to the lots they came from, which end when they ended"
    taken = {row["id"]: row["qty"] for row in values(app, "alloc")}
    given = {key: sum(row["qty"] for row in values(app, "back") if row["alloc"] == key) for key in taken}
    assert given == taken


def test_the_last_taken_comes_back_first(app: Installation) -> None:
    ids, sale = opened(app, 20)
    perform(app, ("sale", sale), [TAKE, {"type": "update", "set": {"refunded": "120.00"}}])
    refund = create(app, "sale", {"no": "R", "ref": sale})[0]
    perform(app, ("sale", refund), [GIVE_BACK])
    assert left(app, *ids) == [(30, "active"), (3, "active"), (0, "used")]


def test_refunds_at_the_same_time_give_back_once(app: Installation) -> None:
    ids, sale = opened(app, 20)
    perform(app, ("sale", sale), [TAKE, {"type": "update", "set": {"refunded": "net"}}])
    refund = create(app, "sale", {"no": "R", "ref": sale})[0]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: perform(app, ("sale", refund), [GIVE_BACK]), range(12)))
    assert sum(row["qty"] for row in values(app, "back")) == 20
    assert [lot["remaining"] for lot in values(app, "lot", *ids)] == [30, 10, 5]


def test_takers_and_refunds_at_random_keep_the_books(app: Installation) -> None:
    """Whatever happens in whatever order: what was taken and not given back is what is missing in the lots."""
    chance, holder = Random(5), create(app, "holder", {"name": "x"})[0]
    lots(app, holder, *(("lot", chance.randrange(5, 40), day) for day in range(1, 9)))
    whole = sum(lot["qty"] for lot in values(app, "lot"))
    for number in range(12):
        sale = create(app, "sale", {"no": str(number), "holder": holder, "points": chance.randrange(1, 30), "net": Decimal("90.00")})[0]
        perform(app, ("sale", sale), [{**TAKE, "short": "partial"}])
        for part in sorted(chance.sample(range(1, 91), chance.randrange(0, 3))):
            perform(app, ("sale", sale), [{"type": "update", "set": {"refunded": f"{part}.00"}}])
            perform(app, ("sale", create(app, "sale", {"no": "R", "ref": sale})[0]), [GIVE_BACK])
        out = sum(row["qty"] for row in values(app, "alloc")) - sum(row["qty"] for row in values(app, "back"))
        rest = [lot["remaining"] for lot in values(app, "lot")]
        assert sum(rest) == whole - out
        assert all(0 <= left <= lot["qty"] for left, lot in zip(rest, values(app, "lot"), strict=True))
    assert values(app, "back")


def test_a_guard_sees_what_this_very_work_has_spent(app: Installation) -> None:
    """A roll-up that has not moved yet is no excuse to spend twice."""
    holder = create(app, "holder", {"name": "x"})[0]
    create(app, "ledger", {"holder": holder, "delta": 10})
    spend = [
        {"type": "update", "set": {}, "guard": "booked >= 7", "otherwise": {"refuse": "不够"}},
        {"type": "create", "form": "ledger", "values": {"holder": "id", "delta": "-7"}},
    ]
    with pytest.raises(Invalid):
        perform(app, ("holder", holder), spend * 2)
    perform(app, ("holder", holder), spend)
    assert values(app, "holder")[0]["booked"] == 3


def test_more_than_fit_one_transaction_go_on_as_jobs(app: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST", 4)
    monkeypatch.setattr(choosing, "PIECE", 5)
    one = create(app, "holder", {"name": "x", "visits": 2})[0]
    create(app, "product", *({"name": f"p{number:02}", "stock": 1} for number in range(11)))
    action = {"type": "for_each", "form": "product", "match": "stock < trigger.visits", "as": "what", "do": [
        {"type": "update", "target": "what", "set": {"stock": "stock + ask.plus"}},
        {"type": "create", "form": "coupon", "values": {"code": "what.name", "holder": "trigger.id"}}]}
    asked = {"ask": Named({"plus": 7}, None, {"plus": Number()})}
    perform(app, ("holder", one), [action], key="run1", bindings=asked)
    assert len(values(app, "coupon")) == 4
    assert drain(app.runtime) == 2
    assert [row["code"] for row in values(app, "coupon")] == [f"p{number:02}" for number in range(11)]
    assert {row["stock"] for row in values(app, "product")} == {8}
    assert {row["holder"] for row in values(app, "coupon")} == {one}


def test_a_change_of_many_goes_on_too(app: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST", 4)
    monkeypatch.setattr(choosing, "PIECE", 3)
    one = create(app, "holder", {"name": "x"})[0]
    create(app, "product", *({"name": f"p{number:02}", "stock": number} for number in range(11)))
    perform(app, ("holder", one), [
        {"type": "update", "form": "product", "match": "stock >= 2", "set": {"stock": "stock + 100"}, "guard": "stock != 5",
         "otherwise": {"refuse": "none"}},
    ], key="run1")
    assert drain(app.runtime) == 2
    assert [row["stock"] for row in values(app, "product")] == [0, 1, 102, 103, 104, 5, 106, 107, 108, 109, 110], "each once"
    perform(app, ("holder", one), [{"type": "delete", "form": "product", "match": "stock > 5"}], key="run2")
    drain(app.runtime)
    assert [row["stock"] for row in values(app, "product")] == [0, 1, 5]


def test_an_order_cannot_go_on_elsewhere(app: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST", 2)
    one = create(app, "holder", {"name": "x"})[0]
    create(app, "product", *({"name": f"p{number}", "stock": 1} for number in range(3)))
    action = {"type": "for_each", "form": "product", "match": "stock > 0", "sort": ["name"], "do": []}
    with pytest.raises(LimitExceeded):
        perform(app, ("holder", one), [action])


def test_many_codes_go_on_as_jobs(app: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "CHUNK", 20)
    one = create(app, "holder", {"name": "x"})[0]
    perform(app, ("holder", one), [{"type": "codes", "form": "coupon", "field": "code", "count": "50"}], key="run1")
    assert len(values(app, "coupon")) == 20
    drain(app.runtime)
    assert len({row["code"] for row in values(app, "coupon")}) == 50


def test_a_code_that_is_taken_is_made_again(app: Installation) -> None:
    taken = "000000000" + check_character("000000000")
    create(app, "coupon", {"code": taken})
    one = create(app, "holder", {"name": "x"})[0]
    draws = iter([bytes(9), bytes([1] * 9), bytes([1] * 9), bytes([2] * 9)])
    lucky = Installation(replace(app.runtime, entropy=lambda size: next(draws)))
    perform(lucky, ("holder", one), [{"type": "codes", "form": "coupon", "field": "code", "count": "2", "values": {"name": "name"}}])
    assert [row["code"][:2] for row in values(app, "coupon")] == ["00", "11", "22"]
    stubborn = Installation(replace(app.runtime, entropy=lambda size: bytes(size)))
    with pytest.raises(Conflict):
        perform(stubborn, ("holder", one), [{"type": "codes", "form": "coupon", "field": "code", "count": "1"}])


def test_one_act_has_its_bounds(app: Installation) -> None:
    one = create(app, "holder", {"name": "x"})[0]
    twice: list[dict[str, Any]] = [{"type": "choose", "cases": [{"when": "true", "do": []}]}] * 50
    for _ in range(2):
        twice = [{"type": "choose", "cases": [{"when": "true", "do": twice}]}] * 50
    with pytest.raises(LimitExceeded):
        perform(app, ("holder", one), twice)
