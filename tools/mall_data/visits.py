"""How many people come in, hour by hour, on every floor and through a few doors. Takes: a Loader, the moment reached. Gives: counts.

Floors and stores are read back from the records. Never: an hour that is not over yet, or one that has been counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from runtime.query import Query, Sort
from runtime.store import select
from tools.mall_data import aftermath, read_back
from tools.mall_data.bulk import ZONE, Loader, instant
from tools.mall_data.calendar import CLOSES, HOURS, OPENS, day_factor, days
from tools.mall_data.chance import stream
from tools.mall_data.places import MALLS, STORES, STORY_STORE, Store
from tools.mall_data.scale import Scale
from tools.mall_data.staff import POS

FORM = "footfall"
BEGUN = 63  # days before the first start: nine weeks
DOORS = (STORY_STORE, "HG-401", "HG-506", "XL-105")  # stores with a counter at the door
BOUGHT = {"eat": 0.34, "shop": 0.16, "kids": 0.24, "fun": 0.3}  # how many of those at the door buy
PASSING = 2.5  # people on a floor to one at a door of it
FAMILY_DAY = ("HG", "4F", 2.2)  # on the first Saturday of a month the floor of the children is full
BUSY_DAY = 1.35  # what a usual week makes of an even day
STORY_LEAST = 17.0  # receipts a day in the store of the story
NEEDED = {"place", "mall", "floor", "store", "device", "counted_at", "visitors", "source"}


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter: its number, the record values that say where it hangs, buyers a day by kind of trade, people for one of them."""

    device: str
    where: Mapping[str, Any]
    buyers: Mapping[str, float]
    people: float
    family: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """The moments to count: later than `after`, over by `now`."""

    seed: int
    after: datetime
    now: datetime


def count(loader: Loader, users: Mapping[str, str], scale: Scale, about: tuple[int, datetime]) -> int:
    """Counts everything up to now that has not been counted; how many hours of counters that is."""
    if not known_to(loader):
        return 0
    seed, now = about
    stretch = Stretch(seed, _counted_until(loader, now), now)
    rows = ((moment, POS, values) for moment, values in counted(stretch, counters(loader, scale)))
    return aftermath.load_timed(loader, FORM, rows, users)


def known_to(loader: Loader) -> bool:
    """Whether the app has what is counted into."""
    forms = loader.context.rev.definition.forms
    return FORM in forms and forms[FORM].by_key.keys() >= NEEDED


def _counted_until(loader: Loader, now: datetime) -> datetime:
    query = Query(FORM, sort=(Sort("counted_at", True),), limit=200)
    page = loader.read(lambda uow: select.page(uow, query, ("counted_at",)))
    moments = [row.values["counted_at"].astimezone(ZONE).replace(tzinfo=None) for row in page.rows if row.values["counted_at"]]
    return next((moment for moment in moments if moment <= now), datetime.combine(now.date() - timedelta(days=BEGUN), time()))


def counters(loader: Loader, scale: Scale) -> list[Counter]:
    """One on every floor with stores, one at each of a few doors."""
    malls = {row.id: row.values.get("code") for row in read_back.rows(loader, "mall", ("code",))}
    rows = read_back.rows(loader, "floor", ("mall", "name"))
    floors = {(malls.get(row.values.get("mall") or ""), row.values.get("name")): row for row in rows}
    stores = {row.values.get("code"): row for row in read_back.rows(loader, "store", ("code", "status", "mall", "floor"))}
    buyers = _buyers(scale)
    found = []
    for (mall, floor), row in sorted((key, row) for key, row in floors.items() if all(key)):
        here = [one for one in STORES if (MALLS[one.mall][0], one.floor) == (mall, floor) and not one.closes]
        if here:
            where = {"place": "floor", "mall": row.values["mall"], "floor": row.id}
            family = (mall, floor) == FAMILY_DAY[:2]
            found.append(Counter(f"{mall}-{floor}", where, _by_kind(here, buyers), PASSING, family))
    for one in STORES:
        door = stores.get(one.code)
        if one.code in DOORS and door is not None and door.values.get("status") in ("open", None):
            where = {"place": "store", "mall": door.values["mall"], "floor": door.values["floor"], "store": door.id}
            found.append(Counter(f"{one.code}-D", where, _by_kind([one], buyers), 1.0))
    return found


def _buyers(scale: Scale) -> dict[str, float]:
    """Receipts on an even day by store."""
    total = sum(one.weight for one in STORES)
    a_day = scale.receipts / (scale.months * 30.4) / BUSY_DAY
    found = {one.code: a_day * one.weight / total for one in STORES}
    return {**found, STORY_STORE: max(STORY_LEAST, found[STORY_STORE])}


def _by_kind(stores: Sequence[Store], buyers: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in stores:
        found[one.brand.kind] = found.get(one.brand.kind, 0.0) + buyers[one.code]
    return found


def counted(stretch: Stretch, counters: Sequence[Counter]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """What the counters report: at the end of each hour, who came in during it."""
    for day in days(stretch.after.date(), stretch.now.date()):
        for counter in counters:
            for hour, visitors in zip(range(OPENS, CLOSES), _day(stretch.seed, day, counter), strict=True):
                moment = datetime.combine(day, time(hour, 59, 59))
                if stretch.after < moment <= stretch.now:
                    where = {**counter.where, "device": counter.device, "source": "sensor"}
                    yield moment, {**where, "counted_at": instant(moment), "visitors": visitors}


def _day(seed: int, day: date, counter: Counter) -> list[int]:
    """Visitors of one counter by hour of one day."""
    rng = stream(seed, "visits", counter.device, day)
    hours = [0.0] * (CLOSES - OPENS)
    for kind, buyers in counter.buyers.items():
        whole = buyers * day_factor(seed, day, kind) / BOUGHT[kind] * counter.people
        for place, share in enumerate(HOURS[kind]):
            hours[place] += whole * share / sum(HOURS[kind])
    family = FAMILY_DAY[2] if counter.family and day.weekday() == 5 and day.day <= 7 else 1.0
    return [int(expected * family * rng.uniform(0.8, 1.2) + rng.random()) for expected in hours]
