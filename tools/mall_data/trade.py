"""Members and receipts into the database, day by day. Takes: a Loader, ids made so far, the story. Gives: what later parts point at.

Memory stays the same however many receipts there are: only refunds to come, coupons redeemed and a few visits per store are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from tools.mall_data import points
from tools.mall_data.bulk import Loader, at, chunks, instant
from tools.mall_data.cases import Visit
from tools.mall_data.chance import stream
from tools.mall_data.masters import Known
from tools.mall_data.people import Member
from tools.mall_data.receipts import Receipt, Story
from tools.mall_data.staff import GUIDES, MINI_PROGRAM, POS
from tools.mall_data.tiers import Ladder, Rise

K = TypeVar("K")
KEPT_VISITS = 48
NO_POINTS = {"points": 0, "points_pending": 0}  # what the door fills in by itself
SERVED = ("gold", "black")  # tiers with an agent of their own
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Redeemed:
    """A coupon used: which campaign, by whom, on which receipt."""

    campaign: int
    member: int
    store: int
    purchase: str
    at: datetime
    net: Decimal


@dataclass
class Sold:
    """What has been loaded: counts and sums for the truth, redemptions, and some visits of members per store."""

    receipts: int = 0
    refunds: int = 0
    lines: int = 0
    net: int = 0
    by_store: dict[int, int] = field(default_factory=dict)
    by_member: dict[int, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)  # by the id of the member
    redeemed: list[Redeemed] = field(default_factory=list)
    visits: dict[int, list[Visit]] = field(default_factory=dict)
    by_month: dict[tuple[int, date], int] = field(default_factory=dict)  # store, first day of the month
    seen: set[int] = field(default_factory=set)  # members who have bought

    def absorb(self, other: "Sold") -> None:
        """What was sold later on top."""
        self.receipts, self.refunds, self.lines = self.receipts + other.receipts, self.refunds + other.refunds, self.lines + other.lines
        self.net += other.net
        _grow(self.by_store, other.by_store)
        _grow(self.by_member, other.by_member)
        _grow(self.by_month, other.by_month)
        self.redeemed += other.redeemed


def _grow(mine: dict[K, int], theirs: Mapping[K, int]) -> None:
    for key, net in theirs.items():
        mine[key] = mine.get(key, 0) + net


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days to load. `news` happens before its day begins; `after` leaves out what an earlier start loaded already."""

    seed: int
    days: Sequence[date]
    ladder: Ladder
    news: Mapping[date, Callable[[], None]] = field(default_factory=dict)
    after: datetime | None = None
    seen: frozenset[int] = frozenset()  # members who bought before


def fen(amount: int) -> Decimal:
    """Fen as money."""
    return Decimal(amount).scaleb(-2)


def load_members(loader: Loader, known: Known, members: Sequence[Member], progress: Progress) -> None:
    """Members in the order in which they joined."""
    ordered = sorted(members, key=lambda member: (member.joined, member.index))
    done = 0
    for part in chunks(ordered):
        ids = loader.write(lambda uow, part=part: _join(loader, uow, known, part))  # type: ignore[misc]
        known.members.update((member.index, made) for member, made in zip(part, ids, strict=True) if made is not None)
        done += len(part)
        progress(done, len(ordered))


def _join(loader: Loader, uow: Any, known: Known, members: Sequence[Member]) -> list[str | None]:
    moments = [datetime.combine(member.joined, time(10 + member.index % 11, member.index % 60)) for member in members]
    stamps = [(moment, known.staff[MINI_PROGRAM]) for moment in moments]
    return loader.insert_stamped(uow, "member", [{**member_row(known, member), **NO_POINTS} for member in members], stamps, "join")


def member_row(known: Known, member: Member) -> dict[str, Any]:
    """A member as the form takes it."""
    referrer = known.members.get(member.referrer) if member.referrer is not None else None
    return {
        "name": member.name, "mobile": member.mobile, "gender": "female" if member.female else "male", "birthday": member.birthday,
        "email": member.email, "district": member.district, "interests": member.interests or None,
        "channel": "qr" if member.channel == "referral" and referrer is None else member.channel, "referrer": referrer,
        "join_store": known.stores[member.store], "service_store": known.stores[member.cared] if member.cared is not None else None,
        "joined_on": member.joined, "tier": known.first_tier, "tier_manual": False, "accept_sms": member.accepts, "status": member.status,
    }


def load_receipts(loader: Loader, known: Known, story: Story, wanted: Stretch, progress: Progress) -> Sold:
    """All receipts of a stretch of days, one transaction per day."""
    sold = Sold(seen=set(wanted.seen))
    rng = stream(wanted.seed, "visits", wanted.days[0])
    news = dict(wanted.news)
    for number, day in enumerate(wanted.days, 1):
        for first in sorted(key for key in news if key <= day):
            news.pop(first)()
        for part in chunks(receipt for receipt in story.day(day, wanted.after) if possible(known, receipt)):
            rises = list(wanted.ladder.climb(part))
            _recognise(sold.seen, part)
            given = loader.write(lambda uow, part=part, rises=rises: _sell(loader, uow, known, (part, rises)))  # type: ignore[misc]
            remember(sold, rng, part)
            _earn(sold, known, (part, given))
        progress(number, len(wanted.days))
    return sold


def possible(known: Known, receipt: Receipt) -> bool:
    """Only goods that are there are sold, and only what was stored is taken back: a refund comes a day after its sale at the earliest."""
    lines = [line for line in receipt.lines if (receipt.store, line[0]) in known.products]
    if len(lines) < len(receipt.lines):
        receipt.lines, receipt.discount = lines, 0
    return bool(lines) and (receipt.refund_of is None or receipt.refund_of.id is not None)


def _recognise(seen: set[int], receipts: Sequence[Receipt]) -> None:
    """Who had bought before a receipt; sums of members are settled later and cannot tell."""
    for receipt in receipts:
        receipt.again = receipt.member in seen
        if receipt.member is not None and receipt.refund_of is None:
            seen.add(receipt.member)


def _sell(loader: Loader, uow: Any, known: Known, part: tuple[Sequence[Receipt], Sequence[Rise]]) -> dict[str, int]:
    """Receipts, and the tiers they lead to; the points of each receipt."""
    receipts, rises = part
    stamps = [(receipt.at, who(known, receipt)) for receipt in receipts]
    rows = [{**row(known, receipt), "returning": receipt.again} for receipt in receipts]
    ids = loader.insert_stamped(uow, "purchase", rows, stamps, "pos")
    for receipt, made in zip(receipts, ids, strict=True):
        receipt.id = made
    for rise in rises:
        at(uow, rise.at, None, "demo")
        agent = {"cs_owner": known.staff[f"agent_{rise.member % 3 + 1}"]} if rise.tier in SERVED else {}
        loader.change(uow, "member", known.members[rise.member], {"tier": known.tiers[rise.tier], "tier_until": rise.until, **agent})
        _remember_rise(loader, uow, known, rise)
    return points.of_purchases(uow, [made for made in ids if made])


def _remember_rise(loader: Loader, uow: Any, known: Known, rise: Rise) -> None:
    """The entry people find in the member's history."""
    if "tier_log" not in loader.context.rev.definition.forms:
        return
    person, tier, spent = known.members[rise.member], known.tiers[rise.tier], fen(rise.spent)
    up = {"move": "up", "from_tier": known.tiers.get(rise.before), "reason": f"累计消费达到 ¥{spent}"}
    loader.insert(uow, "tier_log", [{"member": person, "to_tier": tier, "metric": spent, "at": instant(rise.at), **up}])


def _earn(sold: Sold, known: Known, part: tuple[Sequence[Receipt], Mapping[str, int]]) -> None:
    receipts, given = part
    for receipt in receipts:
        if receipt.member is not None and receipt.id is not None and receipt.id in given:
            member = known.members[receipt.member]
            sold.points[member] = sold.points.get(member, 0) + given[receipt.id]


def who(known: Known, receipt: Receipt) -> str:
    """Who rang it up: the mini program, a guide with an account, else the till."""
    if receipt.source == "mini_program":
        return known.staff[MINI_PROGRAM]
    return known.staff[GUIDES.get(receipt.cashier, POS)]


def row(known: Known, receipt: Receipt) -> dict[str, Any]:
    """A receipt as the form takes it."""
    sale = receipt.refund_of
    return {
        "receipt_no": receipt.no, "source": receipt.source, "kind": "refund" if sale else "sale", "refund_of": sale.id if sale else None,
        "store": known.stores[receipt.store], "member": known.members.get(receipt.member) if receipt.member is not None else None,
        "paid_at": instant(receipt.at), "cashier": receipt.cashier, "pay_method": receipt.pay, "discount": fen(receipt.discount),
        "lines": [
            {"product": known.products[receipt.store, number], "qty": quantity, "price": fen(price)}
            for number, quantity, price in receipt.lines
        ],
    }


def remember(sold: Sold, rng: Random, receipts: Sequence[Receipt]) -> None:
    """Counts what has been stored."""
    for receipt in receipts:
        if receipt.id is None:
            continue
        net = receipt.net
        sold.receipts += receipt.refund_of is None
        sold.refunds += receipt.refund_of is not None
        sold.lines += len(receipt.lines)
        sold.net += net
        sold.by_store[receipt.store] = sold.by_store.get(receipt.store, 0) + net
        month = receipt.store, receipt.at.date().replace(day=1)
        sold.by_month[month] = sold.by_month.get(month, 0) + net
        if receipt.member is not None:
            sold.by_member[receipt.member] = sold.by_member.get(receipt.member, 0) + net
            _visit(sold, rng, receipt)
        receipt.refund_of = None


def _visit(sold: Sold, rng: Random, receipt: Receipt) -> None:
    """The last visits of members per store, old ones giving way to new ones by chance, so that a few old ones stay."""
    assert receipt.id is not None
    assert receipt.member is not None
    if receipt.campaign is not None:
        sold.redeemed.append(Redeemed(receipt.campaign, receipt.member, receipt.store, receipt.id, receipt.at, fen(receipt.net)))
    if receipt.refund_of is None:
        kept = sold.visits.setdefault(receipt.store, [])
        visit = Visit(receipt.member, receipt.store, receipt.id, receipt.at)
        if len(kept) < KEPT_VISITS:
            kept.append(visit)
        elif rng.random() < 0.3:
            kept[rng.randrange(KEPT_VISITS)] = visit
