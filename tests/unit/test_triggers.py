"""Triggers as pure kinds: what hits them, when the clock finds them, and laws about stretches of time."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.records.events import Event
from runtime.rules.kinds import ChangeTrigger, TimeTrigger, Window, moment_of, next_moment, planned_day
from runtime.rules.triggers import TRIGGERS
from runtime.rules.triggers.date import anniversary
from runtime.values import zone

KINDS = {kind.name: kind for kind in TRIGGERS}
ZONES = st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe"]).map(zone)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - asked for
HOURS = st.sampled_from(["00:00", "02:30", "09:00", "23:59"])


def event(old: dict[str, Any] | None, new: dict[str, Any] | None, *, derived: bool = False) -> Event:
    """A change of a record."""
    moved = frozenset(key for key in (new or {}) if old is not None and old.get(key) != (new or {})[key])
    return Event("form", "id", old, new, derived, changed=moved)


CREATED, DELETED = event(None, {"a": 1, "b": 2}), event({"a": 1, "b": 2}, None)
MOVED, SAME = event({"a": 1, "b": 2}, {"a": 3, "b": 2}), event({"a": 1, "b": 2}, {"a": 1, "b": 2})
FOLLOWED = event({"a": 1, "b": 2}, {"a": 3, "b": 2}, derived=True)


@pytest.mark.parametrize(("name", "config", "hits"), [
    ("created", {}, [True, False, False, False, False]),
    ("updated", {}, [False, False, True, True, False]),
    ("updated", {"fields": ["a"]}, [False, False, True, False, True]),
    ("updated", {"fields": ["b"]}, [False, False, False, False, False]),
    ("changed", {"field": "a"}, [False, False, True, False, True]),
    ("changed", {"field": "b"}, [False, False, False, False, False]),
    ("enters", {}, [True, False, True, True, True]),
    ("crossed", {"field": "a"}, [True, False, True, False, True]),
    ("crossed", {"field": "b"}, [True, False, False, False, False]),
    ("deleted", {}, [False, True, False, False, False]),
    ("date", {}, [False] * 5), ("button", {}, [False] * 5), ("workflow_ended", {}, [False] * 5),
])
def test_what_hits(name: str, config: dict[str, Any], hits: list[bool]) -> None:
    assert [KINDS[name].hits(config, one) for one in (CREATED, DELETED, MOVED, SAME, FOLLOWED)] == hits


def test_every_trigger_speaks_both_languages_and_its_example_has_its_shape() -> None:
    for kind in TRIGGERS:
        assert {"zh-CN", "en"} <= kind.label.keys() & kind.help.keys(), kind.name
        assert kind.icon
        assert set(kind.config_schema["required"]) <= kind.example.keys() <= kind.config_schema["properties"].keys(), kind.name
        assert isinstance(kind, ChangeTrigger | TimeTrigger) or kind.name in ("button", "workflow_ended")


@given(MOMENTS, HOURS, ZONES)
def test_the_next_moment_is_the_first_one_later(after: datetime, at: str, where: Any) -> None:
    found = next_moment(after, at, where)
    assert found > after
    day = planned_day(after, at, where)
    assert moment_of(day, at, where) <= after < moment_of(day + timedelta(days=1), at, where)


@given(st.lists(MOMENTS, min_size=2, max_size=8, unique=True), HOURS, ZONES)
def test_however_time_is_cut_each_day_is_due_once(cuts: list[datetime], at: str, where: Any) -> None:
    cuts = sorted(cuts)
    whole = Window(cuts[0], cuts[-1], where).days(at)
    parts = [found for one, other in pairwise(cuts) if (found := Window(one, other, where).days(at))]
    assert [day for part in parts for day in _each(part)] == (_each(whole) if whole else [])


def _each(days: tuple[date, date]) -> list[date]:
    return [days[0] + timedelta(days=number) for number in range((days[1] - days[0]).days + 1)]


@given(MOMENTS, st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=5), st.sampled_from([
    {"every": "hour", "at": "00:15"}, {"every": "day", "at": "02:00"}, {"every": "week", "weekday": 3, "at": "08:00"},
    {"every": "month", "day": 31, "at": "20:00"},
]), ZONES)
def test_however_time_is_cut_each_planned_moment_occurs_once(start: datetime, steps: list[int], config: dict[str, Any], where: Any) -> None:
    kind: Any = KINDS["schedule"]
    cuts = [start]
    for step in steps:
        cuts.append(cuts[-1] + timedelta(minutes=step))
    whole = kind._moments(config, Window(cuts[0], cuts[-1], where))
    assert [moment for one, other in pairwise(cuts) for moment in kind._moments(config, Window(one, other, where))] == whole
    assert all(one < other for one, other in pairwise(whole))


@given(st.dates(date(1940, 1, 1), date(2025, 12, 31)), MOMENTS, st.integers(1, 30), st.integers(-30, 30), st.sampled_from(["feb28", "mar1"]))
def test_a_birthday_is_found_exactly_on_its_day(born: date, start: datetime, length: int, days: int, leap: str) -> None:
    kind: Any = KINDS["date"]
    config = {"form": "f", "field": "d", "days": days, "yearly": True, "leap": leap, "at": "09:00"}
    window = Window(start, start + timedelta(days=length), zone("Asia/Shanghai"))
    first, last = window.days("09:00") or (date.max, date.min)
    due = [year for year in range(2022, 2033) if first <= anniversary(born, year, leap) + timedelta(days=days) <= last and year > born.year]
    found = kind.search(config, window)
    hit = found is not None and born.strftime("%m-%d") in found.month_days and born.year < found.before
    assert bool(due) == (hit and kind.basis(config, born, window) is not None)
    if due:
        assert kind.basis(config, born, window) == str(due[0])


def test_a_month_without_the_day_uses_its_last_one() -> None:
    kind: Any = KINDS["schedule"]
    config, where = {"every": "month", "day": 31, "at": "20:00"}, zone("Asia/Shanghai")
    moments = kind._moments(config, Window(datetime(2027, 1, 15, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC), where))
    assert [moment.astimezone(where).date().isoformat() for moment in moments] == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


@pytest.mark.parametrize(("config", "text"), [
    ({"field": "p", "at": "10"}, "COALESCE(old.p, 0) < (10) and COALESCE(p, 0) >= (10)"),
    ({"field": "p", "at": "10", "direction": "down"}, "COALESCE(old.p, 0) > (10) and COALESCE(p, 0) <= (10)"),
])
def test_crossing_in_the_language(config: dict[str, Any], text: str) -> None:
    assert KINDS["crossed"].condition(config) == text
