"""When periodic work is due: every pattern, ends of months, changes of the clock, and what is done about missed times."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.jobs.schedule import GRACE, MOST, Pattern, next_times, tick_key, upcoming

SHANGHAI = "Asia/Shanghai"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "after", "times"),
    [
        (Pattern("hour", "00:15"), "2026-11-21T06:15", ["2026-11-21T07:15", "2026-11-21T08:15"]),
        (Pattern("hour", "00:15"), "2026-11-21T06:14", ["2026-11-21T06:15", "2026-11-21T07:15"]),
        (Pattern("day", "02:00", zone=SHANGHAI), "2026-11-21T06:00", ["2026-11-21T18:00", "2026-11-22T18:00"]),
        (Pattern("day", "02:00", zone=SHANGHAI), "2026-11-21T18:00", ["2026-11-22T18:00"]),
        (Pattern("week", "09:00", weekday=1, zone=SHANGHAI), "2026-11-21T06:00", ["2026-11-23T01:00", "2026-11-30T01:00"]),
        (Pattern("month", "00:00", day=31), "2026-01-30T00:00", ["2026-01-31T00:00", "2026-02-28T00:00", "2026-03-31T00:00", "2026-04-30T00:00"]),
        (Pattern("month", "00:00", day=29), "2028-02-01T00:00", ["2028-02-29T00:00", "2028-03-29T00:00"]),
        # Clocks go forward at 02:00: half past two does not exist, it is done an hour later by the old clock
        (Pattern("day", "02:30", zone="Europe/Berlin"), "2026-03-28T12:00", ["2026-03-29T01:30", "2026-03-30T00:30"]),
        # Clocks go back at 03:00: half past two comes twice, it is done the first time
        (Pattern("day", "02:30", zone="Europe/Berlin"), "2026-10-24T12:00", ["2026-10-25T00:30", "2026-10-26T01:30"]),
    ],
)  # fmt: skip
def test_patterns(pattern: Pattern, after: str, times: list[str]) -> None:
    assert list(islice(upcoming(pattern, at(after)), len(times))) == [at(text) for text in times]


DAILY = Pattern("day", "02:00")
PLANNED = at("2026-11-21T02:00")


@pytest.mark.parametrize(
    ("misfire", "now", "runs", "following"),
    [
        ("run_once", "2026-11-21T02:00", ["2026-11-21T02:00"], "2026-11-22T02:00"),
        ("run_once", "2026-11-24T05:00", ["2026-11-21T02:00"], "2026-11-25T02:00"),
        ("run_all", "2026-11-24T05:00", ["2026-11-21T02:00", "2026-11-22T02:00", "2026-11-23T02:00", "2026-11-24T02:00"], "2026-11-25T02:00"),
        ("skip", "2026-11-21T02:04", ["2026-11-21T02:00"], "2026-11-22T02:00"),
        ("skip", "2026-11-21T05:00", [], "2026-11-22T02:00"),
        ("skip", "2026-11-24T02:01", ["2026-11-24T02:00"], "2026-11-25T02:00"),
    ],
)  # fmt: skip
def test_missed_times(misfire: str, now: str, runs: list[str], following: str) -> None:
    due = next_times(DAILY, PLANNED, at(now), misfire)  # type: ignore[arg-type]
    assert due.runs == tuple(at(text) for text in runs)
    assert due.next == at(following)


def test_four_hundred_days_are_made_up_for_within_bounds() -> None:
    due = next_times(Pattern("hour"), PLANNED, PLANNED + timedelta(days=400), "run_all")
    assert len(due.runs) == MOST + 1
    assert due.next == PLANNED + timedelta(days=400, hours=1)


PATTERNS = st.builds(
    Pattern, every=st.sampled_from(["hour", "day", "week", "month"]), at=st.sampled_from(["00:00", "02:30", "23:59"]),
    weekday=st.integers(1, 7), day=st.integers(1, 31), zone=st.sampled_from(["UTC", SHANGHAI, "Europe/Berlin", "America/St_Johns"]),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(PATTERNS, MOMENTS)
def test_nothing_drifts(pattern: Pattern, after: datetime) -> None:
    """However late each is done, the planned times are the same."""
    straight = list(islice(upcoming(pattern, after), 5))
    assert straight == sorted(set(straight))
    assert straight[0] > after
    chained = [straight[0]]
    for following in straight[1:]:
        chained.append(next_times(pattern, chained[-1], min(chained[-1] + GRACE / 2, following - timedelta(seconds=1))).next)
    assert chained == straight


def test_a_tick_has_one_key() -> None:
    assert tick_key("upkeep", PLANNED) == "sched:upkeep:2026-11-21T02:00:00.000Z"
