"""What reports of footfall must answer, counted by plain Python from the records one by one. Takes: a Runtime, a Book. Gives: facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from runtime.context import Runtime
from tools.mall_data import read_back, staff
from tools.mall_data.bulk import Loader
from tools.mall_data.counting import ratio
from tools.mall_data.recount import Book, local

K = TypeVar("K")
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Count:
    """One hour of one counter; `store` is a code, None for a floor."""

    place: str
    mall: str
    floor: str
    store: str | None
    until: datetime
    visitors: int


@dataclass(frozen=True)
class Visits:
    """All counts and what follows from them."""

    found: Book
    counts: tuple[Count, ...]

    def by_hour(self, back: timedelta = timedelta()) -> dict[int, int]:
        """Visitors on the floors by hour: today, or the same day before, up to the same moment."""
        now = self.found.now - back
        today = (one for one in self.counts if one.place == "floor" and one.until.date() == now.date() and one.until <= now)
        return _summed(today, lambda one: one.until.hour)

    def by_floor(self, days: int) -> dict[str, tuple[int, int]]:
        """Floor → visitors and receipts of so many whole days before today."""
        return _beside(self._on_floors(days, lambda one: one.floor), self._sold(days, lambda store: self.found.places[store].floor))

    def by_day(self, days: int) -> dict[date, tuple[int, int]]:
        """Day → visitors and receipts."""
        return _beside(self._on_floors(days, lambda one: one.until.date()), self._days_sold(days))

    def at_doors(self) -> dict[str, tuple[int, int, Decimal | None]]:
        """Store with a counter → visitors, receipts and conversion of today."""
        now = self.found.now
        seen = _summed((one for one in self.counts if one.store and one.until.date() == now.date()), lambda one: str(one.store))
        watched = {one.store for one in self.counts if one.store}
        sold = {store: sum(1 for one in self._sales(now.date(), now.date() + timedelta(days=1)) if one == store) for store in watched}
        return {str(key): (seen.get(str(key), 0), sold[key], ratio(sold[key], seen.get(str(key), 0))) for key in watched}

    def saturdays(self, mall: str, floor: str) -> dict[date, int]:
        """Visitors of a floor by Saturday before today."""
        there = (one for one in self.counts if (one.place, one.mall, one.floor) == ("floor", mall, floor) and one.until.weekday() == 5)
        return _summed((one for one in there if one.until.date() < self.found.now.date()), lambda one: one.until.date())

    def _on_floors(self, days: int, of: Callable[[Count], K]) -> dict[K, int]:
        first, last = _past(self.found.now, days)
        return _summed((one for one in self.counts if one.place == "floor" and first <= one.until < last), of)

    def _sold(self, days: int, of: Callable[[str], K]) -> dict[K, int]:
        counts: dict[K, int] = defaultdict(int)
        first, last = _past(self.found.now, days)
        for store in self._sales(first.date(), last.date()):
            counts[of(store)] += 1
        return counts

    def _days_sold(self, days: int) -> dict[date, int]:
        first, last = _past(self.found.now, days)
        counts: dict[date, int] = defaultdict(int)
        for one in self.found.receipts:
            if one.kind == "sale" and first <= one.at < last:
                counts[one.at.date()] += 1
        return counts

    def _sales(self, first: date, after: date) -> list[str]:
        now = self.found.now
        return [one.store for one in self.found.receipts if one.kind == "sale" and first <= one.at.date() < after and one.at <= now]


def _past(now: datetime, days: int) -> tuple[datetime, datetime]:
    midnight = datetime.combine(now.date(), time())
    return midnight - timedelta(days=days), midnight


def _summed(counts: Iterable[Count], of: Callable[[Count], K]) -> dict[K, int]:
    sums: dict[K, int] = defaultdict(int)
    for one in counts:
        sums[of(one)] += one.visitors
    return dict(sums)


def _beside(seen: dict[K, int], sold: dict[K, int]) -> dict[K, tuple[int, int]]:
    return {key: (seen.get(key, 0), sold.get(key, 0)) for key in seen.keys() | sold.keys()}


def visits(runtime: Runtime, found: Book) -> Visits:
    """All counts of the story, read one by one."""
    loader = Loader(runtime, staff.APP)
    names = {
        form: {row.id: row.values[key] for row in read_back.rows(loader, form, (key,))}
        for form, key in (("mall", "code"), ("floor", "name"), ("store", "code"))
    }
    counts = []
    for row in read_back.rows(loader, "footfall", ("place", "mall", "floor", "store", "counted_at", "visitors")):
        one = row.values
        until = local(one["counted_at"])
        assert until is not None
        store = names["store"][one["store"]] if one["store"] else None
        counts.append(Count(one["place"], names["mall"][one["mall"]], names["floor"][one["floor"]], store, until, one["visitors"]))
    return Visits(found, tuple(counts))
