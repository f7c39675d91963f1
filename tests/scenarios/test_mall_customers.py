"""Who comes to the mall, from where, at what cost and for how long: reports equal plain Python, and SQL where a sum is worth a second look."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from tests.scenarios.reading import column, level, some, table
from tests.scenarios.story import Told
from tools.mall_data import read_back, staff
from tools.mall_data.bulk import Loader
from tools.mall_data.calendar import months_before
from tools.mall_data.counting import ratio, since
from tools.mall_data.places import MOVED_STORE, STORY_STORE
from tools.mall_data.recount import Person, fen, local

SPEND = (0, 100_000, 500_000, 1_200_000, 3_000_000)  # fen
AWAY = (0, 30, 60, 90, 180, 365)
AGES = (0, 20, 30, 40, 50, 60)
SMALLEST = 10  # people a merchant sees numbers of


def records(told: Told, form: str, *fields: str) -> list[Any]:
    """All records of a form, one by one."""
    return [row.values for row in read_back.rows(Loader(told.installation.runtime, staff.APP), form, fields)]


def band(bounds: tuple[int, ...], number: int) -> int:
    """The lower bound of the band a number falls into."""
    return max(least for least in bounds if least <= number)


def new_members(told: Told) -> list[Person]:
    """Those who joined in the twelve whole months before this one."""
    this = told.found.now.date().replace(day=1)
    return [one for one in told.found.people.values() if months_before(this, 12) <= one.joined < this]


def test_a_new_member_costs_what_the_channel_cost_that_month(told: Told) -> None:
    costs = {(one["month"], one["channel"]): fen(one["amount"]) for one in records(told, "channel_cost", "month", "channel", "amount")}
    joined = Counter((one.joined.replace(day=1), one.channel) for one in new_members(told))
    shown = told.run("acquisition")
    keys = zip(column(shown, "month"), column(shown, "channel"), strict=True)
    found = dict(zip(keys, zip(*(column(shown, name) for name in ("members", "cost", "each")), strict=True), strict=True))
    assert {key: (count or 0, fen(cost or Decimal(0))) for key, (count, cost, _) in found.items() if key[1]} == {
        key: (joined[key], costs.get(key, 0)) for key in joined.keys() | costs.keys()
    }
    for (month, channel), (count, cost, each) in found.items():
        if count and cost is not None:
            assert each == ratio(fen(cost), 100 * count), (month, channel)


def test_by_channel_cost_and_repeat_rate_are_ratios_of_sums(told: Told) -> None:
    costs: dict[str, int] = defaultdict(int)
    for one in records(told, "channel_cost", "channel", "amount"):
        costs[one["channel"]] += fen(one["amount"])
    shown = told.run("acquisition")
    by = {key: dict(zip(level(shown, ("channel",), "channel"), level(shown, ("channel",), key), strict=True)) for key in ("each", "repeat_rate")}
    for channel, amount in costs.items():
        mine = [one for one in new_members(told) if one.channel == channel]
        assert by["each"][channel] == ratio(amount, 100 * len(mine))
        assert by["repeat_rate"][channel] == ratio(sum(one.orders >= 2 for one in mine), sum(one.orders >= 1 for one in mine))
    assert max(by["each"], key=lambda key: by["each"][key] or 0) == "event", "events are the dear ones"


def test_members_by_district_and_spending_power(told: Told) -> None:
    spent: dict[str, int] = defaultdict(int)
    for one in told.found.receipts:
        spent[one.member or ""] += one.net
    people = [one for one in told.found.people.values() if one.status == "active"]
    counted = Counter((one.district, Decimal(band(SPEND, spent[one.no])).scaleb(-2)) for one in people)
    shown = told.run("region_spend")
    keys = list(zip(column(shown, "district"), column(shown, "band"), strict=True))
    assert some(dict(zip(keys, column(shown, "members"), strict=True))) == counted
    districts = Counter(one.district for one in people)
    assert dict(zip(keys, column(shown, "share"), strict=True)) == {key: ratio(count, districts[key[0]]) for key, count in counted.items()}


def test_lifetime_value_is_ticket_times_frequency_times_years(told: Told) -> None:
    begun = since(told.found, 365)
    mine = [one for one in told.found.receipts if one.member and one.at >= begun]
    sales, orders = sum(one.net for one in mine), sum(one.kind == "sale" for one in mine)
    buyers = len({one.member for one in mine if one.kind == "sale"})
    ever = [one for one in told.found.people.values() if one.orders]
    days = sum((one.last.date() - one.joined).days for one in ever if one.last)
    [row] = told.run("lifetime_value").levels[()]
    shown = told.run("lifetime_value")
    found = {key: row[shown.place(key)] for key in ("ticket", "frequency", "years", "value")}
    assert found["ticket"] == ratio(sales, 100 * orders)
    assert found["frequency"] == ratio(orders, buyers)
    assert found["years"] == ratio(days, 365 * len(ever))
    assert abs(found["value"] - found["ticket"] * found["frequency"] * found["years"]) < 1
    assert found["value"] > 0
    assert len(column(shown, "tier")) >= 3


def test_members_by_days_away(told: Told) -> None:
    today = told.found.now.date()
    there = [one for one in told.found.people.values() if one.status == "active" and one.last is not None]
    away = {one.no: (today - one.last.date()).days for one in there if one.last}
    shown = told.run("dormancy")
    assert some(table(shown, "away", "members")) == Counter(band(AWAY, max(0, days)) for days in away.values())
    assert some(table(shown, "away", "valued")) == Counter(band(AWAY, away[one.no]) for one in there if one.rank >= 3)
    assert len(column(shown, "away")) >= 3


def test_tier_moves_by_month(told: Told) -> None:
    first = months_before(told.found.now.date().replace(day=1), 5)
    moves = ((local(one["at"]), one["move"]) for one in records(told, "tier_log", "at", "move"))
    counted = Counter((at.date().replace(day=1), move) for at, move in moves if at and at.date() >= first)
    shown = told.run("tier_moves")
    keys = zip(column(shown, "month"), column(shown, "move"), strict=True)
    assert some(dict(zip(keys, column(shown, "moves"), strict=True))) == counted
    assert len({month for month, _ in counted}) >= 3


def test_coupons_used_by_day_for_all_and_in_the_own_store(told: Told) -> None:
    stores = told.names("store", "code")
    coupons = records(told, "coupon", "state", "redeemed_at", "store", "order_net")
    used = [(local(one["redeemed_at"]), stores.get(one["store"]), one) for one in coupons if one["state"] == "redeemed"]
    recent = [(at.date(), store, one) for at, store, one in used if at and at >= since(told.found, 14)]
    for role, mine in (("ceo", recent), ("store_manager", [one for one in recent if one[1] == "HG-501"])):
        shown = told.run("coupons_used", role)
        assert some(table(shown, "day", "used")) == Counter(day for day, _, _ in mine), role
        assert len(shown.rows) == 14
        sums: dict[date, int] = defaultdict(int)
        for day, _, one in mine:
            sums[day] += fen(one["order_net"])
        assert {day: fen(amount) for day, amount in some(table(shown, "day", "sales")).items()} == some(sums), role
        assert mine


def test_old_sales_stay_on_the_floor_of_their_day(told: Told) -> None:
    first = months_before(told.found.now.date().replace(day=1), 11)
    then = {one["receipt_no"]: one["floor_name"] for one in records(told, "purchase", "receipt_no", "floor_name")}
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for one in told.found.receipts:
        if one.at.date() >= first:
            sums[then[one.no], told.found.places[one.store].floor] += one.net
    shown = told.run("floors_then")
    keys = list(zip(column(shown, "floor_then"), column(shown, "floor_now"), strict=True))
    assert {key: fen(amount) for key, amount in zip(keys, column(shown, "sales"), strict=True)} == some(sums)
    assert ("2F", "3F") in sums, "the one that moved"
    moved = [one for one in told.found.receipts if one.store == MOVED_STORE and one.at.date() >= first]
    assert sums["2F", "3F"] == sum(one.net for one in moved if then[one.no] == "2F") > 0
    assert [pair for pair in sums if pair[0] != pair[1]] == [("2F", "3F")]


def test_a_merchant_sees_what_guests_are_like_but_no_group_of_fewer_than_ten(told: Told) -> None:
    begun = since(told.found, 90)
    born = {one["no"]: (one["birthday"], one["gender"]) for one in records(told, "member", "no", "birthday", "gender")}
    orders: Counter[tuple[int, str]] = Counter()
    people: dict[tuple[int, str], set[str]] = defaultdict(set)
    for one in told.found.receipts:
        birthday, gender = born.get(one.member or "", (None, None))
        if one.store == STORY_STORE and one.kind == "sale" and one.at >= begun and birthday:
            group = band(AGES, _age(birthday, one.at.date())), gender
            orders[group] += 1
            people[group].add(str(one.member))
    shown = told.run("visitor_portrait", "merchant")
    found = dict(zip(zip(column(shown, "age"), column(shown, "gender"), strict=True), column(shown, "orders"), strict=True))
    assert found.keys() == orders.keys()
    assert all(found[group] in (None, count) for group, count in orders.items())
    assert all(found[group] is None for group in orders if len(people[group]) < SMALLEST)
    assert any(found.values()), "some groups are large enough"
    assert level(shown, (), "orders") == [sum(orders.values())]


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_costs_by_channel_equal_sql_written_by_hand(told: Told) -> None:
    layout = told.installation.system("mall_crm").rev.layout
    number = layout.form("channel_cost").no
    scale = Decimal("0.01") if "sqlite" in told.installation.runtime.settings.database_url else Decimal(1)
    by_hand = {channel: Decimal(amount) * scale for channel, amount in told.sql(f"SELECT channel, sum(amount) FROM f{number} GROUP BY channel")}
    shown = told.run("acquisition")
    assert by_hand == dict(zip(level(shown, ("channel",), "channel"), level(shown, ("channel",), "cost"), strict=True))
