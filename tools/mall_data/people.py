"""The members of the story. Takes: seed, anchor day, scale. Gives: members one by one, heroes first. Never: one phone number twice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tools.mall_data.chance import stream, weighted
from tools.mall_data.names import full_name
from tools.mall_data.places import STORES, STORY_STORE
from tools.mall_data.scale import Scale

TIERS = ("normal", "silver", "gold", "black")
TIER_SHARES = (("normal", 70.0), ("silver", 18.0), ("gold", 9.0), ("black", 3.0))
APPETITE = {"normal": 1.0, "silver": 2.6, "gold": 5.0, "black": 9.0}
CHANNELS = (("qr", 30.0), ("mini_program", 28.0), ("pay", 20.0), ("desk", 12.0), ("event", 10.0))
DISTRICTS = (("拱墅区", 30.0), ("滨江区", 22.0), ("西湖区", 14.0), ("上城区", 12.0), ("余杭区", 10.0), ("萧山区", 8.0), ("临平区", 4.0))
INTERESTS = {"eat": "food", "shop": "fashion", "kids": "kids", "fun": "movie"}
PREFIXES = ("130", "131", "132", "135", "136", "137", "138", "139", "150", "151", "152", "159", "177", "180", "186", "187", "188", "189")
_HEROES = ("林若溪", "周启明", "何静怡")
BIRTHDAYS = 60  # days in a row with a birthday in the story's store
STORY = next(index for index, store in enumerate(STORES) if store.code == STORY_STORE)
HERO_MOBILES = ("13867120466", "13905718820", "15858163907")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the story. `appetite`: how often compared with others; `left`: the day of the last visit of one who fell asleep;
    `liked`: kinds of trade preferred; `store`: index of the store joined at; `cared`: another store that looks after the member;
    `tier`: the one their appetite leads to; `hero`: the receipts are written by hand."""

    index: int
    name: str
    mobile: str
    female: bool
    birthday: date | None
    joined: date
    store: int
    tier: str
    channel: str
    district: str
    liked: tuple[str, ...]
    appetite: float
    left: date | None = None
    email: str | None = None
    accepts: bool = True
    referrer: int | None = None
    status: str = "active"
    hero: bool = False
    cared: int | None = None

    @property
    def mall(self) -> int:
        """The mall joined in."""
        return STORES[self.store].mall

    @property
    def interests(self) -> list[str]:
        """Option keys of the field 兴趣偏好."""
        wanted = [INTERESTS[kind] for kind in self.liked]
        return [*wanted, "beauty"] if self.female and "shop" in self.liked and self.index % 3 else wanted


def members(seed: int, anchor: date, scale: Scale) -> Iterator[Member]:
    """All members of the story at its first start."""
    yield from heroes(anchor)
    first = anchor - timedelta(days=scale.months * 30)
    days = iter(range(BIRTHDAYS))
    for index in range(len(_HEROES), scale.members):
        rng = stream(seed, "member", index)
        member = _member(rng, index, _joined(rng, first, anchor), anchor)
        yield _celebrating(member, anchor, days) if member.store == STORY and member.status == "active" else member


def _celebrating(member: Member, anchor: date, days: Iterator[int]) -> Member:
    """Members of the story's store have their birthdays one a day from the anchor on, so that its manager has somebody to greet."""
    ahead = next(days, None)
    if ahead is None:
        return member
    return replace(member, birthday=_born(member, anchor + timedelta(days=ahead)))


def _born(member: Member, day: date) -> date:
    """A birthday on the day, in the member's own year."""
    year = member.birthday.year if member.birthday else day.year - 34
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def newcomers(seed: int, day: date, start: int, scale: Scale) -> Iterator[Member]:
    """Those who join on a day after the first start; `start` is the first free index. The first of a day is looked after by the story's
    store and goes on where the birthdays of its members end: each start brings as many days with one as have passed."""
    rng = stream(seed, "newcomers", day)
    for number in range(int(scale.members * 0.6 / (scale.months * 30) + rng.random())):
        member = _member(stream(seed, "newcomer", day, number), start + number, day, day)
        member = replace(member, tier="normal", appetite=min(member.appetite, 1.0), left=None, status="active")
        yield member if number else replace(member, cared=STORY, birthday=_born(member, day + timedelta(days=BIRTHDAYS - 1)))


def heroes(anchor: date) -> Iterator[Member]:
    """The three people the story is told about."""
    story = STORY
    beauty = next(index for index, store in enumerate(STORES) if store.brand.name == "暮光美妆")
    soon = anchor + timedelta(days=7)
    born = date(1991, soon.month, soon.day if (soon.month, soon.day) != (2, 29) else 28)
    days_ago = [anchor - timedelta(days=days) for days in (402, 440, 240)]
    lin = Member(0, _HEROES[0], HERO_MOBILES[0], True, born, days_ago[0], story, "gold", "qr", "拱墅区", ("eat", "shop"), 0.0)
    april, september = date(1978, 4, 16), date(1995, 9, 3)
    zhou = Member(1, _HEROES[1], HERO_MOBILES[1], False, april, days_ago[1], story, "black", "desk", "滨江区", ("eat", "fun"), 0.0)
    he = Member(2, _HEROES[2], HERO_MOBILES[2], True, september, days_ago[2], beauty, "silver", "qr", "西湖区", ("shop",), 0.0)
    yield from (replace(member, hero=True) for member in (lin, zhou, he))


def _member(rng: Random, index: int, joined: date, anchor: date) -> Member:
    female = rng.random() < 0.62
    year = int(min(2006, max(1952, rng.gauss(1990, 10))))
    tier = weighted(rng, TIER_SHARES)
    store = rng.choices(range(len(STORES)), [each.weight for each in STORES])[0]
    asleep = rng.random() < 0.22 and (anchor - joined).days > 120
    referred = index > 200 and rng.random() < 0.07
    return Member(
        index, full_name(rng, female, year), mobile(index), female, _birthday(rng, year), joined, store, tier,
        "referral" if referred else weighted(rng, CHANNELS), weighted(rng, DISTRICTS), _liked(rng, store),
        APPETITE[tier] * spread(rng), _left(rng, joined, anchor) if asleep else None,
        f"m{100000 + index * 7}@example.com" if rng.random() < 0.3 else None, rng.random() < 0.82,
        rng.randrange(index) if referred else None, weighted(rng, (("active", 97.5), ("frozen", 1.5), ("erased", 1.0))),
        cared=_cared(rng, store),
    )


def spread(rng: Random) -> float:
    """How much people of one kind differ: some come three times as often, nobody lives in the mall."""
    factor: float = rng.paretovariate(1.6) ** 0.7
    return min(3.0, factor)


def mobile(index: int) -> str:
    """A phone number of its own for every member: the eight last digits run through a permutation."""
    return PREFIXES[index % len(PREFIXES)] + f"{(index * 61_803_399 + 27_182_818) % 100_000_000:08d}"


def _cared(rng: Random, store: int) -> int | None:
    """Three of four are looked after by a second store of the same mall."""
    mall = STORES[store].mall
    others = [(index, each.weight) for index, each in enumerate(STORES) if each.mall == mall and index != store and each.closes is None]
    return weighted(rng, others) if rng.random() < 0.75 else None


def _joined(rng: Random, first: date, anchor: date) -> date:
    """A third were members before the story begins; afterwards a few more join every month."""
    if rng.random() < 0.35:
        return first - timedelta(days=int(rng.random() * 400))
    return first + timedelta(days=int((anchor - first).days * rng.random() ** 0.85))


def _left(rng: Random, joined: date, anchor: date) -> date:
    return joined + timedelta(days=int(((anchor - joined).days - 50) * rng.random()))


def _birthday(rng: Random, year: int) -> date | None:
    if rng.random() < 0.12:
        return None
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


def _liked(rng: Random, store: int) -> tuple[str, ...]:
    own = STORES[store].brand.kind
    other = weighted(rng, (("eat", 5.0), ("shop", 4.0), ("kids", 2.0), ("fun", 2.0)))
    return (own,) if own == other else (own, other)
