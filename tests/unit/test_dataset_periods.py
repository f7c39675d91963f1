"""Periods: relative dates, the period before, moments, calendars; month ends, leap days, weeks, clock changes, late business days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from builder.expressions import dates
from builder.kinds import BadValue
from runtime import dataset_periods as periods
from runtime.dataset_periods import Day

SHANGHAI, BERLIN, SYDNEY = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Sydney")


def day(text: str, zone: ZoneInfo = SHANGHAI, start: int = 0) -> Day:
    """It is this moment (UTC) there."""
    return Day(datetime.fromisoformat(text).replace(tzinfo=UTC), zone, start)


NOON = day("2026-11-22T04:00:00")  # a Sunday


@pytest.mark.parametrize(("raw", "expected"), [
    ({"rel": "this", "unit": "day"}, "2026-11-22 2026-11-23"),
    ({"rel": "this", "unit": "week"}, "2026-11-16 2026-11-23"),
    ({"rel": "this", "unit": "weekend"}, "2026-11-21 2026-11-23"),
    ({"rel": "this", "unit": "month"}, "2026-11-01 2026-12-01"),
    ({"rel": "this", "unit": "quarter"}, "2026-10-01 2027-01-01"),
    ({"rel": "this", "unit": "year"}, "2026-01-01 2027-01-01"),
    ({"rel": "this", "unit": "month", "to": "today"}, "2026-11-01 2026-11-23"),
    ({"rel": "this", "unit": "year", "to": "today"}, "2026-01-01 2026-11-23"),
    ({"rel": "last", "unit": "day"}, "2026-11-21 2026-11-22"),
    ({"rel": "last", "unit": "week"}, "2026-11-09 2026-11-16"),
    ({"rel": "last", "unit": "weekend"}, "2026-11-14 2026-11-16"),
    ({"rel": "last", "unit": "month"}, "2026-10-01 2026-11-01"),
    ({"rel": "last", "unit": "quarter"}, "2026-07-01 2026-10-01"),
    ({"rel": "last", "unit": "month", "to": "today"}, "2026-10-01 2026-11-01"),
    ({"rel": "last", "n": 1, "unit": "day"}, "2026-11-22 2026-11-23"),
    ({"rel": "last", "n": 30, "unit": "day"}, "2026-10-24 2026-11-23"),
    ({"rel": "last", "n": 3, "unit": "month"}, "2026-09-01 2026-11-23"),
    ({"rel": "last", "n": 2, "unit": "week"}, "2026-11-09 2026-11-23"),
    ({"rel": "past", "n": 30, "unit": "day"}, "2026-10-23 2026-11-22"),
    ({"rel": "past", "n": 3, "unit": "month"}, "2026-08-01 2026-11-01"),
    ({"rel": "past", "unit": "year"}, "2025-01-01 2026-01-01"),
    ({"rel": "next", "unit": "week"}, "2026-11-23 2026-11-30"),
    ({"rel": "next", "n": 2, "unit": "month"}, "2026-12-01 2027-02-01"),
    ({"rel": "next", "unit": "month", "to": "today"}, "2026-12-01 2027-01-01"),
    (["2026-11-01", "2026-12-01"], "2026-11-01 2026-12-01"),
    (["2026-11-01", "2026-11-01"], "2026-11-01 2026-11-01"),
])  # fmt: skip
def test_relative_dates(raw: Any, expected: str) -> None:
    assert " ".join(map(str, periods.resolved(raw, NOON))) == expected


@pytest.mark.parametrize(("now", "expected"), [
    ("2026-11-20T04:00:00", "2026-11-14 2026-11-16"),  # Friday
    ("2026-11-21T04:00:00", "2026-11-14 2026-11-16"),  # Saturday: this weekend has begun
    ("2026-11-23T04:00:00", "2026-11-21 2026-11-23"),  # Monday
])
def test_last_weekend_is_the_one_that_is_over(now: str, expected: str) -> None:
    assert " ".join(map(str, periods.resolved({"rel": "last", "unit": "weekend"}, day(now)))) == expected


def test_up_to_now_ends_during_the_day_and_only_if_it_has_begun() -> None:
    assert periods.resolved({"rel": "this", "unit": "day", "to": "now"}, NOON) == (date(2026, 11, 22), NOON.now)
    assert periods.resolved({"rel": "last", "unit": "day", "to": "now"}, NOON) == (date(2026, 11, 21), date(2026, 11, 22))


@pytest.mark.parametrize("raw", [
    None, "today", 5, [], ["2026-11-01"], ["2026-12-01", "2026-11-01"], ["2026-11-31", "2026-12-01"], ["2026-11-01T00:00:00Z", "2026-12-01"],
    {"rel": "then", "unit": "day"}, {"rel": "this", "unit": "hour"}, {"rel": "last", "n": 0, "unit": "day"}, {"rel": "last", "n": True, "unit": "day"},
    {"unit": "day"}, ["0001-01-01", "2026-01-01"], [None, "2026-01-01"],
])  # fmt: skip
def test_what_is_no_period(raw: Any) -> None:
    with pytest.raises(BadValue):
        periods.resolved(raw, NOON)


@pytest.mark.parametrize(("period", "by", "expected"), [
    (("2026-11-01", "2026-12-01"), (1, "month"), "2026-10-01 2026-11-01"),
    (("2026-11-01", "2026-11-23"), (1, "month"), "2026-10-01 2026-10-23"),
    (("2026-03-01", "2026-03-31"), (1, "month"), "2026-02-01 2026-03-01"),  # 30 days of March: all of February
    (("2026-03-31", "2026-04-01"), (1, "month"), "2026-02-28 2026-03-01"),
    (("2026-03-30", "2026-03-31"), (1, "month"), "2026-02-28 2026-03-01"),
    (("2026-02-01", "2026-03-01"), (1, "month"), "2026-01-01 2026-02-01"),
    (("2024-02-29", "2024-03-01"), (1, "year"), "2023-02-28 2023-03-01"),
    (("2024-02-01", "2024-02-29"), (1, "year"), "2023-02-01 2023-03-01"),
    (("2025-02-01", "2025-03-01"), (1, "year"), "2024-02-01 2024-03-01"),  # the leap day is in
    (("2026-11-16", "2026-11-23"), (1, "week"), "2026-11-09 2026-11-16"),
    (("2026-01-01", "2026-04-01"), (1, "quarter"), "2025-10-01 2026-01-01"),
    (("2026-03-01", "2026-03-02"), (364, "day"), "2025-03-02 2025-03-03"),
])  # fmt: skip
def test_the_period_before(period: tuple[str, str], by: tuple[int, str], expected: str) -> None:
    start, stop = map(date.fromisoformat, period)
    assert " ".join(map(str, periods.before((start, stop), by, NOON))) == expected


def test_the_period_before_of_one_that_ends_now_ends_at_the_same_hour() -> None:
    found = periods.before((date(2026, 3, 29), datetime(2026, 3, 29, 10, tzinfo=UTC)), (1, "month"), day("2026-03-29T10:00:00", BERLIN))
    assert found == (date(2026, 2, 28), datetime(2026, 2, 28, 11, tzinfo=UTC))  # noon on the clock, before and after it changed


@pytest.mark.parametrize(("text", "zone", "start", "expected"), [
    ("2026-11-22", SHANGHAI, 0, "2026-11-21T16:00:00"),
    ("2026-11-22", SHANGHAI, 2, "2026-11-21T18:00:00"),
    ("2026-03-29", BERLIN, 0, "2026-03-28T23:00:00"),
    ("2026-03-29", BERLIN, 2, "2026-03-29T01:00:00"),  # 02:00 does not exist: it begins at 03:00
    ("2026-03-30", BERLIN, 0, "2026-03-29T22:00:00"),
    ("2026-10-25", BERLIN, 0, "2026-10-24T22:00:00"),
    ("2026-10-25", BERLIN, 2, "2026-10-25T00:00:00"),  # the first of two 02:00
    ("2026-10-26", BERLIN, 2, "2026-10-26T01:00:00"),
    ("2026-10-04", SYDNEY, 2, "2026-10-03T16:00:00"),
])  # fmt: skip
def test_a_business_day_begins(text: str, zone: ZoneInfo, start: int, expected: str) -> None:
    found = Day(NOON.now, zone, start).begin(date.fromisoformat(text))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert dates.business_day(found, (zone, start)) == date.fromisoformat(text)
    assert dates.business_day(found - timedelta(milliseconds=1), (zone, start)) == date.fromisoformat(text) - timedelta(days=1)


DAYS = some.dates(date(1990, 1, 1), date(2060, 12, 31))


@settings(max_examples=200, deadline=None)
@given(DAYS, some.sampled_from([SHANGHAI, BERLIN, SYDNEY]), some.integers(0, 5))
def test_a_moment_lies_within_a_period_as_its_business_day_does(at: date, zone: ZoneInfo, start: int) -> None:
    here = Day(NOON.now, zone, start)
    since, until = periods.moments((at, at + timedelta(days=1)), here)
    for minutes in (-1, 0, 1, 60, 300, 719, 1319, 1500):
        moment = since + timedelta(minutes=minutes)
        assert (since <= moment < until) == (dates.business_day(moment, (zone, start)) == at)


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, some.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_calendar_has_every_group_once(one: date, other: date, grain: str) -> None:
    start, stop = min(one, other), min(max(one, other), min(one, other) + timedelta(days=900))
    found = periods.calendar((start, stop), grain)
    expected = sorted({periods.begin(start + timedelta(days=number), grain) for number in range((stop - start).days)})
    assert list(found) == expected


def test_a_calendar_that_is_too_long_is_left_out() -> None:
    assert periods.calendar((date(1900, 1, 1), date(2026, 1, 1)), "day") == ()
    assert len(periods.calendar((date(1900, 1, 1), date(2026, 1, 1)), "month")) == 126 * 12


@settings(max_examples=200, deadline=None)
@given(DAYS, some.integers(1, 40), some.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_whole_units_before_are_whole_units(at: date, n: int, unit: str) -> None:
    here = Day(datetime(at.year, at.month, at.day, 12, tzinfo=UTC), ZoneInfo("UTC"))
    start, stop = periods.resolved({"rel": "past", "n": n, "unit": unit}, here)
    assert isinstance(stop, date)
    assert stop == periods.begin(at, unit)
    assert len(periods.calendar((start, stop), unit)) == n
    assert periods.before((start, stop), (n, unit), here)[1] == start
