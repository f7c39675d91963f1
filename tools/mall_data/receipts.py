"""Receipts of the story, day by day in constant memory. Takes: plans of volume, members, chance. Gives: receipts in order of time.

Money is counted in fen here; `Receipt.net` and the rest are whole numbers. Never: a receipt after the moment the story has reached.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from tools.mall_data.calendar import CLOSES, HOURS, OPENS, beginning, day_factor, days
from tools.mall_data.campaigns import Campaign
from tools.mall_data.chance import stream, weighted
from tools.mall_data.people import Member
from tools.mall_data.places import STORES, STORY_STORE
from tools.mall_data.scale import Scale

STORY_MINIMUM = 16  # receipts a full day has at least in the store of manager_1
ANONYMOUS = 0.08
OWN = 0.88
REFUNDED = 0.03
REDEEMS = 0.4
PAYS = (("wechat", 56.0), ("alipay", 31.0), ("card", 9.0), ("cash", 4.0))
STORY = next(index for index, store in enumerate(STORES) if store.code == STORY_STORE)
Slot = tuple[date, int]  # day, store
Group = tuple[list[float], Sequence[Member]]  # running totals of appetite, members
Line = tuple[int, int, int]  # product number within the brand, quantity, unit price in fen


@dataclass(slots=True)
class Receipt:
    """One receipt. `at` is local wall-clock time; `refund_of` the receipt it takes back; `id` is set by whoever stores it."""

    no: str
    store: int
    member: int | None
    at: datetime
    lines: list[Line]
    discount: int
    cashier: str
    pay: str
    source: str = "pos"
    refund_of: "Receipt | None" = None
    campaign: int | None = None
    id: str | None = None
    again: bool = False  # by a member who had bought before

    @property
    def net(self) -> int:
        """Paid, in fen; negative where money went back."""
        return sum(quantity * price for _, quantity, price in self.lines) - self.discount


class Pool:
    """Members to draw from, each as often as the appetite says; the asleep and those not yet joined are passed over.

    Most receipts of a store are by its own members (who joined there or are looked after by it), the others by mall and liking.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        chosen = [m for m in members if not m.hero and m.status == "active"]
        self._passing: dict[tuple[int, str], Group] = {}
        for mall in {store.mall for store in STORES}:
            for kind in HOURS:
                weights = [m.appetite * (1.0 if m.mall == mall else 0.15) * (1.0 if kind in m.liked else 0.3) for m in chosen]
                self._passing[mall, kind] = (list(accumulate(weights)), chosen)
        own: list[list[Member]] = [[] for _ in STORES]
        for member in chosen:
            for store in {member.store, member.cared} - {None}:
                own[store].append(member)  # type: ignore[index]
        self._own: list[Group] = [(list(accumulate(m.appetite for m in mine)), mine) for mine in own]

    def draw(self, rng: Random, store: int, day: date) -> Member | None:
        """A member who may have been in the store that day; None after eight misses."""
        place = STORES[store]
        own = self._draw(rng, self._own[store], day) if rng.random() < OWN else None
        return own or self._draw(rng, self._passing[place.mall, place.brand.kind], day)

    def _draw(self, rng: Random, group: Group, day: date) -> Member | None:
        totals, members = group
        for _ in range(8 if members else 0):
            member = members[bisect(totals, rng.random() * totals[-1])]
            if member.joined <= day and (member.left is None or day <= member.left):
                return member
        return None


@dataclass(frozen=True, slots=True)
class Volume:
    """How many receipts each store has on each day of a stretch."""

    counts: Mapping[Slot, int] = field(default_factory=dict)

    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def plan(seed: int, anchor: date, scale: Scale, first: date | None = None, last: date | None = None) -> Volume:
    """Counts from `first` to `last` (default: the whole story, which then sums to the scale's receipts exactly)."""
    whole = _weights(seed, anchor, days(beginning(anchor, scale.months), anchor))
    even = scale.receipts / sum(whole.values())
    story = {slot: max(STORY_MINIMUM, _rounded(seed, slot, weight * even)) for slot, weight in whole.items() if slot[1] == STORY}
    others = {slot: weight for slot, weight in whole.items() if slot[1] != STORY}
    per_weight = max(0.0, scale.receipts - sum(story.values())) / sum(others.values())
    if first is None:
        return Volume(_settled(story, {slot: _rounded(seed, slot, weight * per_weight) for slot, weight in others.items()}, scale.receipts))
    wanted = _weights(seed, anchor, days(first, last or first))
    counts = {
        slot: max(STORY_MINIMUM, _rounded(seed, slot, weight * even)) if slot[1] == STORY else _rounded(seed, slot, weight * per_weight)
        for slot, weight in wanted.items()
    }
    return Volume(counts)


def _weights(seed: int, anchor: date, stretch: Sequence[date]) -> dict[Slot, float]:
    return {(day, store): _weight(seed, anchor, day, store) for day in stretch for store in range(len(STORES))}


def _weight(seed: int, anchor: date, day: date, store: int) -> float:
    place = STORES[store]
    if place.closes is not None and day > anchor - timedelta(days=place.closes):
        return 0.0
    growth = 1 + 0.12 * (day - anchor).days / 365
    return place.weight * day_factor(seed, day, place.brand.kind) * growth


def _rounded(seed: int, slot: Slot, expected: float) -> int:
    return int(expected + stream(seed, "count", *slot).random())


def _settled(story: Mapping[Slot, int], others: dict[Slot, int], wanted: int) -> dict[Slot, int]:
    """All counts, the few receipts too many or too few spread over the busiest slots outside the store of the story."""
    difference = wanted - sum(story.values()) - sum(others.values())
    step = 1 if difference > 0 else -1
    busiest = sorted(others, key=lambda slot: (-others[slot], slot))
    while difference and (movable := [slot for slot in busiest if others[slot] + step >= 0]):
        for slot in movable[: abs(difference)]:
            others[slot] += step
            difference -= step
    return {**story, **others}


@dataclass(frozen=True, slots=True)
class Extras:
    """What is written by hand: receipts of the heroes by day, and the campaigns whose coupons are redeemed."""

    receipts: Mapping[date, Sequence[Receipt]] = field(default_factory=dict)
    campaigns: Sequence[Campaign] = ()


class Story:
    """Writes the receipts of day after day; remembers only refunds to come."""

    def __init__(self, seed: int, pool: Pool, volume: Volume, now: datetime, extras: Extras | None = None) -> None:
        self._seed = seed
        self._pool = pool
        self._volume = volume
        self._now = now
        self._extras = extras or Extras()
        self._refunds: dict[date, list[Receipt]] = {}
        self._couponed: set[tuple[int, int]] = set()

    def plant(self, receipts: Mapping[date, Sequence[Receipt]]) -> None:
        """More receipts written by hand, for days that have not been told yet."""
        there = self._extras.receipts
        both = {day: [*there.get(day, ()), *receipts.get(day, ())] for day in there.keys() | receipts.keys()}
        self._extras = Extras(both, self._extras.campaigns)

    def day(self, day: date, after: datetime | None = None) -> list[Receipt]:
        """All receipts of a day up to now, refunds included, in order of time; `after` leaves out what was there already."""
        made = [receipt for store in range(len(STORES)) for receipt in self._store_day(day, store)]
        made += [receipt for receipt in self._extras.receipts.get(day, ()) if receipt.at <= self._now]
        for number, receipt in enumerate(made):
            receipt.no = receipt.no or f"{_prefix(receipt.store, day)}{receipt.at:%H%M%S}{number % 10}"
        made += [refund for sale in self._refunds.pop(day, ()) if (refund := _refund(self._seed, sale, day)).at <= self._now]
        made.sort(key=lambda receipt: (receipt.at, receipt.no))
        return [receipt for receipt in made if after is None or receipt.at > after]

    def _store_day(self, day: date, store: int) -> Iterator[Receipt]:
        rng = stream(self._seed, "day", day, store)
        kind = STORES[store].brand.kind
        for at in _moments(rng, day, kind, self._volume.counts.get((day, store), 0)):
            receipt = self._receipt(rng, day, store, at)
            if at <= self._now:
                yield receipt

    def _receipt(self, rng: Random, day: date, store: int, at: datetime) -> Receipt:
        place = STORES[store]
        member = None if rng.random() < ANONYMOUS else self._pool.draw(rng, store, day)
        lines = basket(rng, store)
        no = f"{_prefix(store, day)}{at:%H%M%S}"
        who = member.index if member else None
        receipt = Receipt(no, store, who, at, lines, _discount(rng, lines, member), rng.choice(place.brand.guides), weighted(rng, PAYS))
        receipt.source = "mini_program" if member and rng.random() < 0.08 else "pos"
        self._redeem(rng, receipt, day)
        if rng.random() < REFUNDED and receipt.net > 0:
            self._refunds.setdefault(day + timedelta(days=rng.randint(1, 9)), []).append(receipt)
        return receipt

    def _redeem(self, rng: Random, receipt: Receipt, day: date) -> None:
        """Some of those who may use the coupon of a campaign of the day do so, once each."""
        wants = rng.random() < REDEEMS
        for number, campaign in enumerate(self._extras.campaigns):
            fits = campaign.first <= day <= campaign.last and campaign.mall in (None, STORES[receipt.store].mall)
            if wants and fits and receipt.member is not None and receipt.net >= campaign.threshold * 100:
                if (number, receipt.member) not in self._couponed:
                    self._couponed.add((number, receipt.member))
                    receipt.campaign = number
                    receipt.discount += campaign.face * 100
                return


def _prefix(store: int, day: date) -> str:
    return f"{STORES[store].code.replace('-', '')}-{day:%y%m%d}-"


def _moments(rng: Random, day: date, kind: str, count: int) -> list[datetime]:
    hours = rng.choices(range(OPENS, CLOSES), HOURS[kind], k=count)
    seconds = [hour * 3600 + rng.randrange(3600) for hour in hours]
    distinct: set[int] = set()
    for second in seconds:  # a receipt is known by its second
        while second in distinct:
            second = OPENS * 3600 + rng.randrange((CLOSES - OPENS) * 3600)
        distinct.add(second)
    return [datetime.combine(day, time(second // 3600, second // 60 % 60, second % 60)) for second in sorted(distinct)]


def basket(rng: Random, store: int) -> list[Line]:
    """What somebody takes home from a store."""
    brand = STORES[store].brand
    low, high = brand.basket
    chosen = rng.sample(range(len(brand.products)), min(rng.randint(low, high), len(brand.products)))
    if brand.category == "hotpot" and not {0, 1} & set(chosen):
        chosen[0] = 0  # nobody eats hot pot without the pot
    people = rng.choice((1, 1, 2)) if brand.kind in ("eat", "kids", "fun") else 1
    return [(number, people if brand.products[number][1] < 200 else 1, brand.products[number][1] * 100) for number in chosen]


def _discount(rng: Random, lines: Sequence[Line], member: Member | None) -> int:
    gross = sum(quantity * price for _, quantity, price in lines)
    if member is None or rng.random() > 0.25:
        return 0
    return gross * rng.choice((5, 8, 10, 12)) // 100 // 10 * 10


def _refund(seed: int, sale: Receipt, day: date) -> Receipt:
    """Half of the refunds take back one line, the others all."""
    rng = stream(seed, "refund", sale.no)
    at = datetime.combine(day, time(rng.randint(OPENS, CLOSES - 2), rng.randrange(60), rng.randrange(60)))
    whole = len(sale.lines) == 1 or rng.random() < 0.5
    lines = [(number, -quantity, price) for number, quantity, price in (sale.lines if whole else sale.lines[:1])]
    gross = sum(quantity * price for _, quantity, price in lines)
    discount = -sale.discount if whole else -min(sale.discount, -gross)
    return Receipt(f"{sale.no}-T", sale.store, sale.member, at, lines, discount, sale.cashier, sale.pay, refund_of=sale)
