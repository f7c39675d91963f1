"""Tells the demo story to a database. Takes: a Runtime with the mall CRM published, a seed, a scale. Gives: the truth it wrote.

It is told up to the moment of the Runtime's clock. Never: sends anything to anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from runtime.context import Runtime
from tools.mall_data import aftermath, campaigns, cases, draft, fortnight, masters, people, places, points, receipts, staff, tiers, trade
from tools.mall_data.aftermath import Stage
from tools.mall_data.bulk import ZONE, Loader, at
from tools.mall_data.calendar import beginning, days, months_before
from tools.mall_data.channels import book as book_costs
from tools.mall_data.fortnight import Fortnight
from tools.mall_data.heroes import hero_receipts
from tools.mall_data.lived import Life
from tools.mall_data.masters import Known
from tools.mall_data.planted import weekends
from tools.mall_data.scale import Scale
from tools.mall_data.targets import Plan, rows
from tools.mall_data.trade import Progress, Sold, Stretch
from tools.mall_data.visits import count as count_visits

SEED = 20251121
LIVED = 14  # days that go through the real door
Steps = Callable[[str, int, int], None]

# What a progress line may call the steps.
STEPS: Mapping[str, Mapping[str, str]] = {
    "staff": {"zh-CN": "账号与部门", "en": "Accounts and departments"},
    "places": {"zh-CN": "商场、门店与商品", "en": "Malls, stores and products"},
    "members": {"zh-CN": "会员", "en": "Members"},
    "receipts": {"zh-CN": "消费小票（按天）", "en": "Receipts, day by day"},
    "marketing": {"zh-CN": "优惠券与触达", "en": "Coupons and messages"},
    "service": {"zh-CN": "投诉与沟通", "en": "Complaints and talks"},
    "totals": {"zh-CN": "汇总", "en": "Totals"},
    "fortnight": {"zh-CN": "最近两周：规则和流程真实运行", "en": "The last two weeks: rules and workflows at work"},
}


@dataclass
class Truth:
    """What was written, counted while writing: tests compare it with what the engine answers. Money in yuan."""

    now: datetime
    users: Mapping[str, str]
    members: int
    receipts: int
    refunds: int
    lines: int
    net: Decimal
    coupons: int
    redeemed: int
    complaints: int
    messages: int
    tags: int
    talks: int
    store_net: Mapping[str, Decimal] = field(default_factory=dict)
    member_net: Mapping[str, Decimal] = field(default_factory=dict)
    heroes: Mapping[str, str] = field(default_factory=dict)


def fill(
    runtime: Runtime, *, scale: Scale, seed: int = SEED, passwords: Mapping[str, str] | None = None, progress: Steps | None = None
) -> Truth:
    """The whole story up to now; the accounts get the passwords given, others one nobody knows."""
    say = progress or silent
    now = local_now(runtime)
    known = Known(staff.ensure(runtime, passwords or {}))
    say("staff", 1, 1)
    loader = Loader(runtime, staff.APP)
    stage = Stage(seed, now, campaigns.campaigns(now.date()), list(people.members(seed, now.date(), scale)), known)
    _places(loader, stage, scale)
    say("places", 1, 1)
    begin = datetime.combine(now.date() - timedelta(days=LIVED), time())
    trade.load_members(loader, known, [one for one in stage.members if one.joined < begin.date()], step_of(say, "members"))
    sold, stage, story = _receipts(loader, stage, scale, step_of(say, "receipts"))
    story.plant(weekends(seed, days(begin.date(), now.date()), stage.active(), range(len(places.STORES))))
    points.book(loader, sold.points, points.Booking(begin, "opening", "期初积分", "O"))
    past = replace(stage, now=begin)
    told = cases.cases(seed, now, sold.visits, _complaining(past))
    talks = _talked(loader, stage, begin)
    complaints = aftermath.load_cases(loader, known, [case for case in told if case.at < begin])
    say("service", 1, 1)
    loader.settle(step_of(say, "totals"))
    part = Fortnight(Life(runtime, staff.APP, begin), stage, story, begin, [case for case in told if case.at >= begin])
    sold.absorb(fortnight.live(part, step_of(say, "fortnight")))
    truth = _truth(stage, sold)
    truth.talks, truth.complaints = talks, complaints + len(part.cases) + fortnight.TOLD
    _marketing(loader, stage, sold, (truth, begin))
    aftermath.load_timed(loader, "target", rows(Plan(seed, sold.by_month, now), known), known.staff)
    count_visits(loader, known.staff, scale, (seed, now))
    book_costs(loader, known.staff, (seed, now))
    say("marketing", 1, 1)
    loader.settle(silent_progress)
    draft.leave_draft(runtime, known.staff["designer"])
    return truth


def local_now(runtime: Runtime) -> datetime:
    """The moment the story has reached, as a clock on the wall in Shanghai shows it."""
    return runtime.clock().astimezone(ZONE).replace(tzinfo=None, microsecond=0)


def silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def silent_progress(done: int, total: int) -> None:
    """Nobody watches a single step."""


def step_of(say: Steps, name: str) -> Progress:
    """The progress of one step."""
    return lambda done, total: say(name, done, total)


def _places(loader: Loader, stage: Stage, scale: Scale) -> None:
    """Master records as an administrator made them before the story begins."""
    begun = datetime.combine(months_before(stage.today, scale.months) - timedelta(days=410), time(9, 0))
    loader.write(lambda uow: _masters(loader, uow, stage, begun))


def _store_news(loader: Loader, stage: Stage) -> dict[date, Callable[[], None]]:
    """What happens to stores, by the first day on which it holds: one moves to another floor in the morning, one has closed for good."""
    known = stage.known
    moved = next(store for store in places.STORES if store.moved_from)
    closed = next(store for store in places.STORES if store.closes)
    move = stage.today - timedelta(days=moved.moved)
    last = stage.today - timedelta(days=closed.closes or 0)
    floor = {"floor": known.floors[moved.mall, moved.floor]}
    closing = {"status": "closed", "closed_on": last}
    return {
        move: lambda: _change(loader, known, (moved, datetime.combine(move, time(9, 40))), floor),
        last + timedelta(days=1): lambda: _change(loader, known, (closed, datetime.combine(last, time(22, 10))), closing),
    }


def _change(loader: Loader, known: Known, news: tuple[places.Store, datetime], values: Mapping[str, Any]) -> None:
    store, moment = news
    record = known.stores[places.STORES.index(store)]

    def act(uow: Any) -> None:
        at(uow, moment, known.staff["operations"], "demo")
        loader.change(uow, "store", record, values)

    loader.write(act)


def _masters(loader: Loader, uow: Any, stage: Stage, begun: datetime) -> None:
    known, anchor = stage.known, stage.today
    at(uow, begun, known.staff["admin"], "demo")
    known.malls = loader.insert(uow, "mall", masters.malls())
    rows = masters.floors(known)
    ids = loader.insert(uow, "floor", rows)
    known.floors = {(known.malls.index(row["mall"]), row["name"]): key for row, key in zip(rows, ids, strict=True)}
    for row in masters.formats(known):
        known.formats[row["code"]] = loader.insert(uow, "format", [row])[0]
    known.merchants = _named(loader, uow, "merchant", masters.merchants(known, anchor))
    known.stores = loader.insert(uow, "store", masters.stores(known, anchor))
    goods = masters.products(known)
    known.products = dict(zip((key for key, _ in goods), loader.insert(uow, "product", [row for _, row in goods]), strict=True))
    loader.insert(uow, "complaint_route", masters.routes())
    levels = masters.tiers()
    known.tiers = dict(zip((row["code"] for row in levels), loader.insert(uow, "tier", levels), strict=True))
    known.tags = _named(loader, uow, "tag", masters.tags())
    known.templates = _named(loader, uow, "coupon_tpl", masters.templates(list(stage.campaigns)))
    for row, campaign in zip(masters.campaign_rows(known, list(stage.campaigns), anchor), stage.campaigns, strict=True):
        at(uow, masters.planned_at(campaign), known.staff["operations"], "demo")
        known.campaigns += loader.insert(uow, "campaign", [row])


def _named(loader: Loader, uow: Any, form: str, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return dict(zip((row["name"] for row in rows), loader.insert(uow, form, rows), strict=True))


def _receipts(loader: Loader, stage: Stage, scale: Scale, progress: Progress) -> tuple[Sold, Stage, receipts.Story]:
    """What was sold before the last days, the stage on which members have the tiers they spent their way to, and the rest of the story."""
    first = beginning(stage.today, scale.months)
    volume = receipts.plan(stage.seed, stage.today, scale)
    extras = receipts.Extras(hero_receipts(stage.seed, stage.today, stage.now), stage.campaigns)
    story = receipts.Story(stage.seed, receipts.Pool(stage.members), volume, stage.now, extras)
    ladder = tiers.first_ladder(stage.today)
    wanted = Stretch(stage.seed, days(first, stage.today - timedelta(days=LIVED + 1)), ladder, _store_news(loader, stage))
    sold = trade.load_receipts(loader, stage.known, story, wanted, progress)
    return sold, replace(stage, members=[replace(member, tier=ladder.tier_of(member.index)) for member in stage.members]), story


def _truth(stage: Stage, sold: Sold) -> Truth:
    known = stage.known
    return Truth(
        stage.now, known.staff, len(stage.members), sold.receipts, sold.refunds, sold.lines, trade.fen(sold.net), 0, len(sold.redeemed),
        0, 0, 0, 0,
        {places.STORES[store].code: trade.fen(net) for store, net in sold.by_store.items()},
        {known.members[index]: trade.fen(net) for index, net in sold.by_member.items()},
        {member.name: known.members[member.index] for member in stage.members if member.hero},
    )


def _marketing(loader: Loader, stage: Stage, sold: Sold, about: tuple[Truth, datetime]) -> None:
    """Coupons, messages and tags of the campaigns; what rules do by themselves in the last days is left to them."""
    truth, begin = about
    users = stage.known.staff
    truth.coupons = aftermath.load_timed(loader, "coupon", aftermath.coupons(stage, sold.redeemed, begin), users)
    truth.messages = aftermath.load_timed(loader, "touch", aftermath.messages(stage, begin), users)
    truth.tags = aftermath.load_timed(loader, "member_tag", aftermath.tagged(stage), users)


def _talked(loader: Loader, stage: Stage, begin: datetime) -> int:
    there = replace(stage, members=[one for one in stage.members if one.index in stage.known.members])
    return aftermath.load_timed(loader, "interaction", aftermath.talks(there), stage.known.staff)


def _complaining(stage: Stage) -> list[int]:
    """Members old enough to have had something to complain about."""
    return [member.index for member in stage.active() if (stage.today - member.joined).days > 215 and member.index in stage.known.members]
