"""Roll-ups are exact: against a recount after random work, and after writers who came at the same time."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from builder.errors import AppError, Conflict
from runtime.context import Context
from runtime.records import service
from runtime.records.shown import Listing
from tests.contract import doors
from tests.installation import Installation


def opened(installation: Installation) -> Context:
    installation.publish(doors.documents())
    return installation.context(installation.user("boss", [("tiny", "boss")]), "tiny")


def make(ctx: Context, form: str, **values: Any) -> str:
    return service.create(ctx, form, values).record.id


def recounted(ctx: Context) -> dict[str, tuple[Decimal, int, Decimal | None]]:
    """What the roll-ups and the formula over them must be, from the deals themselves."""
    sums: dict[str, list[Any]] = {one.id: [Decimal("0.00"), 0] for one in service.list_(ctx, "client", Listing(limit=200)).records}
    for deal in service.list_(ctx, "deal", Listing(limit=200, filter="EMPTY(client) == false")).records:
        total = sums[deal.values["client"]]
        total[0] += deal.values["amount"] or 0 if deal.values["won"] is True else 0
        total[1] += 1
    return {key: (spent, deals, averaged(spent, deals)) for key, (spent, deals) in sums.items()}


def averaged(spent: Decimal, deals: int) -> Decimal | None:
    return (spent / deals).quantize(Decimal("0.01"), "ROUND_HALF_UP") if deals else None


def stored(ctx: Context) -> dict[str, tuple[Decimal, int, Decimal | None]]:
    rows = service.list_(ctx, "client", Listing(limit=200)).records
    return {one.id: (one.values["spent"], one.values["deals"], one.values["average"]) for one in rows}


def test_random_work_leaves_exact_roll_ups(installation: Installation) -> None:
    ctx, chance = opened(installation), random.Random(7)
    clients = [make(ctx, "client", name=f"c{n}") for n in range(4)]
    deals: list[str] = []
    for _ in range(60):
        work = chance.choice(("create", "create", "move", "amount", "won", "delete", "restore"))
        amount = f"{chance.randrange(0, 1000)}.{chance.randrange(0, 100):02}"
        won = chance.choice((True, False, None))
        if work == "create" or not deals:
            deals.append(make(ctx, "deal", client=chance.choice(clients), amount=amount, won=won))
            continue
        deal = chance.choice(deals)
        live = bool(service.list_(ctx, "deal", Listing(filter=f"id == '{deal}'")).records)
        if work == "restore" and not live:
            service.restore(ctx, "deal", deal)
        elif work == "delete" and live:
            service.delete(ctx, "deal", deal)
        elif live and work in ("move", "amount", "won"):
            change: dict[str, Any] = {"move": {"client": chance.choice(clients)}, "amount": {"amount": amount}, "won": {"won": won}}[work]
            service.update(ctx, "deal", deal, change)
    assert stored(ctx) == recounted(ctx)
    assert any(deals for _, deals, _ in stored(ctx).values())


def test_writers_at_the_same_time_lose_nothing(installation: Installation) -> None:
    ctx = opened(installation)
    one, two = make(ctx, "client", name="one"), make(ctx, "client", name="two")

    def work(number: int) -> None:
        deal = make(ctx, "deal", client=one if number % 2 else two, amount=f"{number}.25", won=True)
        service.update(ctx, "deal", deal, {"client": two if number % 2 else one, "amount": f"{number}.50"})
        if number % 5 == 0:
            service.delete(ctx, "deal", deal)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(20)))
    assert stored(ctx) == recounted(ctx)
    assert sum(deals for _, deals, _ in stored(ctx).values()) == 16


def test_formulas_kept_current_follow_what_they_read(installation: Installation) -> None:
    ctx = opened(installation)
    shop = make(ctx, "shop", name="s", rate="2.00")
    client = make(ctx, "client", name="c", shop=shop, score=5)
    deal = make(ctx, "deal", client=client, amount="10.00")
    version = service.get(ctx, "client", client).record.version
    service.update(ctx, "shop", shop, {"rate": "3.50"})
    fresh = service.get(ctx, "client", client).record
    assert (fresh.values["weighted"], fresh.version) == (Decimal("17.50"), version), "followed, and no version spent on it"
    assert service.get(ctx, "deal", deal).record.values["frozen"] == Decimal("20.00"), "frozen when saved"
    service.update(ctx, "deal", deal, {"day": "2026-11-01"})
    assert service.get(ctx, "deal", deal).record.values["frozen"] == Decimal("20.00"), "an unrelated edit leaves it frozen"
    service.update(ctx, "deal", deal, {"amount": "20"})
    assert service.get(ctx, "deal", deal).record.values["frozen"] == Decimal("70.00")


def test_what_is_pointed_at_stays_until_it_is_let_go(installation: Installation) -> None:
    ctx = opened(installation)
    shop = make(ctx, "shop", name="s")
    client = make(ctx, "client", name="c", shop=shop)
    deal = make(ctx, "deal", client=client, amount="1")
    for form, record in (("shop", shop), ("client", client)):
        with pytest.raises(Conflict) as refused:
            service.delete(ctx, form, record)
        assert (refused.value.code, refused.value.params["count"]) == ("still_used", 1)
    service.delete(ctx, "deal", deal)
    service.delete(ctx, "client", client)
    with pytest.raises(Conflict) as gone:
        service.restore(ctx, "deal", deal)
    assert gone.value.code == "restore_target_gone"
    service.restore(ctx, "client", client)
    service.restore(ctx, "deal", deal)
    assert service.get(ctx, "client", client).record.values["deals"] == 1


def test_on_delete_empties_or_takes_along(installation: Installation) -> None:
    documents = doors.documents()
    fields = documents["form", "client"]["fields"]
    next(item for item in fields if item["key"] == "shop")["on_delete"] = "set_empty"
    next(item for item in documents["form", "deal"]["fields"] if item["key"] == "client")["on_delete"] = "cascade"
    installation.publish(documents)
    ctx = installation.context(installation.user("boss", [("tiny", "boss")]), "tiny")
    shop = make(ctx, "shop", name="s", rate="2.00")
    client = make(ctx, "client", name="c", shop=shop, score=5)
    deal = make(ctx, "deal", client=client, amount="1")
    service.delete(ctx, "shop", shop)
    values = service.get(ctx, "client", client).record.values
    assert (values["shop"], values["weighted"]) == (None, None)
    service.delete(ctx, "client", client)
    assert [one.id for one in service.list_(ctx, "deal", Listing(deleted=True)).records] == [deal]


def test_nothing_new_points_at_what_is_being_deleted(installation: Installation) -> None:
    ctx = opened(installation)

    def attempt(work: Any) -> str:
        try:
            work()
        except AppError as error:
            return error.code
        return "done"

    for number in range(8):
        client = make(ctx, "client", name=f"c{number}")
        point, delete = partial(make, ctx, "deal", client=client, amount="1"), partial(service.delete, ctx, "client", client)
        jobs: list[Callable[[], Any]] = [point, delete]
        with ThreadPoolExecutor(2) as pool:
            made, deleted = pool.map(attempt, jobs if number % 2 else jobs[::-1])
        made, deleted = (made, deleted) if number % 2 else (deleted, made)
        assert (made, deleted) in (("done", "still_used"), ("invalid", "done")), number
