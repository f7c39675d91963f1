"""Roll-ups that keep an extreme: a last visit is right after every kind of work, and after publishing over live records."""

import copy
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from runtime.cli_verify import wrong_rollups
from runtime.context import Context
from runtime.records import service
from runtime.records.shown import Listing
from tests import builders
from tests.builders import field, form
from tests.installation import Installation

EXTREMES = [
    field("last", "rollup", form="visit", relation="guest", function="max", field="at", filter="paid == true"),
    field("first_day", "rollup", form="visit", relation="guest", function="min", field="day"),
    field("most", "rollup", form="visit", relation="guest", function="max", field="amount"),
    field("since", "formula", expression="DATEDIFF(first_day, DATE('2026-12-31'), 'day')", keep="current"),
]


def documents(*extremes: dict[str, Any]) -> builders.Documents:
    guest = form("guest", [field("name", required=True), *copy.deepcopy(list(extremes))])
    visit = form("visit", [
        field("guest", "relation", form="guest"), field("at", "datetime"), field("day", "date"), field("amount", "money"),
        field("paid", "boolean"), field("lines", "subtable", fields=[field("price", "money")]),
        field("dearest", "rollup", subtable="lines", function="max", field="price"),
    ])
    return builders.app(guest, visit, roles=(builders.role("owner", [{"form": "*", "actions": ["read", "create", "update", "delete"]}]),))


def opened(installation: Installation, *extremes: dict[str, Any]) -> Context:
    installation.publish(documents(*extremes))
    return installation.context(installation.user("ann", [("tiny", "owner")]), "tiny")


def some_visit(chance: random.Random, guests: list[str]) -> dict[str, Any]:
    day = f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return {
        "guest": chance.choice([*guests, None]), "at": f"{day}T{chance.randrange(24):02}:30:00+08:00", "day": day,
        "amount": f"{chance.randrange(500)}.00", "paid": chance.choice((True, False)),
    }


def expected(ctx: Context) -> dict[str, tuple[Any, Any, Any]]:
    found: dict[str, tuple[Any, Any, Any]] = {}
    visits = service.list_(ctx, "visit", Listing(limit=200)).records
    for guest in service.list_(ctx, "guest", Listing(limit=200)).records:
        mine = [visit.values for visit in visits if visit.values["guest"] == guest.id]
        found[guest.id] = (
            max((one["at"] for one in mine if one["paid"]), default=None), min((one["day"] for one in mine), default=None),
            max((one["amount"] for one in mine), default=None),
        )
    return found


def kept(ctx: Context) -> dict[str, tuple[Any, Any, Any]]:
    rows = service.list_(ctx, "guest", Listing(limit=200)).records
    return {one.id: (one.values["last"], one.values["first_day"], one.values["most"]) for one in rows}


def test_random_work_leaves_right_extremes(installation: Installation) -> None:
    ctx, chance = opened(installation, *EXTREMES), random.Random(11)
    guests = [service.create(ctx, "guest", {"name": f"g{n}"}).record.id for n in range(3)]
    assert kept(ctx) == dict.fromkeys(guests, (None, None, None))
    visits: list[str] = []
    for _ in range(50):
        work = chance.choice(("create", "create", "change", "delete"))
        if work == "create" or not visits:
            visits.append(service.create(ctx, "visit", some_visit(chance, guests)).record.id)
        elif work == "change":
            service.update(ctx, "visit", chance.choice(visits), some_visit(chance, guests))
        else:
            service.delete(ctx, "visit", visits.pop(chance.randrange(len(visits))))
        assert kept(ctx) == expected(ctx)
    assert list(wrong_rollups(ctx)) == []
    for guest in service.list_(ctx, "guest", Listing(limit=10)).records:
        day = guest.values["first_day"]
        assert guest.values["since"] == (None if day is None else (date(2026, 12, 31) - day).days)


def test_publishing_an_extreme_works_it_out_for_everybody(installation: Installation) -> None:
    ctx, chance = opened(installation), random.Random(5)
    guests = [service.create(ctx, "guest", {"name": f"g{n}"}).record.id for n in range(3)]
    for _ in range(20):
        service.create(ctx, "visit", some_visit(chance, guests))
    installation.publish(documents(*EXTREMES))
    ctx = installation.context(installation.people["ann"], "tiny")
    assert kept(ctx) == expected(ctx)
    late = [row.id for row in service.list_(ctx, "guest", Listing(filter="last >= DATE('2026-06-01')")).records]
    assert set(late) == {key for key, (last, _, _) in expected(ctx).items() if last and str(last.astimezone(ZoneInfo("Asia/Shanghai"))) >= "2026-06-01"}


def test_two_writers_on_one_extreme(installation: Installation) -> None:
    ctx = opened(installation, *EXTREMES)
    guest = service.create(ctx, "guest", {"name": "g"}).record.id

    def come(number: int) -> None:
        made = service.create(ctx, "visit", {"guest": guest, "amount": f"{number}.00", "day": "2026-05-05"}).record.id
        if number % 3 == 0:
            service.delete(ctx, "visit", made)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(come, range(1, 31)))
    assert kept(ctx) == expected(ctx)


def test_rows_of_a_subtable(installation: Installation) -> None:
    ctx = opened(installation)
    visit = service.create(ctx, "visit", {"lines": [{"price": "3.00"}, {"price": "9.50"}, {}]}).record
    assert str(service.get(ctx, "visit", visit.id).record.values["dearest"]) == "9.50"
