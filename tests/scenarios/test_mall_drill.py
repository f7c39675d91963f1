"""The way down: at each level the parts add up to the whole, for every role, down to the receipts; a role sees its own rows only."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from runtime.records import service
from runtime.records.shown import Listing
from tests.scenarios.story import Told

RUN = "/api/v1/apps/mall_crm/reports/{}:run"
RECORDS = "/api/v1/apps/mall_crm/reports/{}:records"
WAYS = {
    "sales_drill": ("goods", ["fmt", "store.format", "store", "lines.product"]),
    "format_share": ("sales", ["fmt", "store.format", "store"]),
    "complaint_rate": ("complaints", ["type", "store"]),
    "new_members": ("members", ["channel", "join_store.mall", "join_store"]),
    "channel_quality": ("members", ["channel", "join_store"]),
}
SEEN_BY = {
    "sales_drill": ("ceo", "operations", "store_manager", "merchant", "agent"), "format_share": ("ceo", "store_manager", "merchant"),
    "complaint_rate": ("ceo", "operations", "agent", "store_manager"), "new_members": ("operations", "ceo"), "channel_quality": ("operations", "store_manager", "agent"),
}  # fmt: skip


def asked(told: Told, role: str, key: str, drill: list[list[Any]]) -> Mapping[str, Any]:
    """A report at one level."""
    answer = told.client(role).post(RUN.format(key), json={"drill": drill})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: Mapping[str, Any] = answer.get_json()
    return found


def numbers(answer: Mapping[str, Any], key: str) -> list[Decimal]:
    """All values of a measure."""
    place = [one["key"] for one in answer["columns"]].index(key)
    return [Decimal(row[place]) for row in answer["rows"]]


@pytest.mark.parametrize(("key", "role"), [(key, role) for key, roles in SEEN_BY.items() for role in roles])
def test_the_parts_of_every_level_add_up(told: Told, key: str, role: str) -> None:
    measure, way = WAYS[key]
    drill: list[list[Any]] = []
    answer = asked(told, role, key, drill)
    for depth in range(len(way) - 1):
        values = numbers(answer, measure)
        assert answer["drill"]["next"]["key"] == way[depth + 1], (role, depth)
        largest = max(range(len(values)), key=values.__getitem__)
        by = [one["key"] for one in answer["columns"]].index(answer["drill"]["by"])
        drill = [*drill, [answer["drill"]["by"], answer["rows"][largest][by]]]
        below = asked(told, role, key, drill)
        assert sum(numbers(below, measure)) == values[largest] > 0, (role, drill)
        assert [one["key"] for one in below["drill"]["at"]] == way[: depth + 1]
        answer = below
    assert answer["drill"]["next"] is None


def test_every_format_splits_into_its_stores_and_products(told: Told) -> None:
    """Not only the largest branch: the whole tree, against the facts."""
    formats, stores, skus = told.names("format", "code"), told.names("store", "code"), told.names("product", "sku")
    goods = told.facts["goods_this_month"]
    top = asked(told, "ceo", "sales_drill", [])
    found: dict[str, dict[str, str]] = {"by_format": {}, "by_kind": {}, "by_store": {}}
    for fmt, amount in pairs(top):
        found["by_format"][formats[fmt]] = amount
        for kind, part in pairs(asked(told, "ceo", "sales_drill", [["fmt", fmt]])):
            found["by_kind"][formats[kind]] = part
            for store, own in pairs(asked(told, "ceo", "sales_drill", [["fmt", fmt], ["store.format", kind]])):
                found["by_store"][stores[store]] = own
    assert found == {name: {key: value for key, value in goods[name].items() if Decimal(value)} for name in found}
    [hotpot] = [key for key, code in stores.items() if code == "HG-501"]
    store_of = {"fmt": "dining", "store.format": "hotpot"}
    way = [[step, next(key for key, code in formats.items() if code == wanted)] for step, wanted in store_of.items()]
    products = {skus[key]: amount for key, amount in pairs(asked(told, "ceo", "sales_drill", [*way, ["store", hotpot]]))}
    assert products == {key: value for key, value in goods["by_product"].items() if key.startswith("HG-501-") and Decimal(value)}


def pairs(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first dimension and the goods of each row."""
    place = [one["key"] for one in answer["columns"]].index("goods")
    return [(row[0], row[place]) for row in answer["rows"]]


def test_a_number_ends_at_its_records(told: Told) -> None:
    top = asked(told, "ceo", "format_share", [])
    place = [one["key"] for one in top["columns"]].index("orders")
    for row in top["rows"]:
        answer = told.client("ceo").post(RECORDS.format("format_share"), json={"cell": {"fmt": row[0]}}).get_json()
        assert answer["form"] == "purchase"
        listing = Listing(filter=f"({answer['filter']}) and kind == 'sale'", limit=1, fields=(), count="exact", refs=False)
        assert service.list_(told.acting("ceo"), "purchase", listing).count == row[place]


def test_a_store_manager_sees_only_the_own_store_in_the_same_report(told: Told) -> None:
    stores = told.names("store", "code")
    facts = told.facts["sales"]
    for role in ("store_manager", "merchant"):
        league = asked(told, role, "league", [])
        place = [one["key"] for one in league["columns"]].index("store")
        assert [stores[row[place]] for row in league["rows"]] == ["HG-501"]
        assert numbers(league, "sales") == [Decimal(facts["this_month_by_store"]["HG-501"])]
    metres = asked(told, "store_manager", "store_figures", [])
    own = told.found.places["HG-501"]
    assert numbers(metres, "area") == [Decimal(own.area).scaleb(-2)]
    everything = asked(told, "ceo", "store_figures", [])
    assert numbers(everything, "area")[0] > numbers(metres, "area")[0]


def test_exports_hold_what_the_screen_shows(told: Told) -> None:
    answer = told.client("operations").post("/api/v1/apps/mall_crm/reports/league:export", json={"format": "csv", "params": {}})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    text = answer.get_data().decode("utf-8-sig")
    assert "禾里火锅" in text
    assert told.client("store_manager").post("/api/v1/apps/mall_crm/reports/league:export", json={"format": "csv", "params": {}}).status_code == 403
