"""The mall's reports equal what plain Python counts from the records, and what SQL written by hand says, on both databases."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from builder.errors import NotAllowed
from runtime import ids
from runtime.records import service
from runtime.records.shown import Listing
from runtime.reports import engine
from runtime.reports.engine import Answer, Question
from tests.scenarios import test_mall_facts
from tests.scenarios import test_mall_footfall as footfall
from tests.scenarios.reading import column, level, money, month, only, some, table
from tests.scenarios.story import AT_HOME, ROLES, Told
from tools.mall_data import truth
from tools.mall_data.counting import ratio, since, this_month
from tools.mall_data.places import CLOSED_STORE
from tools.mall_data.proceed import proceed
from tools.mall_data.recount import book, fen
from tools.mall_data.truth import segments
from tools.mall_data.truth import weekend as days_of_the_weekend

# What a role cannot run because the report is made of something closed to it.
MEMBERS_ONLY = {
    "age_category", "calls_done", "channel_quality", "cohort", "coupon_funnel", "mall_compare", "member_activity", "member_growth",
    "member_map", "new_members", "points_flow", "points_liability", "repurchase", "rfm", "sales_month", "sales_trend", "tasks_by_kind",
    "tier_radar", "tier_value", "weekend_vip",
}  # fmt: skip
TARGETS = {"target_gauge", "target_stores"}
FOR_THE_MALL = {
    "footfall_today", "visitors_today", "footfall_conversion", "footfall_daily", "acquisition", "region_spend", "lifetime_value", "tier_moves", "dormancy", "floors_then",
}  # fmt: skip
CLOSED = {
    "store_manager": {"campaign_funnel"} | FOR_THE_MALL,
    "merchant": MEMBERS_ONLY | TARGETS | FOR_THE_MALL | {"campaign_roi", "campaign_funnel", "coupons_used"},
    "agent": TARGETS | FOR_THE_MALL | {"store_visits", "door_today", "coupons_used", "visitor_portrait"},
}
# What there is nothing of in the hot pot restaurant of the story: women's wear, and at this scale a rating or a newcomer of the month.
NOTHING_OF = {"store_manager": {"weekend_vip", "satisfaction", "new_members"}, "merchant": {"satisfaction"}}


def test_every_report_runs_for_every_role_that_may_see_it(told: Told) -> None:
    for role in ROLES:
        ctx = told.acting(role)
        locked = set()
        for key, report in ctx.rev.definition.reports.items():
            if key in CLOSED.get(role, ()):
                with pytest.raises(NotAllowed):
                    engine.run(ctx, report, Question())
                locked.add(key)
            for chart in range(len(report.charts) if key not in locked else 0):
                found = engine.run(ctx, report, Question(chart=chart))
                assert (found.shown.rows and tells(found)) or key in NOTHING_OF.get(role, ()), (role, key, chart)
        assert locked == CLOSED.get(role, set()), role


def tells(found: Answer) -> bool:
    """Whether a figure has something drawn, a card something written in it; tables are their rows."""
    if found.figure is None:
        return True
    card = found.figure["layout"].get("meta", {})
    return bool(found.figure["data"]) or card.get("value", "–") != "–"


def test_sales_of_the_month_and_before(told: Told) -> None:
    sales = told.facts["sales"]
    shown = told.run("sales_month")
    assert only(shown, "sales") == Decimal(sales["this_month"])
    assert only(shown, "orders") == sales["this_month_receipts"]
    assert only(shown, "sales_lm") == Decimal(sales["month_before"]) > 0
    assert only(shown, "sales_ly") == Decimal(sales["year_before"]) > 0
    assert only(shown, "mom") == ratio(fen(only(shown, "sales") - only(shown, "sales_lm")), fen(only(shown, "sales_lm")))
    assert only(told.run("today_sales"), "sales") == Decimal(sales["today"]) > 0
    figures = told.run("store_figures")
    assert only(figures, "member_sales") == Decimal(sales["this_month_by_members"])
    assert only(figures, "member_share") == ratio(fen(Decimal(sales["this_month_by_members"])), fen(Decimal(sales["this_month"])))


def test_sales_by_month_store_and_format(told: Told) -> None:
    sales = told.facts["sales"]
    trend = told.run("sales_trend")
    by_month = {month(key): value for key, value in table(trend, "month", "sales").items()}
    assert by_month == {key: Decimal(value) for key, value in sales["by_month"].items() if key in by_month}
    assert len(by_month) == 15
    assert {month(key): value for key, value in table(trend, "month", "buyers").items()} == {
        key: count for key, count in told.facts["members"]["buying_by_month"].items() if key in by_month
    }
    formats = told.names("format", "code")
    assert {formats[key]: value for key, value in table(told.run("format_share"), "fmt", "sales").items()} == money(sales["this_month_by_format"])
    assert sum(column(told.run("format_share"), "share")) == pytest.approx(Decimal(1), abs=Decimal("0.00001"))
    stores = told.names("store", "code")
    league = told.run("league")
    assert some({stores[key]: value for key, value in table(league, "store", "sales").items()}) == money(sales["this_month_by_store"])
    ranked = sorted(column(league, "sales"), reverse=True)
    assert column(league, "rank") == [ranked.index(value) + 1 for value in column(league, "sales")]


def test_month_by_store_equals_sql_written_by_hand(told: Told) -> None:
    number = told.installation.system("mall_crm").rev.layout.form("purchase").no
    found = told.sql(f"SELECT substr(CAST(paid_at__d AS TEXT), 1, 7) AS m, store, SUM(net) FROM f{number} WHERE deleted_at IS NULL GROUP BY m, store")
    stores = told.names("store", "code")
    sqlite = "sqlite" in told.installation.runtime.settings.database_url
    by_hand = {(one[0], stores[ids.encode(one[1])]): Decimal(one[2]).scaleb(-2) if sqlite else Decimal(one[2]) for one in found}
    counted = {(key, store): Decimal(value) for key, part in told.facts["sales"]["by_month_store"].items() for store, value in part.items()}
    assert by_hand == counted
    spec = {
        "key": "by_hand", "label": "x", "source": "purchase", "limit": 5000,
        "dimensions": [{"key": "month", "field": "paid_at", "grain": "month"}, {"key": "store", "field": "store"}],
        "measures": [{"key": "sales", "agg": "sum", "field": "net"}],
    }  # fmt: skip
    answer = told.client("ceo").post("/api/v1/apps/mall_crm/reports:run", json={"spec": spec}).get_json()
    assert {(row[0][:7], stores[row[1]]): Decimal(row[2]) for row in answer["rows"]} == by_hand

def test_sales_per_square_metre_of_open_stores(told: Told) -> None:
    stores = told.names("store", "code")
    found = {stores[key]: value for key, value in table(told.run("per_sqm_rank"), "store", "per_sqm").items()}
    assert found == {key: Decimal(value) for key, value in told.facts["per_sqm_30d"].items()}
    floors = told.run("floor_heat")
    assert sum(column(floors, "area")) == sum(Decimal(place.area).scaleb(-2) for place in told.found.places.values() if place.open)


def test_area_is_repeated_over_months_not_added(told: Told) -> None:
    shown = told.run("mall_compare")
    malls = told.names("mall", "code")
    area: dict[str, Decimal] = defaultdict(Decimal)
    for place in told.found.places.values():
        area[place.mall] += Decimal(place.area if place.open else 0).scaleb(-2)
    places = [shown.place(key) for key in ("month", "mall", "area", "sales_open", "per_sqm")]
    assert len(shown.rows) == 12
    for row in shown.rows:
        _, mall, metres, sales, per = (row[place] for place in places)
        assert metres == area[malls[mall]]
        assert per == ratio(fen(sales), fen(metres))


def test_new_members_and_growth(told: Told) -> None:
    members = told.facts["members"]
    assert some(table(told.run("new_members"), "channel", "members")) == members["new_by_channel"]
    growth = told.run("member_growth")
    assert {month(key): count for key, count in table(growth, "month", "members").items()} == members["joined_by_month"]
    assert column(growth, "total")[-1] == members["all"]
    assert some(table(told.run("member_map"), "district", "members")) == members["by_district"]


def test_repeat_rate_and_segments(told: Told) -> None:
    shown = told.run("repurchase")
    assert level(shown, (), "buyers") == [told.facts["repurchase_90d"]["buyers"]]
    assert level(shown, (), "repeat") == [told.facts["repurchase_90d"]["repeat"]]
    assert [level(shown, (), key)[0] for key in ("buyers_before", "repeat_before")] == [
        told.facts["repurchase_90d"][key] for key in ("buyers_before", "repeat_before")
    ]
    client = told.client("operations")
    ctx = told.acting("operations")
    for key, members in segments(told.found).items():
        counted = client.post(f"/api/v1/apps/mall_crm/segments/{key}:count", json={}).get_json()
        assert counted["count"] == len(members), key
        listing = Listing(filter=f"id in SEGMENT('{key}')", fields=("no",), limit=200, sort="no", refs=False)
        assert {one.values["no"] for one in service.list_(ctx, "member", listing).records} == set(sorted(members)[:200]), key
    assert len(told.facts["segments"]["beauty_30d_3x"]) >= 3
    assert len(told.facts["segments"]["sleeping_vip"]) >= 1


def test_cohorts_are_as_counted_by_hand(told: Told) -> None:
    shown = told.run("cohort", params={"period": {"rel": "last", "unit": "month", "n": 24}})
    places = [shown.place(key) for key in ("first_month", "later", "buyers", "size")]
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in shown.rows:
        first, later, buyers, size = (row[place] for place in places)
        if buyers:
            found[month(first)][str(later)] = buyers
            assert size == told.facts["cohort"][month(first)]["0"]
    assert found == told.facts["cohort"]


def test_the_coupon_funnel_counts_each_member_once(told: Told) -> None:
    reached = column(told.run("coupon_funnel"), "entities")
    assert reached == told.facts["coupon_funnel"]
    assert reached[0] > reached[1] > reached[2] > 0
    assert column(told.run("campaign_funnel"), "entities") == told.facts["campaign_funnel"]
    assert Decimal("0.30") <= Decimal(told.facts["coupons"]["share"]) <= Decimal("0.33")


def test_tickets_of_valued_members_in_womens_wear_on_the_third_floor_last_weekend(told: Told) -> None:
    shown = told.run("weekend_vip")
    fact = told.facts["weekend_vip"]
    assert {str(Decimal(key).quantize(Decimal("0.01"))): count for key, count in table(shown, "ticket", "orders").items()} == fact["bins"]
    assert sum(fact["bins"].values()) == len(fact["tickets"]) >= 5
    assert level(shown, (), "aov") == [Decimal(fact["aov"])]
    assert [day.isoweekday() for day in days_of_the_weekend(told.found)] == [6, 7]


def test_points_outstanding_by_the_month_they_end(told: Told) -> None:
    shown = told.run("points_liability")
    assert {month(key): points for key, points in table(shown, "month", "points").items()} == told.facts["points_liability"]["by_month"]
    [points] = level(shown, (), "points")
    assert points == told.facts["points_liability"]["points"]
    assert level(shown, (), "yuan") == [ratio(points, 100)]


def test_best_products_and_categories(told: Told) -> None:
    skus = told.names("product", "sku")
    best = [(skus[key], str(value)) for key, value in table(told.run("product_top"), "product", "goods").items()]
    assert best == [tuple(one) for one in told.facts["top_products_30d"]]
    finer = [(key, str(value)) for key, value in table(told.run("category_top"), "category", "goods").items()]
    assert finer == [tuple(one) for one in told.facts["top_categories_30d"]]


def test_complaints_late_and_open(told: Told) -> None:
    fact = told.facts["complaints"]
    shown = told.run("open_complaints")
    assert level(shown, (), "open") == [fact["open"]]
    assert level(shown, (), "late") == [fact["overdue"]]
    assert level(shown, (), "open_before") == [fact["open_before"]]
    assert fact["open_before"] > 0
    assert all(column(shown, "open")), "stores with nothing open are not listed"
    rate = told.run("complaint_rate")
    assert level(rate, (), "complaints") == [fact["recent"]]
    assert level(rate, (), "late") == [fact["late"]]
    assert level(rate, (), "late_rate") == [ratio(fact["late"], fact["recent"])]


def test_targets_of_the_month(told: Told) -> None:
    shown = told.run("target_gauge")
    assert only(shown, "sales") == Decimal(told.facts["sales"]["this_month"])
    assert only(shown, "target") == Decimal(told.facts["targets"]) > 0
    assert only(shown, "done") == ratio(fen(only(shown, "sales")), fen(only(shown, "target")))
    stores = told.run("target_stores")
    trading = {one.code for one in told.found.places.values() if one.open}
    goals = sum(fen(one["amount"]) for one in told.found.targets if one["store"] in trading and one["month"] == this_month(told.found).date())
    assert sum(column(stores, "target")) == Decimal(goals).scaleb(-2)
    for report in ("target_gauge", "target_stores"):  # a month's target says nothing about other days
        assert {one.key for one in told.acting("ceo").rev.definition.reports[report].parameters} == {"malls"}
    last = date.fromisoformat(str(told.facts["closed_last_sale"]))
    planned = [one["month"] for one in told.found.targets if one["store"] == CLOSED_STORE]
    assert planned
    assert max(planned) <= last, "nobody plans for a store that has closed"


def test_tickets_fall_into_bins(told: Told) -> None:
    shown = told.run("ticket_histogram")
    assert sum(column(shown, "orders")) == told.facts["sales"]["tickets_30d"]
    begun = since(told.found, 30)
    amounts = [one.net for one in told.found.receipts if one.kind == "sale" and one.at >= begun]
    bounds = sorted(key for key in column(shown, "ticket") if key is not None)
    assert len(bounds) >= 5
    counted = {least: sum(max((b for b in bounds if fen(b) <= amount), default=None) == least for amount in amounts) for least in bounds}
    assert some(table(shown, "ticket", "orders")) == some(counted)


def test_a_store_that_moved_keeps_its_old_floor_and_one_that_closed_its_history(told: Told) -> None:
    spec = {
        "key": "floors", "label": "x", "source": "purchase", "filter": "store.code == 'HG-302'", "sort": ["floor"],
        "dimensions": [{"key": "floor", "field": "floor_name"}], "measures": [{"key": "n", "agg": "count"}],
    }  # fmt: skip
    answer = told.client("ceo").post("/api/v1/apps/mall_crm/reports:run", json={"spec": spec}).get_json()
    assert [row[0] for row in answer["rows"]] == ["2F", "3F"]
    last = date.fromisoformat(str(told.facts["closed_last_sale"]))
    assert timedelta(days=90) < told.clock.now.astimezone(UTC).date() - last < timedelta(days=130)


def test_a_second_start_adds_the_missing_days_and_everything_still_holds(told: Told) -> None:
    """Time passes: this test comes last."""
    told.clock.advance(timedelta(days=8, hours=3))
    assert proceed(told.installation.runtime).receipts > 8 * 16
    found = book(told.installation.runtime)
    later = replace(told, found=found, facts=truth.told(found))
    assert later.facts["sales"]["net"] != told.facts["sales"]["net"]
    for test in STILL_TRUE:
        test(later)
    for role, key in AT_HOME.items():
        for tile, answer in later.client(role).post(f"/api/v1/apps/mall_crm/dashboards/{key}", json={}).get_json()["tiles"].items():
            assert answer.get("rows") or answer.get("records"), (key, tile, answer)


STILL_TRUE = (
    test_sales_of_the_month_and_before, test_sales_by_month_store_and_format, test_month_by_store_equals_sql_written_by_hand,
    test_sales_per_square_metre_of_open_stores, test_new_members_and_growth, test_repeat_rate_and_segments, test_cohorts_are_as_counted_by_hand,
    test_the_coupon_funnel_counts_each_member_once, test_tickets_of_valued_members_in_womens_wear_on_the_third_floor_last_weekend,
    test_points_outstanding_by_the_month_they_end, test_best_products_and_categories, test_complaints_late_and_open, test_targets_of_the_month,
    *test_mall_facts.STILL_TRUE, *footfall.STILL_TRUE,
)  # fmt: skip
