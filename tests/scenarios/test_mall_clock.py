"""Birthdays and silence in the mall, day by day, over New Year with three days off, 400 days in one step: as many as a plain count says."""

from calendar import isleap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from builder import templates
from builder.definitions import load
from runtime.examples import given as beginning
from runtime.examples.stage import Stage
from runtime.values import zone
from tests.scenarios.mall import FOLDER
from tests.scenarios.mall_image import wrong
from tests.scenarios.test_points import rows

PLACES = load(templates.read_folder(FOLDER).documents).examples["earn_points"].given
HOME = zone("Asia/Shanghai")
CATCH_UP = timedelta(days=7)
RANKS = {"normal": 1, "silver": 2, "gold": 3, "black": 4}
PEOPLE = 45
LEAPLINGS = 6
Effect = tuple[str, str]  # what, to whom


@dataclass(frozen=True)
class Person:
    """A member as the plain count sees one."""

    name: str
    birthday: date
    joined: date
    tier: str
    active: bool

    def anniversary(self, year: int) -> date:
        """The birthday of a year; the 29th of February is the 28th of others."""
        if (self.birthday.month, self.birthday.day) == (2, 29) and not isleap(year):
            return date(year, 2, 28)
        return self.birthday.replace(year=year)

    def due(self, first: int, last: int) -> Iterator[tuple[Effect, date]]:
        """What is due for this person, on which day."""
        if not self.active:
            return
        for year in range(first, last + 1):
            day = self.anniversary(year)
            yield ("birthday_coupon", self.name), day - timedelta(days=7)
            yield ("birthday_wish", self.name), day
            if RANKS[self.tier] >= 2:
                yield ("birthday_call", self.name), day - timedelta(days=3)
        if RANKS[self.tier] >= 3:
            yield ("win_back", self.name), self.joined + timedelta(days=60)


def crowd() -> list[Person]:
    """People of all kinds whose days lie where the clock will be, the same every time."""
    chance, found = Random(29), []
    for number in range(PEOPLE):
        month, day = chance.choice([(12, 24), (1, 1), (2, 20), (11, 20)])
        born = date(chance.randrange(1950, 2005), month, day) + timedelta(days=chance.randrange(20))
        if number < LEAPLINGS:
            born = date(1952 + 4 * number, 2, 29)
        joined = date(2026, 9, 20) + timedelta(days=chance.randrange(60))
        found.append(Person(f"会员{number}", born, joined, chance.choice(sorted(RANKS)), number % 11 != 10))
    return found


def moments() -> list[datetime]:
    """When the clock is looked at: daily, three days off over New Year, a week at a time, 400 days, daily, 350 days, 6 days at a time."""
    found = [datetime(2026, 11, 21, 10, tzinfo=HOME)]
    for days in (*[1] * 4, 7, 7, 7, *[1] * 14, 3, *[1] * 3, 7, 7, 400, *[1] * 8, 350, 6, 6, 6):
        found.append(found[-1] + timedelta(days=days))
    return found


def counted(people: list[Person], looks: list[datetime]) -> Counter[Effect]:
    """A plain count: what was due since the last look, and no more than seven days ago."""
    found: Counter[Effect] = Counter()
    for person in people:
        for effect, day in person.due(looks[0].year, looks[-1].year + 1):
            nine = datetime.combine(day, time(9), HOME)
            found[effect] += sum(1 for before, now in pairwise(looks) if max(before, now - CATCH_UP) < nine <= now)
    return +found


def furnish(mall: Stage, people: list[Person], at: datetime) -> None:
    mall.go_to(at)
    gifts = [
        {"form": "coupon_tpl", "as": occasion, "values": {"name": f"{occasion}券", "kind": "parking", "face": "5.00", "total": 9_999, "occasion": occasion}}
        for occasion in ("birthday", "win_back")
    ]
    members = [
        {
            "form": "member", "as": f"m{number}",
            "values": {
                "name": one.name, "mobile": f"1380571{number:04d}", "join_store": "@heli", "joined_on": one.joined.isoformat(), "channel": "qr",
                "tier": f"@{one.tier}", "birthday": one.birthday.isoformat(), "status": "active" if one.active else "frozen", "accept_sms": True,
            },
        }
        for number, one in enumerate(people)
    ]  # fmt: skip
    places = [raw for raw in PLACES["records"] if raw["form"] != "member"]
    beginning.put(mall, {"users": PLACES["users"], "records": [*places, *gifts, *members]})


def found(mall: Stage) -> Counter[Effect]:
    """What the rules did: coupons, calls, messages, each in its own form."""
    names = {row.id: row.values["name"] for row in rows(mall, "member")}
    gifts = {row.id: row.values["occasion"] for row in rows(mall, "coupon_tpl")}
    counts: Counter[Effect] = Counter()
    for row in rows(mall, "coupon"):
        counts["birthday_coupon" if gifts[row.values["tpl"]] == "birthday" else "win_back", names[row.values["member"]]] += 1
    for row in rows(mall, "followup"):
        counts["birthday_call" if row.values["kind"] == "birthday" else row.values["kind"] + "_call", names[row.values["member"]]] += 1
    for row in rows(mall, "touch"):
        if row.values["rule_label"] == "生日祝福":
            counts["birthday_wish", names[row.values["member"]]] += 1
    return counts


def test_as_many_as_a_plain_count_says(mall: Stage) -> None:
    people, looks = crowd(), moments()
    furnish(mall, people, looks[0])
    for moment in looks[1:]:
        mall.go_to(moment)
    wanted = counted(people, looks)
    silent = {(f"{what}_call", name): count for (what, name), count in wanted.items() if what == "win_back"}
    kinds = Counter({what: sum(count for (kind, _), count in wanted.items() if kind == what) for what, _ in wanted})
    assert all(kinds[what] > 15 for what in ("birthday_coupon", "birthday_wish", "birthday_call")), kinds
    assert kinds["win_back"] > 10
    assert {wanted["birthday_wish", one.name] for one in people[:LEAPLINGS] if one.active} == {2}, "in 2028 on the 29th, in 2029 on the 28th"
    assert found(mall) == wanted + Counter(silent)
    assert wrong(mall) == {}
