"""Tables and charts of the mall show, group by group, what plain Python counted from the records; on both databases."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builder.errors import Invalid
from runtime.records import service
from runtime.reports.shown import Shown
from tests.scenarios.reading import column, level, money, month, only, some, table
from tests.scenarios.story import Told
from tools.mall_data import truth
from tools.mall_data.charted import WEEKS
from tools.mall_data.counting import ratio
from tools.mall_data.recount import fen


def cells(shown: Shown, dimensions: Mapping[str, Mapping[str, str] | None], number: str) -> dict[str, Any]:
    """One number by several dimensions, called as the facts call them; without what comes to nothing."""
    places = [(shown.place(key), names) for key, names in dimensions.items()]
    value = shown.place(number)
    return some({" ".join(_called(row[at], names) for at, names in places): row[value] for row in shown.rows})


def _called(value: Any, names: Mapping[str, str] | None) -> str:
    return "" if value is None else names[value] if names else str(value)


def test_the_answers_are_written_beside_the_data(told: Told, tmp_path: Path) -> None:
    written = json.loads(truth.write(told.installation.runtime, tmp_path).read_text("utf-8"))
    assert written == json.loads(json.dumps(told.facts))


def test_each_age_buys_its_categories(told: Told) -> None:
    shown = told.run("age_category")
    facts = money(told.facts["charts"]["age_category"])
    assert cells(shown, {"age": None, "category": None}, "goods") == facts
    assert level(shown, (), "goods") == [sum(facts.values())]
    for age in {key.split()[0] for key in facts}:
        whole = sum(amount for key, amount in facts.items() if key.split()[0] == age)
        own = {key: share for key, share in cells(shown, {"age": None, "category": None}, "share").items() if key.split()[0] == age}
        assert own == {key: ratio(fen(amount), fen(whole)) for key, amount in facts.items() if key.split()[0] == age}


def test_talks_and_points_by_day_and_kind(told: Told) -> None:
    assert cells(told.run("calls_done"), {"day": None, "kind": None}, "talks") == told.facts["charts"]["calls_done"]
    flow = told.facts["charts"]["points_flow"]
    assert cells(told.run("points_flow"), {"day": None, "kind": None}, "points") == flow
    assert {key.split()[1] for key in flow} >= {"earn", "reverse"}


def test_complaints_by_type_and_state(told: Told) -> None:
    shown = told.run("complaint_states")
    assert cells(shown, {"type": None, "state": None}, "complaints") == told.facts["charts"]["complaint_states"]


def test_scores_and_their_mean(told: Told) -> None:
    shown, facts = told.run("satisfaction"), told.facts["charts"]["satisfaction"]
    assert cells(shown, {"score": None}, "answers") == facts["answers"]
    assert [str(level(shown, (), key)[0]) for key in ("mean", "mean_before")] == [facts["mean"], facts["mean_before"]]


def test_formats_and_stores_in_size(told: Told) -> None:
    shown, facts = told.run("format_treemap"), told.facts["charts"]["format_treemap"]
    names = {"fmt": told.names("format", "code"), "store": told.names("store", "code")}
    assert cells(shown, names, "sales") == money(facts["sales"])
    assert cells(shown, names, "orders") == facts["orders"]


def test_area_sales_and_receipts_of_each_open_store(told: Told) -> None:
    shown, facts = told.run("store_scatter"), told.facts["charts"]["store_scatter"]
    stores = {"store": told.names("store", "code")}
    assert cells(shown, stores, "area") == money(facts["area"])
    assert cells(shown, stores, "sales") == money(facts["sales"])
    assert cells(shown, stores, "orders") == facts["orders"]


def test_sales_per_square_metre_are_of_the_stores_whose_area_counts(told: Told) -> None:
    """What a store sold before it closed is no sale on the area of the others."""
    sales, places = told.facts["sales"], told.found.places
    malls, shown = told.names("mall", "code"), told.run("mall_compare")
    rows = [dict(zip(("month", "mall", "sales", "open", "area", "per"), row, strict=True)) for row in _columns(shown)]
    for row in rows:
        own = {code: fen(Decimal(amount)) for code, amount in sales["by_month_store"][month(row["month"])].items()}
        mine = {code: amount for code, amount in own.items() if places[code].mall == malls[row["mall"]]}
        trading = sum(amount for code, amount in mine.items() if places[code].open)
        area = sum(place.area for place in places.values() if place.open and place.mall == malls[row["mall"]])
        assert (fen(row["sales"]), fen(row["open"]), fen(row["area"])) == (sum(mine.values()), trading, area)
        assert row["per"] == ratio(trading, area)
    assert any(row["open"] < row["sales"] for row in rows), "a store has closed within the months shown"
    figures = told.run("store_figures")
    month_open = sum(fen(Decimal(amount)) for code, amount in sales["this_month_by_store"].items() if places[code].open)
    assert only(figures, "per_sqm") == ratio(month_open, sum(place.area for place in places.values() if place.open))


def _columns(shown: Shown) -> list[tuple[Any, ...]]:
    return list(zip(*(column(shown, key) for key in ("month", "mall", "sales", "sales_open", "area", "per_sqm")), strict=True))


def test_members_who_bought_each_month(told: Told) -> None:
    shown, facts = told.run("member_activity"), told.facts["charts"]["member_activity"]
    months = [month(key) for key in column(shown, "month")]
    assert len(months) == 12
    for key in ("buyers", "visits"):
        assert dict(zip(months, column(shown, key), strict=True)) == {one: facts[key][one] for one in months}
    spent = {one: fen(Decimal(facts["member_sales"][one])) for one in months}
    assert [fen(value) for value in column(shown, "member_sales")] == list(spent.values())
    assert column(shown, "per_member") == [ratio(spent[one], 100 * facts["buyers"][one]) for one in months]
    assert column(shown, "frequency") == [ratio(facts["visits"][one], facts["buyers"][one]) for one in months]


def test_members_and_returning_guests_against_the_month_before(told: Told) -> None:
    shown, facts = told.run("merchant_members"), told.facts["charts"]["merchant_members"]
    assert {key: only(shown, key) for key in facts} == facts
    assert facts["again_lm"] > 0
    for suffix in ("", "_lm"):
        assert only(shown, f"member_rate{suffix}") == ratio(facts[f"member_orders{suffix}"], facts[f"orders{suffix}"])
        assert only(shown, f"repeat_rate{suffix}") == ratio(facts[f"again{suffix}"], facts[f"member_orders{suffix}"])


def test_sales_day_by_day(told: Told) -> None:
    shown, facts = told.run("sales_daily"), told.facts["charts"]["sales_daily"]
    assert len(shown.rows) == 7
    assert cells(shown, {"day": None}, "sales") == money(facts["sales"])
    assert cells(shown, {"day": None}, "orders") == facts["orders"]


def test_calls_by_kind_and_state_and_those_open_a_day_ago(told: Told) -> None:
    shown, facts = told.run("tasks_by_kind"), told.facts["charts"]["tasks_by_kind"]
    assert cells(shown, {"kind": None, "state": None}, "tasks") == facts["tasks"]
    for key in ("open", "late", "open_before"):
        assert level(shown, (), key) == [facts[key]], key
    assert facts["open"] > 0
    assert facts["open_before"] > 0


def test_what_tiers_spend_on(told: Told) -> None:
    shown, facts = told.run("tier_radar"), money(told.facts["charts"]["tier_radar"])
    names = {"sub": told.names("format", "code"), "tier": told.names("tier", "code")}
    assert cells(shown, names, "sales") == facts
    for tier in names["tier"].values():
        own = {key: amount for key, amount in facts.items() if key.split()[1] == tier}
        shares = {key: share for key, share in cells(shown, names, "share").items() if key in own}
        assert shares == {key: ratio(fen(amount), fen(sum(own.values(), Decimal()))) for key, amount in own.items()}


def test_what_tiers_are_worth(told: Told) -> None:
    shown, facts = told.run("tier_value"), told.facts["charts"]["tier_value"]
    tiers = {"tier": told.names("tier", "code")}
    assert cells(shown, tiers, "members") == facts["members"]
    assert cells(shown, tiers, "spend") == money(facts["spend"])
    assert cells(shown, tiers, "visits") == facts["visits"]
    expected = {key: ratio(fen(Decimal(facts["spend"][key])), 100 * count) for key, count in facts["members"].items()}
    assert cells(shown, tiers, "value") == expected


def test_members_in_fifths_by_recency_and_frequency(told: Told) -> None:
    shown, facts = told.run("rfm"), told.facts["charts"]["rfm"]
    fifths = {"recency": None, "frequency": None}
    assert cells(shown, fifths, "buyers") == facts["buyers"]
    assert cells(shown, fifths, "sales") == money(facts["sales"])
    assert {key[0] for key in facts["buyers"]} == {key[-1] for key in facts["buyers"]} == set("12345")


def test_busy_hours_are_the_mean_of_eight_weeks_that_have_each_weekday_as_often(told: Told) -> None:
    shown, facts = told.run("weekday_hour"), told.facts["charts"]["weekday_hour"]
    hours = {"weekday": None, "hour": None}
    assert cells(shown, hours, "orders") == facts
    assert cells(shown, hours, "weekly") == {key: ratio(count, WEEKS) for key, count in facts.items()}
    today = told.found.now.date()
    recent = [one for one in told.found.receipts if one.kind == "sale" and timedelta() < today - one.at.date() <= timedelta(weeks=WEEKS)]
    assert sum(facts.values()) == len(recent) > 300
    assert {one.key for one in told.acting("ceo").rev.definition.reports["weekday_hour"].parameters} == {"malls"}, "its window stays as it is"


def test_campaigns_return_what_their_coupons_brought(told: Told) -> None:
    shown, facts = told.run("campaign_roi"), told.facts["charts"]["campaign_roi"]
    names = told.names("campaign", "name")
    spent = {one["name"]: one["cost"] for one in told.found.campaigns}
    assert len(shown.rows) == 6
    keys = ("campaign", "cost", "issued", "redeemed", "sales", "roi")
    for campaign, cost, issued, redeemed, sales, roi in zip(*(column(shown, key) for key in keys), strict=True):
        name = names[campaign]
        assert {"issued": issued, "redeemed": redeemed, "sales": str(sales)} == facts[name]
        assert cost == spent[name]
        assert roi == ratio(fen(Decimal(facts[name]["sales"])), fen(cost))
    assert sum(one["redeemed"] for one in facts.values()) > 0


def test_what_is_sold_in_the_top_categories_adds_up_below_them(told: Told) -> None:
    """A top list is cut where it is a top list: the products of a category are all there."""
    top = table(told.run("category_top"), "category", "goods")
    wide = max(top, key=lambda key: sum(finer == key for _, finer in told.found.categories.values()))
    below = told.run("category_top", drill=(("category", wide),))
    assert sum(column(below, "goods")) == top[wide]
    assert len(below.rows) > len(top)


def test_families_stay_families_when_their_format_is_called_otherwise(told: Told) -> None:
    ctx, url = told.acting("administrator"), "/api/v1/apps/mall_crm/segments/family_90d:count"
    formats = {code: key for key, code in told.names("format", "code").items()}
    before = told.client("operations").post(url, json={}).get_json()["count"]
    service.update(ctx, "format", formats["family"], {"name": "家庭与儿童"})
    try:
        assert told.client("operations").post(url, json={}).get_json()["count"] == before == len(told.facts["segments"]["family_90d"]) > 0
    finally:
        service.update(ctx, "format", formats["family"], {"name": "亲子"})


def test_a_target_is_of_a_month_and_begins_on_its_first_day(told: Told) -> None:
    ctx, store = told.acting("operations"), next(iter(told.names("store", "code")))
    with pytest.raises(Invalid) as refused:
        service.create(ctx, "target", {"store": store, "month": "2031-01-15", "amount": "1000.00"})
    assert "month" in refused.value.faults[0].pointer


STILL_TRUE = (
    test_each_age_buys_its_categories, test_talks_and_points_by_day_and_kind, test_complaints_by_type_and_state, test_scores_and_their_mean,
    test_formats_and_stores_in_size, test_area_sales_and_receipts_of_each_open_store, test_members_who_bought_each_month,
    test_members_and_returning_guests_against_the_month_before, test_sales_day_by_day, test_what_tiers_spend_on, test_what_tiers_are_worth,
    test_members_in_fifths_by_recency_and_frequency, test_busy_hours_are_the_mean_of_eight_weeks_that_have_each_weekday_as_often,
    test_campaigns_return_what_their_coupons_brought,
)  # fmt: skip
