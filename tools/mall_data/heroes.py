"""The receipts of the three people the story is told about. Takes: the anchor day, the moment reached. Gives: receipts by day.

林若溪 is a loyal gold member who ate hot pot three days ago; 周启明 (black) has been silent for 61 days;
何静怡 spends ¥6,880 today against ¥412 on average. Never: chance alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from tools.mall_data.chance import stream
from tools.mall_data.places import STORES
from tools.mall_data.receipts import Line, Receipt

LIN, ZHOU, HE = 0, 1, 2
SILENT_DAYS = 61
AVERAGE, TODAY = 41_200, 688_000  # fen
HE_PURCHASES = 14
_TODAY_LINES: list[Line] = [(1, 6, 46_800), (3, 4, 39_900), (6, 4, 29_900), (4, 2, 26_800), (2, 2, 32_800), (0, 1, 21_900)]


def hero_receipts(seed: int, anchor: date, now: datetime) -> Mapping[date, list[Receipt]]:
    """All of them, by day."""
    found: dict[date, list[Receipt]] = defaultdict(list)
    for receipt in (*_lin(seed, anchor), *_zhou(seed, anchor), *_he(seed, anchor, now)):
        found[receipt.at.date()].append(receipt)
    return found


def _store(code: str) -> int:
    return next(index for index, store in enumerate(STORES) if store.code == code)


def _lin(seed: int, anchor: date) -> Iterator[Receipt]:
    rng = stream(seed, "hero", LIN)
    places = [_store(code) for code in ("HG-501", "HG-203", "HG-101", "HG-B105")]
    for number in range(46, 0, -1):
        day = anchor - timedelta(days=3 + number * 8 + rng.randint(0, 4))
        yield _visit(rng, LIN, rng.choice(places), day)
    last = _paid(rng, LIN, _store("HG-501"), datetime.combine(anchor - timedelta(days=3), time(19, 42, 8)), 32_800)
    last.cashier = "陈晨"
    yield last


def _zhou(seed: int, anchor: date) -> Iterator[Receipt]:
    rng = stream(seed, "hero", ZHOU)
    places = [_store(code) for code in ("HG-501", "XL-503", "HG-506", "XL-501")]
    for number in range(72, 0, -1):
        day = anchor - timedelta(days=SILENT_DAYS + number * 5 + rng.randint(0, 3))
        yield _visit(rng, ZHOU, rng.choice(places), day, guests=4)
    yield _paid(rng, ZHOU, _store("XL-503"), datetime.combine(anchor - timedelta(days=SILENT_DAYS), time(19, 15, 40)), 126_600)


def _he(seed: int, anchor: date, now: datetime) -> Iterator[Receipt]:
    rng = stream(seed, "hero", HE)
    steps = [rng.randint(-90, 90) * 100 for _ in range(HE_PURCHASES // 2)]
    for number, step in enumerate([*steps, *(-step for step in steps)]):
        at = datetime.combine(anchor - timedelta(days=228 - number * 16), time(rng.randint(13, 20), rng.randrange(60), rng.randrange(60)))
        yield _paid(rng, HE, _store("HG-203") if number % 3 == 2 else _store("HG-101"), at, AVERAGE + step)
    gross = sum(quantity * price for _, quantity, price in _TODAY_LINES)
    yield Receipt("", _store("HG-101"), HE, _just_now(now), list(_TODAY_LINES), gross - TODAY, "叶子", "alipay")


def _just_now(now: datetime) -> datetime:
    """A while ago today; before the mall opens, yesterday evening."""
    if now.hour < 11:
        return datetime.combine(now.date() - timedelta(days=1), time(20, 10, 5))
    return min(datetime.combine(now.date(), time(14, 20, 5)), now - timedelta(minutes=20)).replace(microsecond=0)


def _visit(rng: Random, member: int, store: int, day: date, guests: int = 1) -> Receipt:
    products = STORES[store].brand.products
    at = datetime.combine(day, time(rng.choice((12, 13, 18, 19, 20)), rng.randrange(60), rng.randrange(60)))
    gross = sum(products[number][1] for number in range(min(3, len(products)))) * 100
    return _paid(rng, member, store, at, gross * rng.randint(60, 100) * guests // 100 // 100 * 100)


def _paid(rng: Random, member: int, store: int, at: datetime, net: int) -> Receipt:
    """A receipt of exactly this net: of sixty baskets the one that comes closest from above, the rest as a discount."""
    brand = STORES[store].brand
    baskets = [_basket(rng, store, net) for _ in range(60)]
    lines = min(baskets, key=lambda basket: sum(quantity * price for _, quantity, price in basket))
    gross = sum(quantity * price for _, quantity, price in lines)
    return Receipt("", store, member, at, lines, gross - net, rng.choice(brand.guides), "wechat")


def _basket(rng: Random, store: int, net: int) -> list[Line]:
    products = STORES[store].brand.products
    counts: dict[int, int] = defaultdict(int)
    gross = 0
    while gross < net:
        number = rng.randrange(len(products))
        counts[number] += 1
        gross += products[number][1] * 100
    return [(number, quantity, products[number][1] * 100) for number, quantity in sorted(counts.items())]
