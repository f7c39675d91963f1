"""Footfall of the mall: what reports say equals plain Python and SQL written by hand; a new count is seen at once."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from builder.errors import NotAllowed
from runtime.records import service
from runtime.records.shown import Listing
from runtime.reports import engine
from runtime.reports.engine import Question
from runtime.reports.shown import Shown
from tests.scenarios.story import Told
from tools.mall_data.counting import ratio
from tools.mall_data.truth_visits import visits
from tools.mall_data.visits import FAMILY_DAY

DAYS = 14  # of footfall_conversion
FOR_THE_MALL = ("footfall_today", "visitors_today", "footfall_conversion", "footfall_daily")


def rows(shown: Shown, *keys: str) -> list[tuple[Any, ...]]:
    """Some columns of a report."""
    places = [shown.place(key) for key in keys]
    return [tuple(row[place] for place in places) for row in shown.rows]


def test_today_by_hour_against_the_same_weekday_last_week(told: Told) -> None:
    counted = visits(told.installation.runtime, told.found)
    today, before = counted.by_hour(), counted.by_hour(timedelta(days=7))
    shown = told.run("footfall_today")
    found = {hour: (mine or 0, theirs or 0) for hour, mine, theirs in rows(shown, "hour", "visitors", "visitors_lw")}
    assert found == {hour: (today.get(hour, 0), before.get(hour, 0)) for hour in today.keys() | before.keys()}
    assert len(today) >= 3
    grand = shown.levels[()][0]
    assert grand[shown.place("visitors")] == sum(today.values()) > 100
    assert grand[shown.place("visitors_lw")] == sum(before.values()) > 100
    assert rows(told.run("visitors_today"), "visitors", "visitors_lw") == [(sum(today.values()), sum(before.values()))]


def test_conversion_is_receipts_by_visitors_on_each_floor_and_day(told: Told) -> None:
    counted = visits(told.installation.runtime, told.found)
    shown, daily = told.run("footfall_conversion"), told.run("footfall_daily")
    assert _with_rate(counted.by_floor(DAYS)) == _by_key(rows(shown, "floor", "visitors", "receipts", "conversion"))
    assert _with_rate(counted.by_day(DAYS)) == _by_key(rows(daily, "day", "visitors", "receipts", "conversion"))
    assert daily.levels[()][0][1:] == shown.levels[()][0][1:]
    seen, sold = (sum(one[place] for one in counted.by_floor(DAYS).values()) for place in (0, 1))
    [grand] = shown.levels[()]
    assert (grand[shown.place("visitors")], grand[shown.place("receipts")]) == (seen, sold)
    assert grand[shown.place("conversion")] == ratio(sold, seen)
    assert Decimal("0.05") < ratio(sold, seen) < Decimal("0.25")  # type: ignore[operator]


def _with_rate(facts: Mapping[Any, tuple[int, int]]) -> dict[Any, tuple[Any, ...]]:
    return {key: (seen, sold, ratio(sold, seen)) for key, (seen, sold) in facts.items()}


def _by_key(found: list[tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    return {one[0]: one[1:] for one in found}


def test_visitors_by_floor_equal_sql_written_by_hand(told: Told) -> None:
    layout = told.installation.system("mall_crm").rev.layout
    footfall, floor = (f"f{layout.form(key).no}" for key in ("footfall", "floor"))
    today = (told.found.now.date(), told.found.now.date() - timedelta(days=DAYS))
    by_hand = told.sql(
        f"SELECT l.name, sum(c.visitors) FROM {footfall} c JOIN {floor} l ON l.id = c.floor "
        f"WHERE c.place = 'floor' AND c.counted_at__d >= '{today[1]}' AND c.counted_at__d < '{today[0]}' AND c.deleted_at IS NULL GROUP BY l.name"
    )
    assert {name: int(count) for name, count in by_hand} == dict(rows(told.run("footfall_conversion"), "floor", "visitors"))


def test_stores_with_a_counter_know_how_many_of_their_guests_buy(told: Told) -> None:
    facts = visits(told.installation.runtime, told.found).at_doors()
    stores = told.names("store", "code")
    shown = told.run("store_visits")
    assert {stores[one[0]]: one[1:] for one in rows(shown, "store", "visitors", "receipts", "conversion")} == facts
    assert len(facts) == 4
    mine = told.run("store_visits", "store_manager")
    assert [stores[one[0]] for one in rows(mine, "store")] == ["HG-501"]
    assert rows(mine, "visitors", "receipts") == [facts["HG-501"][:2]]
    assert rows(told.run("door_today", "store_manager"), "visitors", "receipts") == [facts["HG-501"][:2]]


def test_the_floor_of_the_children_is_full_on_the_first_saturday_of_a_month(told: Told) -> None:
    mall, floor, _ = FAMILY_DAY
    saturdays = visits(told.installation.runtime, told.found).saturdays(mall, floor)
    family = [count for day, count in saturdays.items() if day.day <= 7]
    others = [count for day, count in saturdays.items() if day.day > 7]
    assert len(family) >= 2
    assert min(family) > 1.2 * (sum(others) / len(others))


def test_who_runs_the_mall_sees_its_footfall(told: Told) -> None:
    for role in ("store_manager", "merchant", "agent"):
        ctx = told.acting(role)
        for key in FOR_THE_MALL:
            with pytest.raises(NotAllowed):
                engine.run(ctx, engine.report_of(ctx, key), Question())
    tiles = told.client("operations").get("/api/v1/apps/mall_crm/dashboards/operations_board").get_json()["tiles"]
    assert {one["key"]: one["refresh"] for one in tiles if one.get("refresh") == 10} == {"footfall": 10, "visitors": 10}


def test_before_the_doors_open_the_live_tiles_are_there_too(told: Told) -> None:
    now = told.clock.now
    told.clock.now = now.replace(hour=1, minute=30)  # half past nine in Shanghai
    try:
        tiles = told.client("operations").post("/api/v1/apps/mall_crm/dashboards/operations_board", json={"tiles": ["footfall", "visitors"]})
        door = told.client("store_manager").post("/api/v1/apps/mall_crm/dashboards/store_today", json={"tiles": ["visitors", "converted"]})
    finally:
        told.clock.now = now
    found = {**tiles.get_json()["tiles"], **{f"door {key}": one for key, one in door.get_json()["tiles"].items()}}
    place = [one["key"] for one in found["footfall"]["columns"]].index("so_far")
    curve = [row[place] for row in found["footfall"]["rows"]]
    assert all(curve[:4])
    assert curve[4:] == [None] * 8, "last week has its whole curve, today ends with the last hour counted"
    assert found["visitors"]["rows"] == [[0, 0]]
    assert found["door visitors"]["rows"][0][:2] == [0, 0]
    assert Decimal(found["door converted"]["rows"][0][3]) > 0


def test_a_count_that_comes_in_is_seen_by_the_next_look(told: Told) -> None:
    ctx = told.acting("administrator")
    before = told.run("footfall_today", "operations").levels[()]
    [floor] = service.list_(ctx, "floor", Listing(filter="name == '4F' and mall.code == 'HG'", fields=("mall",))).records
    moment = told.clock.now - timedelta(seconds=10)
    made = service.create(
        ctx, "footfall",
        {"place": "floor", "mall": floor.values["mall"], "floor": floor.id, "device": "by hand", "counted_at": moment.isoformat(), "visitors": 7, "source": "manual"},
    )  # fmt: skip
    shown = told.run("footfall_today", "operations")
    place = shown.place("visitors")
    assert shown.levels[()][0][place] == before[0][place] + 7
    service.delete(ctx, "footfall", made.record.id)


STILL_TRUE = (test_today_by_hour_against_the_same_weekday_last_week, test_conversion_is_receipts_by_visitors_on_each_floor_and_day)
