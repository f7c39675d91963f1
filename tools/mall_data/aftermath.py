"""What follows from the receipts: coupons, messages, tags, talks and complaints. Takes: a Loader, ids, what was sold. Gives: counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from runtime.store import records
from tools.mall_data import texts
from tools.mall_data.bulk import Loader, at, chunks, instant
from tools.mall_data.campaigns import Campaign
from tools.mall_data.cases import Case
from tools.mall_data.chance import stream
from tools.mall_data.heroes import ZHOU
from tools.mall_data.masters import Known, yuan
from tools.mall_data.people import Member
from tools.mall_data.places import MALLS
from tools.mall_data.staff import MINI_PROGRAM
from tools.mall_data.trade import Redeemed

REDEEMED_SHARE = 0.31
WELCOME_DAYS, BIRTHDAY_DAYS, NOTE_DAYS = 45, 30, 90
MOST_INVITES = 300
Row = dict[str, Any]
Timed = tuple[datetime, str, Row]  # moment, login, values


@dataclass(frozen=True)
class Stage:
    """What every part needs to know: seed, moment reached, campaigns, members."""

    seed: int
    now: datetime
    campaigns: Sequence[Campaign]
    members: Sequence[Member]
    known: Known

    @property
    def today(self) -> date:
        """The day reached."""
        return self.now.date()

    def active(self) -> list[Member]:
        """Members in good standing who are there."""
        return [member for member in self.members if member.status == "active" and member.index in self.known.members]


def load_timed(loader: Loader, form: str, rows: Iterable[Timed], staff: Mapping[str, str]) -> int:
    """Rows written each at its own moment by its own person; how many."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    for part in chunks(ordered):
        stamps = [(moment, staff[login]) for moment, login, _ in part]
        values = [row for _, _, row in part]
        loader.write(lambda uow, values=values, stamps=stamps: loader.insert_stamped(uow, form, values, stamps, "demo"))  # type: ignore[misc]
    return len(ordered)


def coupons(stage: Stage, redeemed: Sequence[Redeemed], begin: datetime) -> list[Timed]:
    """Those redeemed, and as many others that 31 % of all are; birthday coupons from `begin` on are given by a rule."""
    used = [_used(stage, one) for one in redeemed]
    birthday = [one for one in _birthday_coupons(stage) if one[0] < begin]
    others = max(0, round(len(used) / REDEEMED_SHARE) - len(used) - len(birthday))
    rows = [*used, *birthday, *_unused(stage, redeemed, others)]
    rows.sort(key=lambda row: row[0])
    for number, (_, _, values) in enumerate(rows):
        values["code"] = _code(stage.seed, number)
    return rows


def _code(seed: int, number: int) -> str:
    """Ten characters nobody can guess from the one before: the numbers run through a permutation."""
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    mixed = (number * 22_801_763_489 + seed * 7_919 + 982_451_653) % 32**9
    return "H" + "".join(letters[mixed // 32**place % 32] for place in range(9))


def _used(stage: Stage, one: Redeemed) -> Timed:
    campaign = stage.campaigns[one.campaign]
    rng = stream(stage.seed, "issued", one.purchase[-1], one.at)
    begun = datetime.combine(campaign.first, time(9, 30))
    issued = begun + (one.at - begun) * rng.random() * 0.8 if one.at > begun else one.at
    values = _coupon(stage, campaign, one.campaign, (one.member, issued))
    values |= {
        "state": "redeemed", "redeemed_at": instant(one.at), "store": stage.known.stores[one.store], "purchase": one.purchase,
    }
    return issued, MINI_PROGRAM, values


def _coupon(stage: Stage, campaign: Campaign, number: int, given: tuple[int, datetime]) -> Row:
    member, issued = given
    return {
        "tpl": stage.known.templates[campaign.coupon], "member": stage.known.members[member], "campaign": stage.known.campaigns[number],
        "issued_at": instant(issued), "valid_from": issued.date(), "valid_to": campaign.valid_until,
    }


def _unused(stage: Stage, redeemed: Sequence[Redeemed], count: int) -> Iterator[Timed]:
    """The same campaigns, other members: not used yet, expired, a few locked or void."""
    rng = stream(stage.seed, "unused coupons")
    taken = {(one.campaign, one.member) for one in redeemed}
    members = stage.active()
    weights = [1 + sum(one.campaign == number for one in redeemed) for number in range(len(stage.campaigns))]
    while count:
        number = rng.choices(range(len(stage.campaigns)), weights)[0]
        campaign, member = stage.campaigns[number], rng.choice(members)
        if (number, member.index) in taken or member.joined >= min(campaign.last, stage.today):
            if len(taken) > len(members) * len(weights) * 0.8:
                return
            continue
        taken.add((number, member.index))
        span = (min(campaign.last, stage.today - timedelta(days=1)) - campaign.first).days
        day = max(campaign.first + timedelta(days=int(span * rng.random() ** 2)), member.joined)
        issued = datetime.combine(day, time(rng.randint(9, 20), rng.randrange(60)))
        values = _coupon(stage, campaign, number, (member.index, issued))
        yield issued, MINI_PROGRAM, {**values, "state": _idle(rng, campaign, stage.today)}
        count -= 1


def _idle(rng: Random, campaign: Campaign, today: date) -> str:
    if rng.random() < 0.01:
        return "void"
    return "expired" if campaign.valid_until < today else "issued"


def _birthday_coupons(stage: Stage) -> Iterator[Timed]:
    template = stage.known.templates["生日蛋糕兑换券"]
    for member, day in _birthdays(stage):
        if member.tier in ("gold", "black"):
            issued = datetime.combine(day - timedelta(days=7), time(9, 0))
            if issued <= stage.now and member.joined < issued.date():
                yield issued, MINI_PROGRAM, {
                    "tpl": template, "member": stage.known.members[member.index], "issued_at": instant(issued), "valid_from": issued.date(),
                    "valid_to": day + timedelta(days=23), "state": "issued",
                }


def _birthdays(stage: Stage) -> Iterator[tuple[Member, date]]:
    """Members whose birthday was in the last weeks or is within seven days, with that day."""
    for member in stage.active():
        for year in (stage.today.year - 1, stage.today.year, stage.today.year + 1):
            if member.birthday and not (member.birthday.month == 2 and member.birthday.day == 29):
                day = member.birthday.replace(year=year)
                if -BIRTHDAY_DAYS < (day - stage.today).days <= 7:
                    yield member, day


def messages(stage: Stage, begin: datetime) -> list[Timed]:
    """Welcomes, birthday wishes (before `begin`: afterwards rules send them), invitations to the running campaign; without consent the
    message says why it was not sent."""
    rows = list(_welcomes(stage))
    rows += [
        _message(stage, member, datetime.combine(day, time(9, 5)), "birthday", texts.BIRTHDAY)
        for member, day in _birthdays(stage) if day <= stage.today and datetime.combine(day, time(9, 5)) <= stage.now
    ]
    rows = [one for one in rows if one[0] < begin]
    running = stage.campaigns[-1]
    rng = stream(stage.seed, "invites")
    invited = [member for member in stage.active() if member.joined < running.first and member.tier != "normal"]
    for member in rng.sample(invited, min(MOST_INVITES, len(invited))):
        moment = datetime.combine(running.first, time(10, 0)) + timedelta(seconds=rng.randrange(3600))
        moment_row = _message(stage, member, moment, "campaign", texts.INVITE, campaign=running.name, coupon=running.coupon)
        moment_row[2]["campaign"] = stage.known.campaigns[-1]
        rows.append(moment_row)
    return rows


def _welcomes(stage: Stage) -> Iterator[Timed]:
    for member in stage.active():
        moment = datetime.combine(member.joined, time(10 + member.index % 11, 1))
        if (stage.today - member.joined).days < WELCOME_DAYS and moment <= stage.now:
            yield _message(stage, member, moment, "welcome", texts.WELCOME)


def _message(stage: Stage, member: Member, moment: datetime, purpose: str, pattern: str, **words: str) -> Timed:
    text = pattern.format(mall=MALLS[member.mall][1], name=member.name, **words)
    state = {"state": "simulated"} if member.accepts else {"state": "suppressed", "reason": texts.NO_CONSENT}
    values = {
        "member": stage.known.members[member.index], "channel": "sms", "purpose": purpose, "text": text, "sent_at": instant(moment),
        **state,
    }
    return moment, MINI_PROGRAM, values


def tagged(stage: Stage) -> list[Timed]:
    """Tags as operations gave them last month, and two by hand."""
    rng = stream(stage.seed, "tags")
    rows: list[Timed] = []
    for member in stage.active():
        for name in _tags_of(stage, member):
            day = max(member.joined, stage.today - timedelta(days=rng.randint(2, 40)))
            moment = datetime.combine(day, time(16, rng.randrange(60)))
            if moment <= stage.now:
                rows.append((moment, "operations", {
                    "member": stage.known.members[member.index], "tag": stage.known.tags[name], "source": "imported", "tagged_on": day,
                }))
    day = stage.today - timedelta(days=1)
    rows.append((datetime.combine(day, time(17, 20)), "agent_1", {
        "member": stage.known.members[ZHOU], "tag": stage.known.tags["重点关怀"], "source": "manual", "tagged_on": day,
    }))
    return rows


def _tags_of(stage: Stage, member: Member) -> Iterator[str]:
    if member.tier in ("gold", "black"):
        yield "高价值"
    if (stage.today - member.joined).days <= 30:
        yield "新会员"
    if member.index == ZHOU or (member.left is not None and (stage.today - member.left).days >= 60):
        yield "沉睡客户"
    if member.appetite > 3 or member.hero:
        habits = {"eat": "美食达人", "kids": "亲子家庭", "shop": "时装偏好", "fun": "影迷"}
        yield habits[member.liked[0]]


def talks(stage: Stage) -> list[Timed]:
    """Notes of talks with valued members; a few call-backs of agent_1 are due."""
    rng = stream(stage.seed, "talks")
    valued = [each for each in stage.active() if each.tier in ("gold", "black") and (stage.today - each.joined).days > 3]
    rows = []
    for number in range(min(120, len(valued) * 2)):
        member, (kind, note) = rng.choice(valued), rng.choice(texts.NOTES)
        ago = rng.randint(1, min(NOTE_DAYS, (stage.today - member.joined).days))
        moment = datetime.combine(stage.today - timedelta(days=ago), time(rng.randint(9, 18), rng.randrange(60)))
        who = "agent_1" if number < 4 else f"agent_{number % 3 + 1}"
        following = stage.today - timedelta(days=number % 2) if number < 4 else moment.date() + timedelta(days=rng.randint(3, 20))
        rows.append((moment, who, {
            "member": stage.known.members[member.index], "kind": kind, "note": note, "happened_at": instant(moment),
            "next_on": following if number < 4 or rng.random() < 0.5 else None, "done": number >= 4, "owner": stage.known.staff[who],
        }))
    return rows


def load_cases(loader: Loader, known: Known, made: Sequence[Case]) -> int:
    """Complaints with everything that was done about them, each step at its hour by its person."""
    for case in made:
        loader.write(lambda uow, case=case: _case(loader, uow, known, case))  # type: ignore[misc]
    return len(made)


def _case(loader: Loader, uow: Any, known: Known, case: Case) -> None:
    at(uow, case.at, known.staff[case.by], "demo")
    final: Row = {key: value for _, _, changes in case.steps for key, value in changes.items()}
    store = known.stores[case.store] if case.store is not None else None
    values = {**_instants(case.values), "member": known.members[case.member], "store": store, "purchase": case.purchase}
    record = loader.insert_one(uow, "complaint", values, {"state": final.get("state", "new")})
    for moment, who, changes in case.steps:
        at(uow, moment, known.staff[who], "demo")
        person = {"assignee": known.staff[changes["assignee"]]} if "assignee" in changes else {}
        money = {"refund": yuan(changes["refund"])} if "refund" in changes else {}
        records.update(uow, "complaint", record, {**_instants(changes), **person, **money})


def _instants(values: Row) -> Row:
    return {key: instant(value.replace(microsecond=0)) if isinstance(value, datetime) else value for key, value in values.items()}
