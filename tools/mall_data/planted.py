"""Receipts that make one question worth asking: valued members who buy women's wear on the third floor on weekend afternoons.

Takes: days, members, the moment reached. Gives: receipts by day. Never: without a seed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from tools.mall_data.chance import stream
from tools.mall_data.people import Member
from tools.mall_data.places import STORES
from tools.mall_data.receipts import Receipt, basket

A_DAY = 6
REGULARS = 40  # the keenest of them
HOURS = (14, 15)
VALUED = ("gold", "black")
FLOOR, CATEGORY = "3F", "womenswear"


def weekends(seed: int, stretch: Iterable[date], members: Sequence[Member], trading: Iterable[int]) -> Mapping[date, list[Receipt]]:
    """What they buy on the Saturdays and Sundays of a stretch, in stores that trade."""
    found: dict[date, list[Receipt]] = defaultdict(list)
    stores = [store for store in sorted(trading) if STORES[store].floor == FLOOR and STORES[store].brand.category == CATEGORY]
    for day in (day for day in stretch if day.weekday() >= 5 and stores):
        valued = sorted((one for one in members if _valued(one, day)), key=lambda one: (-one.appetite, one.index))
        found[day] = _of_day(seed, day, stores[0], valued[:REGULARS])
    return found


def _valued(member: Member, day: date) -> bool:
    awake = member.left is None and not member.hero and member.status == "active"
    return awake and member.tier in VALUED and member.joined <= day


def _of_day(seed: int, day: date, store: int, members: Sequence[Member]) -> list[Receipt]:
    rng = stream(seed, "weekend", day)
    seconds = sorted(rng.sample(range(HOURS[0] * 3600, (HOURS[-1] + 1) * 3600), A_DAY if members else 0))
    guides = STORES[store].brand.guides
    moments = [datetime.combine(day, time(second // 3600, second // 60 % 60, second % 60)) for second in seconds]
    return [Receipt("", store, rng.choice(members).index, at, basket(rng, store), 0, rng.choice(guides), "wechat") for at in moments]
