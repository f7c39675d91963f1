"""From numbers to records: what a cell counts is what the list behind it holds, on the way down the parts make up the whole. Both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from builder.errors import Invalid
from runtime.dataset_asked import Asked
from tests.contract.berlin import BERLIN, NOW, PARAMS, Numbers, report_of
from tests.installation import Installation
from tests.shelf import Furnishing

DIMENSIONS = (
    {"key": "month", "field": "paid_at", "grain": "month"}, {"key": "week", "field": "paid_at", "grain": "week"},
    {"key": "day", "field": "paid_at", "grain": "day"}, {"key": "quarter", "field": "paid_at", "grain": "quarter"},
    {"key": "hour", "field": "paid_at", "part": "hour"}, {"key": "weekday", "field": "paid_at", "part": "weekday"},
    {"key": "size", "field": "amount", "bins": [10, "50.5", 100]}, {"key": "age", "field": "member.birthday", "bins": [18, 30, 50]},
    {"key": "born", "field": "member.birthday", "grain": "year"}, {"key": "tier", "field": "member.tier"},
    {"key": "vip", "field": "member.vip"}, {"key": "gender", "field": "member.gender"}, {"key": "what", "field": "lines.product"},
    {"key": "likes", "field": "member.interests"}, {"key": "half", "expression": "IF(amount > 50, 'much', 'little')"},
)  # fmt: skip
FILTERS = (
    {}, {"filter": "paid_at in period"}, {"filter": ["paid_at in period and member.tier in tiers", "amount > least"]},
    {"filter": "lines.product == 'tea' or not (amount in [10, 20.00])"}, {"filter": "paid_at not in period"},
)


@pytest.fixture
def furnishing() -> Furnishing:
    return BERLIN


def test_behind_every_cell_are_the_records_it_counts(installation: Installation) -> None:
    numbers = Numbers(installation, 1)
    seen = 0
    for place, dimension in enumerate(DIMENSIONS):
        for number, more in enumerate(FILTERS):
            if (place + number) % 3:
                continue
            report = report_of(dimension, totals=["grand"], **more)
            asked = numbers.asked()
            rows = numbers.run(report, asked)
            for value, orders, *_ in rows.rows:
                assert numbers.behind(report, asked, {dimension["key"]: value}) == orders, (dimension, more, value)
                seen += 1
            (whole,) = rows.levels[()]
            assert numbers.behind(report, asked, {}) == whole[1], (dimension, more)
    assert seen > 100


def test_behind_a_cell_of_two_dimensions_and_a_way_down(installation: Installation) -> None:
    numbers = Numbers(installation, 2)
    report = report_of(DIMENSIONS[0], DIMENSIONS[9], filter="paid_at in period", drill=[{"path": ["tier", "member", "lines.product"]}])
    asked = numbers.asked()
    top = numbers.run(report, asked)
    for month, tier, orders, sales in top.rows:
        assert numbers.behind(report, asked, {"month": month, "tier": tier}) == orders
        down = replace(asked, drill=(("month", month), ("tier", tier)))
        parts = numbers.run(report, down)
        assert parts.keys[:2] == ("month", "member")
        assert sum(row[3] for row in parts.rows) == sales
        for _, member, count, _ in parts.rows:
            assert numbers.behind(report, down, {"member": member}) == count
    deepest = replace(asked, drill=(("tier", numbers.tiers[0]), ("member", top_member(numbers, report, asked))))
    rows = numbers.run(report, deepest)
    assert rows.keys[:2] == ("month", "lines.product")
    assert all(numbers.behind(report, deepest, {"month": row[0], "lines.product": row[1]}) == row[2] for row in rows.rows)


def top_member(numbers: Numbers, report: Any, asked: Asked) -> str:
    """A member of the gold tier."""
    rows = numbers.run(report, replace(asked, drill=(("tier", numbers.tiers[0]),)))
    return str(rows.rows[0][1])


def test_the_period_before_is_what_the_period_before_says(installation: Installation) -> None:
    numbers = Numbers(installation, 3)
    before = {"key": "before", "agg": "count", "offset": [1, "month"]}
    for period in ((date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 11, 1), NOW), (date(2026, 3, 1), date(2026, 3, 31))):
        report = report_of(filter="paid_at in period", measures=[{"key": "orders", "agg": "count"}, before])
        (now,) = numbers.run(report, numbers.asked(period=period)).rows
        plain = report_of(filter="paid_at in period", measures=[{"key": "orders", "agg": "count"}])
        (then,) = numbers.run(plain, numbers.asked(period=_back(period))).rows
        assert now[1] == then[0]


def _back(period: Any) -> Any:
    stop = {date(2026, 4, 1): date(2026, 3, 1), date(2026, 3, 31): date(2026, 3, 1)}.get(period[1], datetime(2026, 10, 21, 5, tzinfo=UTC))
    start = {date(2026, 3, 1): date(2026, 2, 1), date(2026, 11, 1): date(2026, 10, 1)}[period[0]]
    return start, stop


def test_groups_nothing_can_be_listed_for_say_so(installation: Installation) -> None:
    numbers = Numbers(installation, 4)
    first = {"key": "first", "derive": {"per": "member", "agg": "min", "field": "paid_at"}, "grain": "month"}
    since = {"key": "after", "field": "paid_at", "grain": "month", "since": "first"}
    for key, value in (("first", date(2026, 1, 1)), ("after", 2)):
        with pytest.raises(Invalid):
            numbers.behind(report_of(first, since), numbers.asked(), {key: value})


MEASURES = [
    {"key": "orders", "agg": "count"}, {"key": "large", "agg": "count", "where": "amount > 50"},
    {"key": "before", "agg": "count", "offset": [1, "month"]}, {"key": "week_before", "agg": "count", "offset": [7, "day"]},
    {"key": "people", "agg": "count", "home": "member", "where": "vip != true"},
    {"key": "sold", "agg": "count_distinct", "home": "purchase.lines", "field": "purchase.id"},
]  # fmt: skip


@pytest.mark.parametrize("keys", [("month",), ("tier", "day"), ("age", "quarter"), ("week", "what")], ids="-".join)
@pytest.mark.parametrize("more", [{}, {"filter": ["paid_at in period", "member.tier in tiers"]}], ids=["all", "period"])
def test_behind_one_number_are_the_records_it_counts(installation: Installation, keys: tuple[str, ...], more: Any) -> None:
    numbers = Numbers(installation, 5)
    dimensions = [one for one in DIMENSIONS if one["key"] in keys]
    report = report_of(*dimensions, measures=MEASURES, **more)
    asked, refused, seen = numbers.asked(), 0, 0
    rows = numbers.run(report, asked)
    for row in rows.rows:
        named = dict(zip(rows.keys, row, strict=True))
        cell = {one["key"]: named[one["key"]] for one in dimensions}
        for measure in ("orders", "large", "before", "week_before", "sold"):
            if not named[measure]:
                continue
            try:
                assert numbers.behind(report, replace(asked, measure=measure), cell) == named[measure], (cell, measure)
                seen += 1
            except Invalid:
                refused += 1
    assert seen
    assert bool(refused) == bool({"week", "quarter"} & set(keys))


@pytest.mark.parametrize("online", [True, False])
def test_behind_a_cell_are_the_records_of_a_time_that_depends_on_a_choice(installation: Installation, online: bool) -> None:
    numbers = Numbers(installation, 6)
    chosen = {"key": "online", "type": "boolean"}
    report = report_of(DIMENSIONS[9], params=[*PARAMS, chosen], filter="IF(online, paid_at, created_at) in period")
    asked = numbers.asked(online=online, period=(date(2026, 3, 1), NOW))
    rows = numbers.run(report, asked).rows
    assert bool(rows) == online
    for tier, orders, _ in rows or [(numbers.tiers[0], 0, 0)]:
        assert numbers.behind(report, asked, {"tier": tier}) == orders


def test_behind_a_number_of_another_forms_lines_paths_that_are_given_count_too(installation: Installation) -> None:
    numbers = Numbers(installation, 7)
    sold = {"key": "sold", "agg": "count_distinct", "home": "purchase.lines", "field": "purchase.id", "paths": {"rate": "purchase.member.tier.rate"}}
    dear = {**sold, "key": "dear", "where": "qty > 1"}
    report = report_of({"key": "d", "field": "rate"}, source="tier", params=[], measures=[sold, dear])
    rows = numbers.run(report, numbers.asked()).rows
    assert rows
    for measure, place in (("sold", 1), ("dear", 2)):
        asked = replace(numbers.asked(), measure=measure)
        assert [numbers.behind(report, asked, {"d": row[0]}) for row in rows] == [row[place] for row in rows]


def test_a_list_that_would_need_too_long_a_filter_says_so(installation: Installation) -> None:
    numbers = Numbers(installation, 8)
    report = report_of(DIMENSIONS[9], filter="member.tier in tiers")
    many = numbers.asked(tiers=[f"{number:013d}" for number in range(150)])
    with pytest.raises(Invalid) as refused:
        numbers.behind(report, many, {"tier": numbers.tiers[0]})
    assert [fault.code for fault in refused.value.faults] == ["report_filter_too_long"]
