"""Working time: hours, weekends, holidays, shifted working days, over the change of summer time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.workcalendar import Duration, after, calendar_of, duration

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
WEEK = {str(day): [["09:00", "18:00"]] for day in range(1, 6)}
LUNCH = {str(day): [["09:00", "12:00"], ["13:30", "18:00"]] for day in range(1, 6)}


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


CASES = [
    # hours, more of the calendar, from, length, to
    (WEEK, {}, "2026-11-20T17:00", "PT4H", "2026-11-23T12:00"),  # Friday 17:00 + 4 h = Monday 12:00
    (WEEK, {}, "2026-11-20T17:00", "PT1H", "2026-11-20T18:00"),
    (WEEK, {}, "2026-11-21T11:00", "PT2H", "2026-11-23T11:00"),  # Saturday counts from Monday morning
    (WEEK, {}, "2026-11-20T20:00", "PT30M", "2026-11-23T09:30"),
    (WEEK, {}, "2026-11-18T10:00", "P1D", "2026-11-19T10:00"),
    (WEEK, {}, "2026-11-20T10:00", "P1D", "2026-11-23T10:00"),
    (WEEK, {}, "2026-11-20T10:00", "P1DT1H", "2026-11-23T11:00"),
    (WEEK, {}, "2026-11-16T09:00", "PT45H", "2026-11-20T18:00"),
    (WEEK, {"holidays": ["2026-11-23"]}, "2026-11-20T17:00", "PT4H", "2026-11-24T12:00"),
    (WEEK, {"workdays": ["2026-11-21"]}, "2026-11-20T17:00", "PT4H", "2026-11-21T12:00"),  # a shifted working day counts
    (WEEK, {"workdays": ["2026-11-21"]}, "2026-11-20T10:00", "P1D", "2026-11-21T10:00"),
    (WEEK, {"holidays": ["2026-02-16", "2026-02-17"], "workdays": ["2026-02-14"]}, "2026-02-13T17:30", "PT10H", "2026-02-18T09:30"),
    (LUNCH, {}, "2026-11-20T11:00", "PT2H", "2026-11-20T14:30"),
    (LUNCH, {}, "2026-11-20T12:30", "PT1H", "2026-11-20T14:30"),
    ({"7": [["10:00", "22:00"]]}, {}, "2026-11-20T11:00", "PT13H", "2026-11-29T11:00"),
    ({"1": [["00:00", "24:00"]]}, {}, "2026-11-16T20:00", "PT5H", "2026-11-23T01:00"),
]


@pytest.mark.parametrize(("hours", "more", "start", "length", "end"), CASES)
def test_working_time(hours: dict[str, list[list[str]]], more: dict[str, list[str]], start: str, length: str, end: str) -> None:
    calendar = calendar_of({"hours": hours, **more}, SHANGHAI)
    assert after(at(start), duration(length), SHANGHAI, calendar) == at(end)


def test_without_a_calendar_days_keep_the_clock_time() -> None:
    assert after(at("2026-03-28T10:00", BERLIN), duration("P1D"), BERLIN) == at("2026-03-29T10:00", BERLIN)
    assert after(at("2026-03-28T10:00", BERLIN), duration("PT24H"), BERLIN) == at("2026-03-29T11:00", BERLIN)
    assert after(at("2026-03-28T10:00", BERLIN), duration("-P1DT1H"), BERLIN) == at("2026-03-27T09:00", BERLIN)


def test_over_the_change_of_summer_time() -> None:
    calendar = calendar_of({"hours": {"7": [["00:00", "06:00"]]}}, BERLIN)
    assert after(at("2026-03-29T00:00", BERLIN), duration("PT5H"), BERLIN, calendar) == at("2026-03-29T06:00", BERLIN)  # one hour is missing


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "P1M", "P-1D", "PT1H1", "P1DT", "P1.5D"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        duration(text)


def test_no_hours_at_all_is_no_calendar() -> None:
    assert calendar_of(None, SHANGHAI) is None
    assert calendar_of({"holidays": ["2026-01-01"]}, SHANGHAI) is None


minutes = st.integers(0, 60 * 24 * 30)


@given(minutes, minutes, minutes)
def test_working_time_adds_up(start: int, one: int, two: int) -> None:
    calendar = calendar_of({"hours": LUNCH, "holidays": ["2026-11-25"], "workdays": ["2026-11-28"]}, SHANGHAI)
    begin = at("2026-11-16T00:00") + timedelta(minutes=start)
    step = after(begin, Duration(0, timedelta(minutes=one)), SHANGHAI, calendar)
    whole = after(begin, Duration(0, timedelta(minutes=one + two)), SHANGHAI, calendar)
    assert after(step, Duration(0, timedelta(minutes=two)), SHANGHAI, calendar) == whole
    assert begin <= step <= whole
