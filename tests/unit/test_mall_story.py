"""The demo story as pure data: the same for the same seed, shaped like a mall, right about its heroes."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from statistics import mean

import pytest

from runtime.fields.phone import Phone
from tools.mall_data import cases, texts
from tools.mall_data.calendar import SPRING_FESTIVALS, beginning, day_factor, days, open_before
from tools.mall_data.campaigns import campaigns
from tools.mall_data.cases import Visit
from tools.mall_data.heroes import HE, LIN, ZHOU, hero_receipts
from tools.mall_data.people import STORY, members, newcomers
from tools.mall_data.places import CLOSED_STORE, MERCHANTS, STORES, STORY_STORE
from tools.mall_data.receipts import Extras, Pool, Receipt, Story, plan
from tools.mall_data.scale import Scale, scale_of

SEED = 7
# Moments of the story are readings of a clock on the wall, without a zone.
# ruff: noqa: DTZ001
ANCHOR = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 19, 0)
SMALL = scale_of("small")


def told(seed: int = SEED, scale: Scale = SMALL, now: datetime = NOW) -> list[Receipt]:
    """Every receipt of a story."""
    today = now.date()
    people = list(members(seed, today, scale))
    extras = Extras(hero_receipts(seed, today, now), campaigns(today))
    story = Story(seed, Pool(people), plan(seed, today, scale), now, extras)
    return [receipt for day in days(beginning(today, scale.months), today) for receipt in story.day(day)]


@pytest.fixture(scope="module")
def story() -> list[Receipt]:
    return told()


def summary(receipts: list[Receipt]) -> list[tuple[object, ...]]:
    return [(one.no, one.store, one.member, one.at, tuple(one.lines), one.discount, one.cashier, one.pay, one.source) for one in receipts]


TINY = Scale("tiny", 120, 2_000, 2)


def test_the_same_seed_tells_the_same_story() -> None:
    assert summary(told(scale=TINY)) == summary(told(scale=TINY))
    assert list(members(SEED, ANCHOR, TINY)) == list(members(SEED, ANCHOR, TINY))


def test_another_seed_tells_another_story() -> None:
    assert summary(told(scale=TINY)) != summary(told(seed=8, scale=TINY))


@pytest.mark.parametrize("seed", [1, 7, 20251121])
def test_a_plan_holds_exactly_the_receipts_of_its_scale(seed: int) -> None:
    assert plan(seed, ANCHOR, SMALL).total() == 40_000


def test_every_receipt_number_is_its_own(story: list[Receipt]) -> None:
    assert len({one.no for one in story}) == len(story)


def test_nothing_happens_after_now_and_nothing_out_of_hours(story: list[Receipt]) -> None:
    assert max(one.at for one in story) <= NOW
    assert {one.at.hour for one in story} <= set(range(10, 22))
    assert sum(one.at.date() == ANCHOR for one in story) > 40, "today is under way"


def test_before_opening_today_is_still_empty() -> None:
    early = told(scale=TINY, now=datetime(2026, 11, 21, 8, 30))
    assert [one.no for one in early if one.at.date() == ANCHOR] == []


def test_an_ordinary_weekend_is_almost_twice_a_weekday(story: list[Receipt]) -> None:
    others = [one for one in story if one.refund_of is None and STORES[one.store].code != STORY_STORE]
    per_day = Counter(one.at.date() for one in others)
    ordinary = [day for day in per_day if day.month in (3, 4, 9) and date(2026, 3, 9) <= day <= date(2026, 9, 28)]
    weekend = mean(per_day[day] for day in ordinary if day.weekday() >= 5)
    weekday = mean(per_day[day] for day in ordinary if day.weekday() < 5)
    assert weekend / weekday == pytest.approx(1.9, abs=0.2)


@pytest.mark.parametrize("new_year", SPRING_FESTIVALS[3:6])
def test_the_mall_empties_at_new_year_and_fills_after_it(new_year: date) -> None:
    quiet = day_factor(SEED, new_year, "eat")
    assert day_factor(SEED, new_year + timedelta(days=2), "eat") > 2.5 * quiet
    assert day_factor(SEED, new_year - timedelta(days=7), "shop") > 2 * quiet


def test_people_eat_at_noon_and_in_the_evening(story: list[Receipt]) -> None:
    hours = Counter(one.at.hour for one in story if STORES[one.store].brand.kind == "eat")
    assert hours[12] > 2 * hours[15] < hours[18]


def test_the_store_of_the_story_has_fifteen_receipts_on_every_full_day(story: list[Receipt]) -> None:
    per_day = Counter(one.at.date() for one in story if STORES[one.store].code == STORY_STORE and one.refund_of is None)
    full = [per_day[day] for day in days(beginning(ANCHOR, SMALL.months), ANCHOR - timedelta(days=1))]
    assert min(full) >= 15


def test_a_closed_store_sells_nothing_more(story: list[Receipt]) -> None:
    closed = next(store for store in STORES if store.code == CLOSED_STORE)
    last = max(one.at.date() for one in story if STORES[one.store] is closed and one.refund_of is None)
    assert closed.closes is not None
    assert timedelta(0) <= ANCHOR - timedelta(days=closed.closes) - last < timedelta(days=14)


def test_refunds_take_back_what_was_sold_before(story: list[Receipt]) -> None:
    refunds = [one for one in story if one.refund_of]
    assert 0.02 < len(refunds) / len(story) < 0.04
    for one in refunds:
        sale = one.refund_of
        assert sale is not None
        assert sale.at.date() < one.at.date()
        assert one.net <= 0 <= sale.net + one.net
        assert (sale.store, sale.member) == (one.store, one.member)
    whole = sum(one.net == -one.refund_of.net for one in refunds if one.refund_of)
    assert 0.4 < whole / len(refunds) < 0.85


def test_the_heroes_live_up_to_their_roles(story: list[Receipt]) -> None:
    by_member: dict[int, list[Receipt]] = defaultdict(list)
    for one in story:
        if one.member in (LIN, ZHOU, HE):
            by_member[one.member].append(one)
    *before, today = by_member[HE]
    assert today.at.date() == ANCHOR
    assert today.net == 688_000
    assert mean(one.net for one in before) == 41_200
    assert ANCHOR - by_member[ZHOU][-1].at.date() == timedelta(days=61)
    lin = by_member[LIN][-1]
    assert (lin.at, lin.net, STORES[lin.store].name) == (datetime(2026, 11, 18, 19, 42, 8), 32_800, "禾里火锅")
    people = {member.index: member for member in members(SEED, ANCHOR, TINY)}
    assert (people[LIN].birthday.month, people[LIN].birthday.day) == (11, 28)  # type: ignore[union-attr]


def test_each_day_somebody_of_the_story_s_store_has_a_birthday_however_late_the_demo_is_started_again() -> None:
    theirs = [one for one in members(SEED, ANCHOR, SMALL) if one.store == STORY and one.status == "active" and not one.hero]
    for ahead in range(300):
        day = ANCHOR + timedelta(days=ahead)
        if ahead:
            theirs += [one for one in newcomers(SEED, day, 10_000, SMALL) if STORY in (one.store, one.cared)]
        assert any(one.birthday and (one.birthday.month, one.birthday.day) == (day.month, day.day) for one in theirs), day


@pytest.mark.parametrize("anchor", [date(2027, 2, 22), date(2028, 2, 22), date(2026, 12, 28)])
def test_a_birthday_in_seven_days_exists_on_every_anchor(anchor: date) -> None:
    lin = next(members(SEED, anchor, TINY))
    assert lin.birthday is not None
    wanted = anchor + timedelta(days=7)
    assert (lin.birthday.month, lin.birthday.day) in {(wanted.month, wanted.day), (2, 28)}


def test_members_are_people_with_phones_of_their_own() -> None:
    people = list(members(SEED, ANCHOR, SMALL))
    assert len({one.mobile for one in people}) == len(people) == 2_000
    assert all(Phone().parse({}, one.mobile) == one.mobile for one in people)
    assert all(2 <= len(one.name) <= 4 for one in people)
    surnames = Counter(one.name[0] for one in people)
    assert {name for name, _ in surnames.most_common(5)} >= {"王", "李", "张"}
    tiers = Counter(one.tier for one in people)
    assert [round(tiers[tier] / 20) for tier in ("normal", "silver", "gold", "black")] == pytest.approx([70, 18, 9, 3], abs=2.5)


def test_phones_stay_unique_at_full_scale() -> None:
    full = scale_of("full")
    assert len({one.mobile for one in members(SEED, ANCHOR, full)}) == full.members


def test_newcomers_are_new_every_day() -> None:
    mobiles = [one.mobile for day in range(30) for one in newcomers(SEED, ANCHOR + timedelta(days=day), 10_000 + day * 500, SMALL)]
    assert len(set(mobiles)) == len(mobiles) > 30


def test_six_campaigns_one_running() -> None:
    for anchor in (ANCHOR, date(2027, 3, 2), date(2028, 1, 3)):
        found = campaigns(anchor)
        assert [each.first <= anchor <= each.last for each in found] == [False] * 5 + [True]
        assert len({each.coupon for each in found}) == len({each.name for each in found}) == 6


def test_every_brand_belongs_to_a_merchant_or_to_the_mall() -> None:
    run_by = Counter(brand for _, _, brands, _, _ in MERCHANTS for brand in brands)
    assert set(run_by.values()) == {1}
    assert {store.mode for store in STORES if store.brand.name not in run_by} == {"own"}


def complaints() -> list[cases.Case]:
    visits = {
        store: [Visit(store + 10, store, f"{store:013d}", NOW - timedelta(days=300 - back)) for back in range(0, 295, 7)]
        for store in range(len(STORES))
    }
    return cases.cases(SEED, NOW, visits, list(range(5, 60)))


def test_sixty_complaints_in_all_states() -> None:
    made = complaints()
    states = Counter(_state(case) for case in made)
    assert sum(states.values()) == 60
    assert set(states) == {"new", "assigned", "doing", "replied", "closed", "reopened"}
    assert len({case.values["text"] for case in made}) >= 40
    scores = [changes["score"] for case in made for _, _, changes in case.steps if "score" in changes]
    assert mean(scores) == pytest.approx(4.2, abs=0.01)


def test_agent_1_has_seven_open_complaints_and_each_is_due_after_it_came() -> None:
    made = complaints()
    assert sum(case.assignee == "agent_1" and _state(case) != "closed" for case in made) == 7
    assert all(case.values["due_at"] > case.at for case in made)


def test_work_on_a_complaint_follows_its_order_and_never_lies_ahead() -> None:
    for case in complaints():
        moments = [case.at, *(moment for moment, _, _ in case.steps)]
        assert moments == sorted(moments), case
        assert moments[-1] <= NOW, case


def test_complaints_read_like_people_wrote_them() -> None:
    for grievance in texts.GRIEVANCES:
        assert len(grievance.text) >= 12
        assert not [word for word in ("测试", "lorem", "TODO") if word in grievance.text + grievance.reply]
        assert not set(",;?!") & set(grievance.text), "full-width punctuation"


def _state(case: cases.Case) -> str:
    return next((changes["state"] for _, _, changes in reversed(case.steps) if "state" in changes), "new")


def test_opening_hours_are_counted_back_over_the_night() -> None:
    day = datetime(2026, 11, 22)
    assert open_before(day.replace(hour=15), 2) == day.replace(hour=13)
    assert open_before(day.replace(hour=11), 3.5) == datetime(2026, 11, 21, 19, 30)
    assert open_before(day.replace(hour=3), 1) == datetime(2026, 11, 21, 21)
    assert open_before(day.replace(hour=23), 1) == day.replace(hour=21)
    assert open_before(day.replace(hour=10), 13) == datetime(2026, 11, 20, 21)
