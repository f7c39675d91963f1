"""Adds the days since the story was last told. Takes: a Runtime whose database holds it. Gives: what came on top. Never: rewrites a record.

Members, stores and products are read back from the records, so that what people changed meanwhile is respected.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from runtime.context import Runtime
from runtime.query import Query, Sort
from runtime.store import select
from runtime.store.rows import Row
from tools.mall_data import people, places, receipts, staff, trade
from tools.mall_data.bulk import ZONE, Loader
from tools.mall_data.calendar import days
from tools.mall_data.chance import stream
from tools.mall_data.fill import SEED, Steps, local_now, silent, step_of
from tools.mall_data.masters import Known
from tools.mall_data.people import APPETITE, INTERESTS, Member
from tools.mall_data.scale import SCALES, Scale

PAGE = 1_000
ASLEEP = 0.15
FIRST_NEWCOMER = 10_000_000  # their numbers never meet those of the first start
NEWCOMERS_A_DAY = 500


@dataclass(frozen=True, slots=True)
class Added:
    """What came on top."""

    members: int
    receipts: int
    refunds: int


def proceed(runtime: Runtime, *, seed: int = SEED, progress: Steps | None = None) -> Added:
    """Tells the story from the last receipt up to now; nothing where nothing was told before."""
    loader = Loader(runtime, staff.APP)
    last = _last_sale(loader)
    now = local_now(runtime)
    if last is None or last >= now:
        return Added(0, 0, 0)
    say = progress or silent
    known, members = _read_back(loader, staff.ensure(runtime, {}))
    scale = min(SCALES.values(), key=lambda each: abs(each.members - len(members)))
    there = {member.mobile for member in members}  # before the shops open, today's newcomers may have come with an earlier start
    coming = (each for day in days(last.date() + timedelta(days=1), now.date()) for each in _newcomers(seed, day, scale))
    fresh = [each for each in coming if each.mobile not in there]
    trade.load_members(loader, known, fresh, step_of(say, "members"))
    volume = receipts.plan(seed, now.date(), scale, last.date(), now.date())
    story = receipts.Story(seed, receipts.Pool([*members, *fresh]), volume, now)
    stretch = trade.Stretch(seed, days(last.date(), now.date()), last)
    sold = trade.load_receipts(loader, known, story, stretch, step_of(say, "receipts"))
    loader.settle(step_of(say, "totals"))
    return Added(len(fresh), sold.receipts, sold.refunds)


def _last_sale(loader: Loader) -> datetime | None:
    page = loader.read(lambda uow: select.page(uow, Query("purchase", sort=(Sort("paid_at", True),), limit=1), ("paid_at",)))
    if not page.rows:
        return None
    moment: datetime = page.rows[0].values["paid_at"]
    return moment.astimezone(ZONE).replace(tzinfo=None)


def _newcomers(seed: int, day: date, scale: Scale) -> Iterator[Member]:
    return people.newcomers(seed, day, FIRST_NEWCOMER + day.toordinal() * NEWCOMERS_A_DAY, scale)


def _read_back(loader: Loader, users: dict[str, str]) -> tuple[Known, list[Member]]:
    known = Known(users)
    stores = {row.values["code"]: row.id for row in _rows(loader, "store", ("code",))}
    known.stores = [stores[store.code] for store in places.STORES]
    skus = {row.values["sku"]: row.id for row in _rows(loader, "product", ("sku",))}
    for number, store in enumerate(places.STORES):
        for product in range(len(store.brand.products)):
            known.products[number, product] = skus[f"{store.code}-{product + 1:02d}"]
    known.tiers = {row.values["code"]: row.id for row in _rows(loader, "tier", ("code",))}
    by_id = {key: code for code, key in known.tiers.items()}
    members = []
    fields = ("mobile", "joined_on", "join_store", "tier", "interests", "status", "gender")
    for index, row in enumerate(_rows(loader, "member", fields)):
        known.members[index] = row.id
        members.append(_member(index, row, by_id, known.stores))
    return known, members


def _rows(loader: Loader, form: str, fields: Sequence[str]) -> Iterator[Row]:
    cursor: Any = None
    while True:
        query = Query(form, sort=(Sort("id"),), limit=PAGE, cursor=cursor)
        page = loader.read(lambda uow, query=query: select.page(uow, query, fields))  # type: ignore[misc]
        yield from page.rows
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def _member(index: int, row: Row, tiers: dict[str, str], stores: list[str]) -> Member:
    """As much of a member as drawing needs; some have fallen asleep meanwhile, and the heroes stay as the story left them."""
    values = row.values
    tier = tiers.get(values["tier"], "normal")
    store = stores.index(values["join_store"]) if values["join_store"] in stores else 0
    kinds = {option: kind for kind, option in INTERESTS.items()}
    liked = tuple(kinds[option] for option in values["interests"] or () if option in kinds) or (places.STORES[store].brand.kind,)
    rng = stream(0, "awake", row.id)
    active = values["status"] == "active" and rng.random() >= ASLEEP
    return Member(
        index, "", values["mobile"], values["gender"] == "female", None, values["joined_on"], store, tier, "", "", liked,
        APPETITE.get(tier, 1.0) * rng.paretovariate(1.6) ** 0.7, status="active" if active else "frozen",
        hero=values["mobile"] in people.HERO_MOBILES,
    )
