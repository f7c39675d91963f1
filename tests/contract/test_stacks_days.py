"""A receipt belongs to the day, week and month of the mall's own clock: at midnight, where the clocks change, where a day ends after midnight."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builder.expressions.types import Instant
from tests.contract.number_model import cut_to
from tests.contract.numbers import Asking, mall
from tests.contract.stores import shop_on

EDGES = (
    datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2018, 2, 18, tzinfo=UTC),
)
MOMENTS = [edge + timedelta(minutes=minutes, milliseconds=after) for edge in EDGES for minutes in range(-720, 1_440, 90) for after in (-1, 0)]


@pytest.mark.parametrize(("name", "start"), [("America/New_York", 4), ("Europe/Paris", 0), ("America/Sao_Paulo", 2), ("Asia/Shanghai", 2)])
def test_groups_follow_the_clock_of_the_mall(database: str, clock: Any, name: str, start: int) -> None:
    documents = mall()
    documents["app", "tiny"] |= {"timezone": name, "day_start": start}
    with shop_on(database, documents, clock) as shop:
        shop.insert("sale", *({"no": str(n), "paid_at": moment} for n, moment in enumerate(MOMENTS)))
        ask = Asking(shop, {"since": Instant(), "until": Instant()})
        days = {moment: (moment.astimezone(ZoneInfo(name)) - timedelta(hours=start)).date() for moment in MOMENTS}
        since, until = sorted(MOMENTS)[40], sorted(MOMENTS)[-40]
        for grain in ("day", "week", "month", "quarter", "year"):
            axes = [ask.axis("sale", "when", "paid_at", grain=grain)]
            every = ask.branch("sale", axes, [ask.number("sale", "n", "count")])
            assert dict(ask.run(every).rows) == Counter(cut_to(day, grain) for day in days.values())
            within = ask.branch("sale", axes, [ask.number("sale", "n", "count")], "paid_at >= since and until > paid_at",
                                parameters={"since": since, "until": until})
            expected = Counter(cut_to(day, grain) for moment, day in days.items() if since <= moment < until)
            assert dict(ask.run(within).rows) == expected
