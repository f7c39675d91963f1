"""Which days and hours are busy in a Chinese mall. Takes: a day, a kind of store. Gives: factors around 1. Never: chance without a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tools.mall_data.chance import stream

WEEKEND = 1.9
OPENS, CLOSES = 10, 22

# First day of the lunar year.
SPRING_FESTIVALS = (
    date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13),
    date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28),
)


@dataclass(frozen=True, slots=True)
class Season:
    """Days of the year (month, day) on which trade differs: factors for eating, shopping, children and fun."""

    first: tuple[int, int]
    last: tuple[int, int]
    eat: float
    shop: float
    kids: float
    fun: float


SEASONS = (
    Season((1, 1), (1, 3), 1.5, 1.3, 1.6, 1.7),      # 元旦
    Season((2, 14), (2, 14), 1.7, 1.3, 0.8, 1.8),    # 情人节
    Season((3, 6), (3, 8), 1.1, 1.6, 1.0, 1.1),      # 女神节
    Season((5, 1), (5, 5), 1.8, 1.6, 2.0, 1.9),      # 五一
    Season((6, 1), (6, 1), 1.2, 1.1, 2.6, 1.3),      # 儿童节
    Season((6, 16), (6, 18), 1.0, 1.8, 1.1, 1.0),    # 618
    Season((7, 10), (8, 25), 1.05, 0.95, 1.4, 1.25), # 暑假
    Season((10, 1), (10, 7), 1.9, 1.8, 2.0, 2.0),    # 国庆
    Season((11, 8), (11, 11), 1.1, 2.4, 1.1, 1.1),   # 双11
    Season((12, 24), (12, 25), 1.9, 1.5, 1.3, 1.9),  # 圣诞
)
HOURS = {
    "eat": (2, 9, 12, 7, 3, 3, 5, 12, 14, 10, 5, 2),
    "shop": (2, 4, 5, 6, 8, 9, 9, 8, 9, 10, 7, 2),
    "kids": (7, 10, 7, 5, 8, 10, 10, 7, 5, 5, 2, 1),
    "fun": (2, 3, 4, 6, 8, 8, 7, 7, 10, 12, 9, 5),
}


def day_factor(seed: int, day: date, kind: str) -> float:
    """How busy a day is for `kind` (eat, shop, kids, fun): weekend, holidays, weather."""
    busy = WEEKEND if day.weekday() >= 5 else 1.0
    season = _spring(day, kind) or next((getattr(s, kind) for s in SEASONS if s.first <= (day.month, day.day) <= s.last), 1.0)
    return max(busy, 1.35) * season * weather(seed, day) if season > 1.3 else busy * season * weather(seed, day)


def _spring(day: date, kind: str) -> float | None:
    """Before the lunar new year people shop, on its eve and first day they stay at home, then they go out."""
    for new_year in SPRING_FESTIVALS:
        distance = (day - new_year).days
        if -14 <= distance <= -2:
            return 1.6 if kind == "shop" else 1.15
        if -1 <= distance <= 0:
            return 0.45
        if 1 <= distance <= 6:
            return {"eat": 1.9, "shop": 1.3, "kids": 1.8, "fun": 2.4}[kind]
    return None


def weather(seed: int, day: date) -> float:
    """Rain keeps people at home, great heat brings some into the cool: 0.75 to 1.08."""
    luck = stream(seed, "weather", day).random()
    if luck < 0.07:
        return 0.75
    return 1.08 if day.month in (7, 8) and luck > 0.7 else 1.0


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month (its last day where it is shorter)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def open_before(now: datetime, hours: float) -> datetime:
    """The moment so many opening hours before, to the second."""
    left = timedelta(hours=hours)
    day = now.date()
    while True:
        opens, closes = (datetime.combine(day, time(hour)) for hour in (OPENS, CLOSES))
        until = min(max(now, opens), closes)
        if until - opens >= left:
            return (until - left).replace(microsecond=0)
        left -= until - opens
        day -= timedelta(days=1)


def beginning(anchor: date, months: int) -> date:
    """The day the story begins: the first of a month, so that every month of it is whole."""
    return months_before(anchor, months).replace(day=1)


def days(first: date, last: date) -> Sequence[date]:
    """All days from first to last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
