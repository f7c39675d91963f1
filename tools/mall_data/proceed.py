"""Adds the days since the story was last told. Takes: a Runtime whose database holds it. Gives: what came on top.

Never: rewrites a receipt.

Members, stores, products and tiers are read back from the records, so that whatever people changed, imported or put away meanwhile is
respected; a record the database refuses is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from runtime.context import Runtime
from runtime.query import Query, Sort
from runtime.store import select
from tools.mall_data import aftermath, channels, people, planted, points, read_back, receipts, staff, targets, trade, visits
from tools.mall_data.bulk import ZONE, Loader
from tools.mall_data.calendar import days
from tools.mall_data.fill import SEED, Steps, local_now, silent, step_of
from tools.mall_data.masters import Known
from tools.mall_data.people import Member
from tools.mall_data.receipts import Volume
from tools.mall_data.scale import SCALES, Scale

FIRST_NEWCOMER = 10_000_000  # their numbers never meet those of the first start
NEWCOMERS_A_DAY = 500
LOOKED_BACK = 200


@dataclass(frozen=True, slots=True)
class Added:
    """What came on top; `possible` is false where the app no longer has what the story is told in."""

    members: int = 0
    receipts: int = 0
    refunds: int = 0
    possible: bool = True


def proceed(runtime: Runtime, *, seed: int = SEED, progress: Steps | None = None) -> Added:
    """Tells the story from the last receipt up to now; nothing where nothing was told before."""
    loader = Loader(runtime, staff.APP, careful=True)
    if not read_back.told_in(loader):
        return Added(possible=False)
    now = local_now(runtime)
    last = _last_sale(loader, now)
    if last is None:
        return Added(possible=False)
    known = Known(staff.ensure(runtime, {}))
    trading = read_back.places_now(loader, known)
    ladder = read_back.ladder_now(loader, known, now.date())
    if not trading or not ladder.steps:
        return Added(possible=False)
    say = progress or silent
    members, bought = read_back.members_now(loader, known, ladder)
    scale = min(SCALES.values(), key=lambda each: abs(each.members - len(members)))
    fresh = _newcomers(seed, _missing_days(loader, known, (last, now)), scale, (members, trading))
    trade.load_members(loader, known, fresh, step_of(say, "members"))
    arrived = [each for each in fresh if each.index in known.members]
    volume = _trading_only(receipts.plan(seed, now.date(), scale, last.date(), now.date()), trading)
    wanted = days(last.date(), now.date())
    extras = receipts.Extras(planted.weekends(seed, wanted, members, trading))
    story = receipts.Story(seed, receipts.Pool([*members, *arrived]), volume, now, extras)
    stretch = trade.Stretch(seed, wanted, ladder, after=last, seen=bought)
    sold = trade.load_receipts(loader, known, story, stretch, step_of(say, "receipts"))
    points.book(loader, sold.points, points.Booking(now, "earn", "消费积分（补记）", f"D:{now:%Y%m%d%H%M%S}"))
    _plan_ahead(loader, known, now)
    visits.count(loader, known.staff, scale, (seed, now))
    channels.book(loader, known.staff, (seed, now))
    return Added(len(arrived), sold.receipts, sold.refunds)


def _plan_ahead(loader: Loader, known: Known, now: datetime) -> None:
    """Targets for months that have none yet, of stores that are open."""
    if targets.known_to(loader):
        there = [row.values for row in read_back.rows(loader, "target", ("store", "month", "amount"))]
        trading = {row.id for row in read_back.rows(loader, "store", ("status",)) if row.values.get("status") in ("open", None)}
        aftermath.load_timed(loader, "target", targets.following(there, trading, now), known.staff)


def _last_sale(loader: Loader, now: datetime) -> datetime | None:
    """The last receipt that lies in the past, as a clock in Shanghai shows it."""
    query = Query("purchase", sort=(Sort("paid_at", True),), limit=LOOKED_BACK)
    page = loader.read(lambda uow: select.page(uow, query, ("paid_at",)))
    moments = [row.values["paid_at"].astimezone(ZONE).replace(tzinfo=None) for row in page.rows if row.values.get("paid_at")]
    return next((moment for moment in moments if moment <= now), moments[-1] if moments else None)


def _missing_days(loader: Loader, known: Known, stretch: tuple[datetime, datetime]) -> Iterator[date]:
    """Days whose newcomers have not come yet: before the shops open, today's may have come with an earlier start."""
    last, now = stretch
    there = read_back.joined_by(loader, known.staff[staff.MINI_PROGRAM])
    return (day for day in days(last.date() + timedelta(days=1), now.date()) if day not in there)


def _newcomers(seed: int, missing: Iterable[date], scale: Scale, there: tuple[Sequence[Member], set[int]]) -> list[Member]:
    """Those who joined on the days, at stores that trade, each with a phone number nobody has."""
    members, trading = there
    taken = {member.mobile for member in members}
    stores = sorted(trading)
    found = []
    for day in missing:
        for each in people.newcomers(seed, day, FIRST_NEWCOMER + day.toordinal() * NEWCOMERS_A_DAY, scale):
            store = each.store if each.store in trading else stores[each.index % len(stores)]
            cared = each.cared if each.cared in trading else None
            found.append(replace(each, mobile=_free(each, taken), store=store, cared=cared))
            taken.add(found[-1].mobile)
    return found


def _free(member: Member, taken: set[str]) -> str:
    """The member's own number or, where somebody has it, the next one free."""
    number, index = member.mobile, member.index
    while number in taken:
        index += 1_000_003
        number = people.mobile(index)
    return number


def _trading_only(volume: Volume, trading: set[int]) -> Volume:
    return Volume({slot: count for slot, count in volume.counts.items() if slot[1] in trading})
