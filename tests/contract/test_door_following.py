"""A change that very many records follow: they are brought up to date by a job, portion by portion, and what hangs on them too."""

from decimal import Decimal

import pytest

from runtime.records import catching_up, ripple, service
from runtime.records.ripple import FOLLOW
from runtime.records.shown import Batch, Listing
from tests.builders import app, field, form
from tests.contract.queues import every
from tests.installation import Installation

POINTS = field("points", "formula", expression="amount * member.tier.rate", keep="current", scale=2)
DOCUMENTS = app(
    form("tier", [field("name"), field("rate", "number", scale=2)]),
    form("member", [field("name"), field("tier", "relation", form="tier"),
                    field("earned", "rollup", form="purchase", relation="member", function="sum", field="points")]),
    form("purchase", [field("member", "relation", form="member"), field("amount", "money"), POINTS]),
)  # fmt: skip
COUNT = 23


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are many here."""
    monkeypatch.setattr(ripple, "MOST_FOLLOWERS", 10)
    monkeypatch.setattr(ripple, "CHUNK", 4)
    monkeypatch.setattr(catching_up, "PORTION", 5)


@pytest.mark.usefixtures("small")
def test_a_change_with_very_many_followers_is_followed_by_a_job(installation: Installation) -> None:
    installation.publish(DOCUMENTS)
    ctx = installation.system("tiny")
    tier = service.create(ctx, "tier", {"name": "gold", "rate": "1.00"}).record.id
    member = service.create(ctx, "member", {"name": "林若溪", "tier": tier}).record.id
    buy = {"member": member, "amount": "10.00"}
    service.batch(ctx, "purchase", Batch(create=[buy] * COUNT))
    assert installation.drain() == 0
    service.update(ctx, "tier", tier, {"rate": "2.00"})
    assert points(installation) == [Decimal("10.00")] * COUNT, "not yet"
    service.create(ctx, "purchase", buy)
    assert points(installation).count(Decimal("20.00")) == 1, "who comes later is right at once"
    assert installation.drain() == 5
    assert points(installation) == [Decimal("20.00")] * (COUNT + 1)
    [job] = [job for job in every(installation).values() if job.kind == FOLLOW]
    assert (job.state, job.progress) == ("done", (COUNT + 1, COUNT + 1))
    assert service.get(ctx, "member", member).record.values["earned"] == Decimal("20.00") * (COUNT + 1)


@pytest.mark.usefixtures("small")
def test_two_changes_of_one_record_end_with_the_second(installation: Installation) -> None:
    installation.publish(DOCUMENTS)
    ctx = installation.system("tiny")
    tier = service.create(ctx, "tier", {"name": "gold", "rate": "1.00"}).record.id
    member = service.create(ctx, "member", {"name": "林若溪", "tier": tier}).record.id
    service.batch(ctx, "purchase", Batch(create=[{"member": member, "amount": "10.00"}] * COUNT))
    for rate in ("2.00", "3.00"):
        service.update(ctx, "tier", tier, {"rate": rate})
    installation.drain()
    assert points(installation) == [Decimal("30.00")] * COUNT


def points(installation: Installation) -> list[Decimal]:
    found = service.list_(installation.system("tiny"), "purchase", Listing(limit=200))
    return [record.values["points"] for record in found.records]
