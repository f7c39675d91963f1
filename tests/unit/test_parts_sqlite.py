"""Parts of dates and local hours found by SQLite are those Python finds, in any zone and any year."""

import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Text, literal_column
from sqlalchemy.dialects import sqlite

from runtime.store.dialects.parts_sqlite import DATE_PARTS, hour, steady
from runtime.values import instant_text

ZONES = ("Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "UTC", "Europe/Moscow", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Pyongyang")
PYTHON = {"year": lambda day: day.year, "month": lambda day: day.month, "day": lambda day: day.day, "weekday": date.isoweekday}
LEFT = 99  # what stands where SQLite leaves the answer to Python


def asked(expression: object, values: list[str]) -> list[int]:
    """The expression over `v`, for each value."""
    text = str(expression.compile(dialect=sqlite.dialect()))  # type: ignore[attr-defined]
    with sqlite3.connect(":memory:") as connection:
        return [connection.execute(f"SELECT {text} FROM (SELECT ? AS v)", (value,)).fetchone()[0] for value in values]


@pytest.mark.parametrize("part", sorted(DATE_PARTS))
def test_parts_of_dates(part: str) -> None:
    draw = random.Random(part)
    days = [date.min, date.max, date(2024, 2, 29), *(date.fromordinal(draw.randrange(1, date.max.toordinal())) for _ in range(300))]
    found = asked(DATE_PARTS[part](literal_column("v", Text())), [day.isoformat() for day in days])
    assert found == [PYTHON[part](day) for day in days]


@pytest.mark.parametrize("name", ZONES)
def test_local_hours(name: str) -> None:
    draw, zone = random.Random(name), ZoneInfo(name)
    start = datetime(1890, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(minutes=draw.randrange(410 * 365 * 24 * 60)) for _ in range(2_000)]
    found = asked(hour(literal_column("v", Text()), zone, literal_column(str(LEFT))), [instant_text(moment) for moment in moments])
    told = [(one, moment.astimezone(zone).hour) for one, moment in zip(found, moments, strict=True) if one != LEFT]
    assert all(one == hour_ for one, hour_ in told)
    recent = [one for one, moment in zip(found, moments, strict=True) if 2021 < moment.year < 2190]
    assert (LEFT in recent) is (steady(zone) is None)
