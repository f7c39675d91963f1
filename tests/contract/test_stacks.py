"""Numbers over many records, alike on both databases and equal to what Python counts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.contract.numbers import Asking, mall
from tests.contract.stores import Shop, shop_on

D = Decimal


@pytest.fixture
def shop(database: str, clock: Any) -> Iterator[Shop]:
    with shop_on(database, mall(), clock) as shop:
        yield shop


def filled(shop: Shop) -> dict[str, str]:
    """Three stores, two of them with receipts in October and November."""
    a, b, c = shop.insert("store", {"name": "A", "format": "dining", "area": D("10.50")}, {"name": "B", "format": "retail", "area": D(20)},
                          {"name": "C", "area": D(5)})
    m, n = shop.insert("member", {"name": "M", "age": 20, "vip": True}, {"name": "N", "age": 31})
    beauty, food = shop.insert("product", {"name": "lip", "category": "beauty"}, {"name": "hotpot", "category": "food"})
    shop.insert(
        "sale",
        {"no": "1", "store": a, "member": m, "paid_at": datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), "amount": D("10.10"),
         "lines": [{"product": beauty, "qty": 1}, {"product": food, "qty": 2}]},
        {"no": "2", "store": a, "member": n, "paid_at": datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "amount": D("20.20"),
         "lines": [{"product": beauty, "qty": 5}, {"product": beauty, "qty": 7}]},
        {"no": "3", "store": b, "member": n, "paid_at": datetime(2026, 11, 3, tzinfo=UTC), "amount": None},
    )
    return {"a": a, "b": b, "c": c, "m": m, "n": n, "beauty": beauty, "food": food}


def test_months_and_stores_with_exact_numbers(shop: Shop) -> None:
    ids, ask = filled(shop), Asking(shop)
    axes = [ask.axis("sale", "month", "paid_at", grain="month"), ask.axis("sale", "store", "store")]
    numbers = [
        ask.number("sale", "sales", "sum", "amount"), ask.number("sale", "orders", "count"),
        ask.number("sale", "buyers", "count_distinct", "member"), ask.number("sale", "aov", "avg", "amount"),
        ask.number("sale", "vip", "sum", "amount", "member.vip == true"),
    ]
    found = ask.run(ask.branch("sale", axes, numbers))
    assert found.keys == ("month", "store", "sales", "orders", "buyers", "aov", "vip")
    assert found.rows == (
        (date(2026, 10, 1), ids["a"], D("10.10"), 1, 1, D("10.100000"), D("10.10")),
        (date(2026, 11, 1), ids["a"], D("20.20"), 1, 1, D("20.200000"), D("0.00")),
        (date(2026, 11, 1), ids["b"], D("0.00"), 1, 1, None, D("0.00")),
    )


def test_two_homes_stand_on_one_another_without_fan_out(shop: Shop) -> None:
    filled(shop)
    ask = Asking(shop)
    sale = ask.branch("sale", [ask.axis("sale", "fmt", "store.format")], [ask.number("sale", "sales", "sum", "amount")])
    area = ask.branch("store", [ask.axis("store", "fmt", "format")], [ask.number("store", "area", "sum", "area")])
    found = ask.run(sale, area, sort=(("area", True),))
    assert found.rows == (("retail", D("0.00"), D("20.00")), ("dining", D("30.30"), D("10.50")), (None, D("0.00"), D("5.00")))
